package driver

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/types"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/suppress"
)

// judgeSyntax runs what judges syntax while it is there. It sees its package linked with itself alone.
func (r *run) judgeSyntax(n *node, u *unit, files []*ast.File, pkg *types.Package, info *types.Info) {
	var rules []*rule.Rule
	for _, ru := range r.opts.Rules {
		if ru.Syntax() != nil {
			rules = append(rules, ru)
		}
	}
	if len(rules) == 0 {
		return
	}
	judged := slices.DeleteFunc(slices.Clone(files), func(f *ast.File) bool { return !extract.Judged(r.fset, f, r.opts.Tests) })
	linked := r.guard(n, "link", func() {
		prog := summary.Link([]*summary.Package{u.sum}, r.opts.catalog())
		r.configure(prog)
		found, crashed := make([][]rule.Finding, len(rules)), make([][]string, len(rules))
		r.each(len(rules), func(i int) {
			ru := rules[i]
			if r.stopped() {
				return
			}
			judged := r.guard(n, "rule "+ru.Name, func() {
				p := rule.NewPass(ru, prog, u.sum, func(f rule.Finding) { found[i] = append(found[i], f) })
				p.Fset, p.Files, p.Types, p.Info, p.GoVersion = r.fset, judged, pkg, info, n.goVersion
				ru.Syntax()(p)
			})
			if !judged {
				crashed[i] = []string{ru.Name}
			}
		})
		u.found, u.crashed = slices.Concat(found...), slices.Concat(crashed...)
	})
	if !linked {
		for _, ru := range rules {
			u.crashed = append(u.crashed, ru.Name)
		}
	}
}

// finish gives findings their files and fingerprints, applies suppressions, and sorts.
func (r *run) finish(nodes []*node, layouts layouts) []Finding {
	var directives []suppress.Directive
	judged := map[string]*node{}
	for _, n := range nodes {
		if n.judged {
			judged[n.path] = n
		}
		directives = append(directives, r.units[n].directives...)
	}
	if r.beside != nil {
		for _, d := range r.beside.directives {
			if r.asked(d.Pos.File) {
				directives = append(directives, d)
			}
		}
	}
	set := suppress.NewSet(directives)
	files := r.fileIndex()
	generated := map[summary.Pos]bool{} // files, as positions without a line
	for _, n := range nodes {
		for _, name := range r.units[n].generated {
			generated[summary.Pos{Pkg: n.path, File: name}] = true
		}
	}
	var out []Finding
	seen := map[string]bool{}
	add := func(f rule.Finding, pkg string) {
		key := fmt.Sprint(f.Rule, f.Pos, f.Pos.EndLine, f.Pos.EndCol, f.Message, f.Key)
		if !f.Pos.IsValid() || generated[summary.Pos{Pkg: f.Pos.Pkg, File: f.Pos.File}] || seen[key] {
			return
		}
		seen[key] = true
		g := Finding{Finding: f, Package: pkg, File: files.name(f.Pos)}
		for _, h := range f.Path {
			g.Files = append(g.Files, files.name(h.Pos))
		}
		g.Reason, g.Suppressed = set.Match(f.Rule, f.Pos)
		out = append(out, g)
	}
	for _, n := range nodes {
		for _, f := range slices.Concat(r.units[n].found, layouts.placed(r.found[n])) {
			if !slices.ContainsFunc(r.units[n].doubts, func(d doubt) bool { return d.about(f.Pos) }) {
				add(f, n.path)
			}
		}
	}
	if len(r.foundBeside) > 0 {
		owners := r.goFiles()
		for _, f := range layouts.placed(r.foundBeside) {
			if f, pkg, ok := r.placed(f, owners); ok {
				add(f, pkg)
			}
		}
	}
	for _, p := range set.Problems(r.known(), r.certain(judged)) {
		out = append(out, Finding{Package: cmp.Or(p.Pos.Pkg, path.Dir(p.Pos.File)), File: files.name(p.Pos), Finding: rule.Finding{
			Rule: suppress.Rule, Severity: rule.Warning, Confidence: rule.High, Pos: p.Pos, Message: p.Message, Function: p.Function, Key: p.Key}})
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return compare(strings.Compare(a.File, b.File), a.Pos.Line-b.Pos.Line, a.Pos.Col-b.Pos.Col, strings.Compare(a.Rule, b.Rule),
			strings.Compare(a.Message, b.Message), strings.Compare(a.Key, b.Key))
	})
	fingerprint(out)
	r.fixable(out)
	return out
}

// layouts are those of packages, by import path.
type layouts map[string]*summary.Layout

func layoutsOf(units []*unit) layouts {
	l := make(layouts, len(units))
	for _, u := range units {
		l[u.node.path] = u.layout
	}
	return l
}

// at returns where a position of a folded summary is; one of a file beside the code is not folded.
func (l layouts) at(p summary.Pos) summary.Pos {
	if of := l[p.Pkg]; of != nil && p.Pkg != "" {
		return of.At(p)
	}
	return p
}

// placed returns the findings of rules that judged folded summaries as they are in the code.
func (l layouts) placed(list []rule.Finding) []rule.Finding {
	out := slices.Clone(list)
	for i := range out {
		f := &out[i]
		f.Pos = l.at(f.Pos)
		f.Path = slices.Clone(f.Path)
		for k := range f.Path {
			f.Path[k].Pos = l.at(f.Path[k].Pos)
		}
	}
	return out
}

// known tells the names of rules.
func (r *run) known() func(string) bool {
	if r.opts.Known != nil {
		return r.opts.Known
	}
	return func(name string) bool {
		return slices.ContainsFunc(r.opts.Rules, func(ru *rule.Rule) bool { return ru.Name == name })
	}
}

// certain reports whether a rule would have reported what a suppression hides: it ran, on a package that was judged, and a rule that
// looks at callers saw all of them.
func (r *run) certain(judged map[string]*node) func(name, pkg string) bool {
	whole := r.graph.whole && len(r.errs) == 0
	return func(name, pkg string) bool {
		if pkg == "" { // a file beside the code
			return whole && slices.ContainsFunc(r.opts.Rules, func(ru *rule.Rule) bool { return ru.Name == name && ru.SeesTree() })
		}
		n := judged[pkg]
		if n == nil || name == "" { // any rule
			return false
		}
		if slices.Contains(r.units[n].crashed, name) {
			return false
		}
		return slices.ContainsFunc(r.opts.Rules, func(ru *rule.Rule) bool { return ru.Name == name && (whole || ru.Scope == rule.Package) })
	}
}

// fingerprint hashes rule, package, function and key of each finding. Findings that agree in these are numbered in the order of the code.
func fingerprint(fs []Finding) {
	count := map[string]int{}
	for i := range fs {
		f := &fs[i]
		sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule, f.Package, f.Function, f.Key}, "|")))
		f.Fingerprint = hex.EncodeToString(sum[:])[:16]
		n := count[f.Fingerprint]
		count[f.Fingerprint]++
		if n > 0 {
			f.Fingerprint += "-" + strconv.Itoa(n)
		}
	}
}

// fileIndex maps the package and base name in a position to a file.
type fileIndex struct {
	env   *environment
	files map[[2]string]string
	dirs  map[string]string
}

func (r *run) fileIndex() *fileIndex {
	x := &fileIndex{r.env, map[[2]string]string{}, map[string]string{}}
	for _, n := range r.graph.nodes {
		if n.dir != "" {
			x.dirs[n.path] = n.dir
		}
		for _, f := range n.files {
			x.files[[2]string{n.path, filepath.Base(f)}] = f
		}
	}
	return x
}

// name returns the file of a position relative to the root.
func (x *fileIndex) name(p summary.Pos) string {
	if f := x.files[[2]string{p.Pkg, p.File}]; f != "" {
		return x.env.rel(f)
	}
	if d := x.dirs[p.Pkg]; d != "" {
		return x.env.rel(filepath.Join(d, p.File))
	}
	return p.File
}
