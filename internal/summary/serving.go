package summary

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/prodlint/prodlint/internal/catalog"
)

// running knows what each function runs and which main packages run it. It is made when it is first asked for.
type running struct {
	once   sync.Once
	calls  map[*Function][]CallRef // by the function they stand in
	values map[*Function][]FuncRef // functions mentioned as values
	// mentions are the functions that mention another as a value; the zero FuncRef stands for the level of a package.
	mentions map[*Function][]FuncRef
	inits    map[*Package][]FuncRef // what a package runs, or makes known to others, before main
	starts   map[*Package][]CallRef // calls at package level
	mains    []mainProgram
}

type mainProgram struct {
	main  *Package
	pkgs  map[*Package]bool  // the main package and what it imports
	reach map[*Function]bool // what it may run
	stays bool
	idle  bool // it runs nothing, which says nothing of the functions beside it
}

func (p *Program) runs() *running {
	r := &p.running
	r.once.Do(func() {
		r.calls, r.values, r.mentions = map[*Function][]CallRef{}, map[*Function][]FuncRef{}, map[*Function][]FuncRef{}
		r.inits, r.starts = map[*Package][]FuncRef{}, map[*Package][]CallRef{}
		for _, pkg := range p.Packages {
			p.index(pkg)
		}
		for _, pkg := range p.Packages {
			if pkg.Main {
				r.mains = append(r.mains, p.mainProgram(pkg))
			}
		}
	})
	return r
}

func (p *Program) index(pkg *Package) {
	r := &p.running
	for i := range pkg.Calls {
		ref := CallRef{pkg, &pkg.Calls[i]}
		if f := p.Enclosing(ref); f.IsZero() {
			r.starts[pkg] = append(r.starts[pkg], ref)
		} else {
			r.calls[f.Func] = append(r.calls[f.Func], ref)
		}
	}
	for i := range pkg.Nodes {
		v := &pkg.Nodes[i]
		if v.Kind != Func {
			continue
		}
		if f, ok := p.funcs[v.Value]; ok && v.Fn < 0 {
			r.inits[pkg] = append(r.inits[pkg], f)
			r.mentions[f.Func] = append(r.mentions[f.Func], FuncRef{})
		} else if ok {
			in := &pkg.Funcs[v.Fn]
			r.values[in] = append(r.values[in], f)
			r.mentions[f.Func] = append(r.mentions[f.Func], FuncRef{pkg, in})
		}
	}
	for i := range pkg.Funcs {
		f := &pkg.Funcs[i]
		if f.Name == "init" && f.Parent < 0 {
			r.inits[pkg] = append(r.inits[pkg], FuncRef{pkg, f})
		}
	}
}

func (p *Program) mainProgram(pkg *Package) mainProgram {
	m := mainProgram{main: pkg, pkgs: map[*Package]bool{pkg: true}}
	var seeds []FuncRef
	for i := range pkg.Funcs {
		if f := &pkg.Funcs[i]; f.Name == "main" && f.Parent < 0 {
			seeds = append(seeds, FuncRef{pkg, f})
			m.idle = len(p.running.calls[f]) == 0 && len(p.running.values[f]) == 0
		}
	}
	var why staying
	var commands []FuncRef
	for queue := []*Package{pkg}; len(queue) > 0; queue = queue[1:] {
		seeds = append(seeds, p.running.inits[queue[0]]...)
		commands = append(commands, p.CommandMethods(queue[0])...)
		for _, c := range p.running.starts[queue[0]] {
			seeds = append(seeds, p.callees[c.Call]...)
			why.call(p, c)
		}
		for _, path := range queue[0].Imports {
			if imp := p.byPath[path]; imp != nil && !m.pkgs[imp] {
				m.pkgs[imp] = true
				queue = append(queue, imp)
			}
		}
	}
	m.reach = p.reach(seeds, &why)
	var asked staying // one command of many may wait to be stopped, which makes no service of the program; to answer requests does
	maps.Copy(m.reach, p.reach(commands, &asked))
	m.stays = why.stays() || asked.answers && !asked.passing
	return m
}

// staying is what keeps a program running.
type staying struct {
	waits   bool // a loop without end, a consumer, a schedule, a server for others
	answers bool // a function that answers requests, whoever serves with it
	passing bool // a server that nothing but the program itself sends anybody to
}

// stays says whether a program is a service. A tool that waits for a browser to come back from a login is none.
func (s staying) stays() bool { return s.waits || s.answers && !s.passing }

// call notes what a call says about that.
func (s *staying) call(p *Program, c CallRef) {
	switch {
	case s.waits || !p.stays(c):
	case !c.Call.Endless && p.passing(c):
		s.passing = true
	default:
		s.waits = true
	}
}

// reach returns the functions that the given ones may run, themselves included, and notes in why what keeps the program running.
func (p *Program) reach(seeds []FuncRef, why *staying) map[*Function]bool {
	seen := map[*Function]bool{}
	var queue []FuncRef
	add := func(fs []FuncRef) {
		for _, f := range fs {
			if !seen[f.Func] {
				seen[f.Func] = true
				queue = append(queue, f)
			}
		}
	}
	for add(seeds); len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		why.waits = why.waits || f.Func.Waits
		why.answers = why.answers || f.serves()
		add(p.running.values[f.Func])
		for _, c := range p.running.calls[f.Func] {
			why.call(p, c)
			add(p.callees[c.Call])
		}
	}
	return seen
}

// serves reports whether a function answers requests: it is given a request and what the answer is written to, or the context of a
// framework, which is both.
func (f FuncRef) serves() bool {
	if f.Func.Request == None {
		return false
	}
	if f.Pkg.Nodes[f.Func.Request].Type != "net/http.Request" {
		return true
	}
	return slices.ContainsFunc(f.Func.Params, func(n Node) bool { return f.Pkg.Nodes[n].Type == "net/http.ResponseWriter" })
}

// stays reports whether a call keeps the program running: it serves, listens, consumes or schedules, or stands in a loop without end.
// Methods of libraries that are not in the catalog count by the names that servers have in common.
func (p *Program) stays(c CallRef) bool {
	if c.Call.Endless {
		return true
	}
	for _, e := range p.Catalog.Of(c.Call.Callee) {
		if e.Kind == "serve" || e.Kind == "listener" || e.Kind == "daemon" {
			return true
		}
	}
	if c.Call.Callee == "" || p.byPath[catalog.PackageOf(c.Call.Callee)] != nil {
		return false
	}
	name := c.Call.Callee[strings.LastIndexByte(c.Call.Callee, '.')+1:]
	return slices.Contains([]string{"ListenAndServe", "ListenAndServeTLS", "Serve", "ServeTLS"}, name)
}

// Stays reports whether a function, or anything it may call, serves requests, consumes messages, runs in a loop without end or waits to be stopped.
func (p *Program) Stays(f FuncRef) bool {
	p.runs()
	if f.IsZero() {
		return false
	}
	if known, ok := p.staying.Load(f.Func); ok {
		return known.(bool)
	}
	var why staying
	p.reach([]FuncRef{f}, &why)
	p.staying.Store(f.Func, why.stays())
	return why.stays()
}

// StaysAfter reports whether the function that a call stands in keeps the program running once the call has returned, as Stays says it of the whole.
func (p *Program) StaysAfter(c CallRef) bool {
	r, f := p.runs(), p.Enclosing(c)
	if f.IsZero() {
		return false
	}
	why := staying{waits: f.Func.Waits, answers: f.serves()}
	next := slices.Clone(r.values[f.Func])
	for _, o := range r.calls[f.Func] {
		if o.Call.Pos.Line > c.Call.Pos.Line {
			why.call(p, o)
			next = append(next, p.callees[o.Call]...)
		}
	}
	return why.stays() || slices.ContainsFunc(next, p.Stays)
}

// OneShot reports whether a call is made by main packages of the program alone that do their work and end: tools, not services; what the configuration calls a service is none.
// Code that no main package of the program runs is not known to be that of a tool.
func (p *Program) OneShot(c CallRef) bool {
	if p.configured(c.Pkg) {
		return false
	}
	r := p.runs()
	f := p.Enclosing(c)
	var run, imported []mainProgram
	for _, m := range r.mains {
		if m.pkgs[c.Pkg] && !m.idle {
			imported = append(imported, m)
			if f.IsZero() || m.reach[f.Func] {
				run = append(run, m)
			}
		}
	}
	if len(run) == 0 {
		run = imported
	}
	return len(run) > 0 && !slices.ContainsFunc(run, func(m mainProgram) bool { return m.stays || p.configured(m.main) })
}

// Commanded reports whether only a command of a command line makes a call run, which ends when it has done its work. The configuration may know better.
func (p *Program) Commanded(c CallRef) bool {
	return !p.configured(c.Pkg) && !slices.ContainsFunc(p.Mains(p.Enclosing(c)), p.configured) && p.Reached(c, nil).Only(ByCommand)
}

// configured reports whether the configuration says that a package belongs to a service.
func (p *Program) configured(pkg *Package) bool { return p.Configured != nil && p.Configured(pkg.Path) }

// Deployed reports whether a main package of the program imports a package, or is it.
func (p *Program) Deployed(pkg *Package) bool {
	return slices.ContainsFunc(p.runs().mains, func(m mainProgram) bool { return m.pkgs[pkg] && !m.idle })
}

// Mains returns the main packages of the program that may run a function.
func (p *Program) Mains(f FuncRef) []*Package {
	var out []*Package
	for _, m := range p.runs().mains {
		if m.reach[f.Func] {
			out = append(out, m.main)
		}
	}
	return out
}

// Imports reports whether a main package of the program imports a package, or is it.
func (p *Program) Imports(main, pkg *Package) bool {
	return slices.ContainsFunc(p.runs().mains, func(m mainProgram) bool { return m.main == main && m.pkgs[pkg] })
}

// Sources returns every value that may flow to a value, itself first: the reverse of Aliases.
func (p *Program) Sources(id ID) []ID { return p.walk(id, p.pred, -1, true, nil) }

// TestLibraries are the libraries that tests import, and what helps them.
var TestLibraries = []string{"testing", "github.com/onsi/gomega", "github.com/onsi/ginkgo/v2", "github.com/stretchr/testify/require", "github.com/stretchr/testify/mock"}

// TestSupport reports whether a package exists for tests or as an example: it imports testing, or lies in a folder of the
// workspace that is called so. What few of its files import alone is not among its Uses.
func (p *Program) TestSupport(pkg *Package) bool {
	return slices.ContainsFunc(TestLibraries, func(lib string) bool { return slices.Contains(pkg.Uses, lib) }) || p.TestFolder(pkg)
}

// TestFolder reports whether a package lies in a folder of the workspace that is called after tests or examples.
func (p *Program) TestFolder(pkg *Package) bool {
	first, last := p.Packages[0].Path, p.Packages[len(p.Packages)-1].Path
	common := 0 // Packages are sorted: what the first and the last share, all do
	for i := 0; i < min(len(first), len(last)) && first[i] == last[i]; i++ {
		if first[i] == '/' {
			common = i + 1
		}
	}
	if first == last { // one package, as go vet shows them: what follows the host, the owner and the name of a repository
		common = len(first)
		if parts := strings.SplitN(first, "/", 4); len(parts) == 4 {
			common -= len(parts[3])
		}
	}
	for dir := range strings.SplitSeq(pkg.Path[min(common, len(pkg.Path)):], "/") {
		switch dir {
		case "test", "tests", "testutil", "testutils", "testing", "testhelper", "testhelpers", "testserver", "testsuite", "testdata", "e2e", "mocks", "example", "examples", "demo", "demos":
			return true
		}
		if strings.HasSuffix(dir, "-demo") || strings.HasSuffix(dir, "-example") || strings.HasSuffix(dir, "-examples") {
			return true
		}
	}
	return false
}
