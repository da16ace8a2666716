package driver

import (
	"context"
	"sync"

	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// judge links the summaries, runs the rules that need no syntax, and returns the findings of all rules. Packages that did not type-check are
// linked as far as they could be read, since others may hand them values to set up, but they are not judged. A rule that judged the same
// summaries in an earlier run is not run again.
func (r *run) judge(ctx context.Context) []Finding {
	nodes, units := r.chosen()
	r.mu.Lock()
	r.found = map[*node][]rule.Finding{}
	errs := len(r.errs)
	r.mu.Unlock()
	r.lookBeside()
	program := sync.OnceValue(func() (prog *summary.Program) {
		r.summarised(units)
		r.forgetTypes()
		r.guard(&node{path: all}, "link", func() { prog = r.link(units) })
		return prog
	})
	if r.warm != nil && r.analysed > 0 {
		go program() // it is needed, unless the summaries turn out to be as they were
		defer program()
	}
	v := r.recallVerdicts(nodes, units)
	if v.missing || r.opts.Linked != nil {
		if prog := program(); prog != nil {
			r.atOnce(len(nodes), judgedAtOnce*r.opts.Parallel, func(k int) {
				r.judgeProgram(v, k, nodes[k], prog)
			})
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	if v.missing && len(r.errs) == errs {
		r.keepVerdicts(v)
	}
	if r.judgeBeside(ctx, nodes, units, program); ctx.Err() != nil {
		return nil
	}
	if !v.missing {
		r.mu.Lock()
		for k, n := range nodes {
			r.found[n] = v.of(k)
		}
		r.mu.Unlock()
	}
	out := r.finish(nodes, layoutsOf(units))
	r.enter(out, nodes, units, program)
	return out
}

// forgetTypes lets the types of all packages go: half of what is in memory by then. Summaries take their place.
func (r *run) forgetTypes() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range r.units {
		if u != nil {
			u.types = nil
		}
	}
	r.imp = nil
}

// link joins the summaries.
func (r *run) link(units []*unit) *summary.Program {
	var sums []*summary.Package
	for _, u := range units {
		if u.sum != nil {
			sums = append(sums, u.sum)
		}
	}
	prog := summary.Link(sums, r.opts.catalog())
	r.configure(prog)
	if r.opts.Linked != nil {
		files := r.fileIndex()
		layouts := layoutsOf(units)
		r.opts.Linked(prog, func(p summary.Pos) summary.Pos {
			p = layouts.at(p)
			p.File = files.name(p)
			return p
		})
	}
	return prog
}

// configure tells a program what the configuration says.
func (r *run) configure(prog *summary.Program) {
	prog.Settings = r.opts.Settings
	prog.Configured = func(path string) bool {
		n := r.paths[path]
		return n != nil && r.opts.Settings.Service(n.dir) != ""
	}
}

// judgedAtOnce is how many packages are judged at once on each core. What several rules ask of the whole program is worked out once, by the first of
// them that asks; the rest of those that ask meanwhile wait, and leave the core to a package that is at another rule.
const judgedAtOnce = 4

// judgeProgram runs the rules that need no syntax, and have no verdict yet, on package number k. Packages that are judged at the same time begin with
// different rules.
func (r *run) judgeProgram(v *verdicts, k int, n *node, prog *summary.Program) {
	lanes := judgedAtOnce * r.opts.Parallel
	for turn := range v.rules {
		i := (turn + k%lanes*len(v.rules)/lanes) % len(v.rules)
		ru := v.rules[i]
		if v.known[i] {
			continue
		}
		if r.stopped() {
			return
		}
		r.guard(n, "rule "+ru.Name, func() {
			p := rule.NewPass(ru, prog, r.units[n].sum, func(f rule.Finding) { v.found[i][k] = append(v.found[i][k], f) })
			if ru.SeesTree() {
				p.Tree = r.beside.tree
			}
			ru.Check(p)
		})
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.found[n] = v.of(k)
}

// verdicts are the findings of the rules that need no syntax.
type verdicts struct {
	rules   []*rule.Rule
	keys    []cache.Key // by rule; nil where nothing is kept
	known   []bool      // by rule: found is from an earlier run
	missing bool        // not all are known
	found   [][][]rule.Finding
}

// of returns the findings in package number k, in the order of the rules.
func (v *verdicts) of(k int) (all []rule.Finding) {
	for i := range v.rules {
		all = append(all, v.found[i][k]...)
	}
	return all
}

// recallVerdicts reads what rules found in an earlier run over the same summaries.
func (r *run) recallVerdicts(nodes []*node, units []*unit) *verdicts {
	v := &verdicts{}
	for _, ru := range r.opts.Rules {
		if ru.Scope != rule.Package {
			v.rules = append(v.rules, ru)
		}
	}
	v.found, v.known = make([][][]rule.Finding, len(v.rules)), make([]bool, len(v.rules))
	program, ok := r.programKey(nodes, units)
	for i, ru := range v.rules {
		if ok {
			v.keys = append(v.keys, r.mem.key("rule", func(h *cache.Hash) {
				h.AddKey(program)
				h.Add(ru.Name)
				if ru.SeesTree() {
					h.AddKey(r.beside.key)
				}
			}))
			v.known[i] = r.mem.recall(v.keys[i], &v.found[i]) && len(v.found[i]) == len(nodes)
		}
		if !v.known[i] {
			v.missing, v.found[i] = true, make([][]rule.Finding, len(nodes))
		}
	}
	return v
}

// keepVerdicts keeps what was not known.
func (r *run) keepVerdicts(v *verdicts) {
	for i, k := range v.keys {
		if !v.known[i] {
			r.mem.keepOfAll(k, v.found[i])
		}
	}
}

// programKey identifies all summaries and the packages to judge. ok is false where one has no identity.
func (r *run) programKey(nodes []*node, units []*unit) (k cache.Key, ok bool) {
	if r.mem == nil {
		return k, false
	}
	ok = true
	return r.mem.key("program", func(h *cache.Hash) {
		for _, u := range units {
			id := u.summaryID()
			ok = ok && id != ""
			h.Add(u.node.path, id)
		}
		h.Add("")
		for _, n := range nodes {
			h.Add(n.path)
		}
	}), ok
}
