package rule

import (
	"bytes"
	"cmp"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"golang.org/x/tools/go/analysis"

	"github.com/prodlint/prodlint/docs"
	"github.com/prodlint/prodlint/internal/crash"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/summary"
)

// Site is where the pages are published.
const Site = "https://github.com/prodlint/prodlint/blob/main/docs"

// New returns the rule whose facts stand in docs/rules/<name>.md.
// It panics when the page is missing or malformed, which a test of every rule would show first.
func New(name string, check func(*Pass)) *Rule {
	r := &Rule{Check: check}
	page, err := fs.ReadFile(docs.FS, "rules/"+name+".md")
	if err == nil {
		r.Page, err = FrontMatter(page, &r.Meta)
	}
	if err == nil && r.Name != name {
		err = fmt.Errorf("names itself %q", r.Name)
	}
	if err != nil {
		panic(fmt.Sprintf("docs/rules/%s.md: %v", name, err))
	}
	r.Analyzer = &analysis.Analyzer{
		Name:     name,
		Doc:      name + ": " + r.Summary + "\n\n" + r.Page,
		URL:      r.URL(),
		Requires: []*analysis.Analyzer{extract.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			var err error
			if crashed := crash.Catch("rule "+r.Name+" on "+pass.Pkg.Path(), func() { err = r.analyze(pass) }); crashed != nil {
				return nil, crashed
			}
			return nil, err
		},
	}
	return r
}

// URL is the address of the rule's page.
func (m Meta) URL() string { return Site + "/rules/" + m.Name + ".md" }

// FrontMatter decodes the YAML between the leading "---" lines of a page into v and returns the rest. Unknown keys are errors.
func FrontMatter(page []byte, v any) (text string, err error) {
	rest, ok := bytes.CutPrefix(bytes.ReplaceAll(page, []byte("\r\n"), []byte("\n")), []byte("---\n"))
	if !ok {
		return "", fmt.Errorf("no front matter")
	}
	head, body, ok := bytes.Cut(rest, []byte("\n---\n"))
	if !ok {
		return "", fmt.Errorf("front matter has no end")
	}
	if m, ok := v.(*Meta); ok && m.plain(string(head)) {
		return strings.TrimLeft(string(body), "\n"), nil
	}
	crashed := crash.Catch("front matter", func() { err = yaml.UnmarshalWithOptions(head, v, yaml.Strict()) })
	if err = cmp.Or(crashed, err); err != nil {
		return "", err
	}
	return strings.TrimLeft(string(body), "\n"), nil
}

// NewPass returns a pass over the package sum of prog that hands each finding, completed with the rule's defaults, to report.
// The driver sets the syntax fields for what judges syntax, and Tree for rules that see it.
func NewPass(r *Rule, prog *summary.Program, sum *summary.Package, report func(Finding)) *Pass {
	return &Pass{Program: prog, Summary: sum, report: r.complete(report)}
}

// analyze judges one package in the way go vet, golangci-lint and nogo do: a package at a time, with the facts of its imports.
func (r *Rule) analyze(pass *analysis.Pass) error {
	prog, ok := pass.ResultOf[extract.Analyzer].(*summary.Program)
	if !ok || prog == nil {
		return nil // outside the workspace
	}
	sum := prog.Package(pass.Pkg.Path())
	if sum == nil {
		return prog.Crash
	}
	files := map[string]*token.File{}
	for _, f := range pass.Files {
		files[filepath.Base(pass.Fset.Position(f.Package).Filename)] = pass.Fset.File(f.Package)
	}
	sources := map[*token.File]*Source{}
	type said struct {
		pos          summary.Pos
		message, key string
	}
	shown := map[said]bool{} // both halves of a rule may find it
	p := NewPass(r, prog, sum, func(f Finding) {
		if f.Severity == Info {
			return // vet has no levels
		}
		if shown[said{f.Pos, f.Message, f.Key}] {
			return
		}
		shown[said{f.Pos, f.Message, f.Key}] = true
		start, end := tokenPos(files, f.Pos)
		if f.Pos.Pkg != sum.Path || !start.IsValid() {
			return
		}
		d := analysis.Diagnostic{Pos: start, End: end, Category: r.Name, URL: r.URL(), Message: "[" + r.Name + "] " + f.Message}
		for _, h := range f.Path {
			if p, e := tokenPos(files, h.Pos); h.Pos.Pkg == sum.Path && p.IsValid() {
				d.Related = append(d.Related, analysis.RelatedInformation{Pos: p, End: e, Message: h.Note})
			}
		}
		if r.Fix != nil && r.Meta.Fix != "" {
			in := files[f.Pos.File]
			if _, seen := sources[in]; !seen && filepath.Base(in.Name()) == f.Pos.File { // else cgo wrote it
				if src, err := os.ReadFile(in.Name()); err == nil {
					sources[in] = NewSource(in.Name(), src)
				}
			}
			d.SuggestedFixes = r.suggest(f, sources[in], in)
		}
		pass.Report(d)
	})
	p.Fset, p.Types, p.Info = pass.Fset, pass.Pkg, pass.TypesInfo
	if pass.Module != nil && pass.Module.GoVersion != "" {
		p.GoVersion = "go" + pass.Module.GoVersion
	}
	for _, f := range pass.Files {
		if extract.Judged(pass.Fset, f, false) {
			p.Files = append(p.Files, f)
		}
	}
	r.Check(p)
	if r.CheckSyntax != nil {
		r.CheckSyntax(p)
	}
	return nil
}

func tokenPos(files map[string]*token.File, p summary.Pos) (token.Pos, token.Pos) {
	f := files[p.File]
	at := func(line, col int) token.Pos {
		if f == nil || line < 1 || line > f.LineCount() {
			return token.NoPos
		}
		return min(f.LineStart(line)+token.Pos(col-1), token.Pos(f.Base()+f.Size()))
	}
	return at(p.Line, p.Col), at(p.EndLine, p.EndCol)
}
