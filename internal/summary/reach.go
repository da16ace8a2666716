package summary

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
)

// Reach says what makes code run.
type Reach uint8

// What makes code run. Unseen is code that nothing in the program is seen to run.
const (
	ByRequest Reach = iota // a handler answers a request, or a consumer takes a message
	ByClock                // a ticker, a timer or a schedule, again and again
	ByStart                // the start of a program that stays
	ByCommand              // a program that does its work and ends, or a command of a command line that does
	Listed                 // whoever uses a variable of a package that the function stands in
	Unseen
)

// Ways are the calls that lead to code, outermost first, by what makes it run: one way each. The last call is the one asked about.
type Ways map[Reach][]CallRef

// Has reports whether one of these makes the code run.
func (w Ways) Has(by ...Reach) bool {
	return slices.ContainsFunc(by, func(r Reach) bool { _, ok := w[r]; return ok })
}

// Only reports whether nothing but these makes the code run.
func (w Ways) Only(by ...Reach) bool {
	for r := range w {
		if !slices.Contains(by, r) {
			return false
		}
	}
	return len(w) > 0
}

// stop is a call on the way up from another, which leads to the call below it.
type stop struct {
	call  CallRef
	below *stop
}

func (s *stop) way() []CallRef {
	var out []CallRef
	for ; s != nil; s = s.below {
		if s.call.Call != nil {
			out = append(out, s.call)
		}
	}
	return out
}

// Reached returns what makes a call run, as far as the program shows. Calls that leave says true of are not followed to their callers.
// A function that is used as a value is run by whoever mentions it.
func (p *Program) Reached(c CallRef, leave func(CallRef) bool) Ways {
	return p.ReachedWith(c, leave, nil)
}

// ReachedWith is Reached where requests and messages run more than the handlers and loops that are seen by their form: the calls that served says true of.
func (p *Program) ReachedWith(c CallRef, leave, served func(CallRef) bool) Ways {
	u := upward{p: p, by: Ways{}, seen: map[*Function]bool{}, leave: leave, served: served}
	p.runs()
	u.call(c, nil)
	for len(u.queue) > 0 {
		next := u.queue[0]
		u.queue = u.queue[1:]
		u.function(next.f, next.from)
	}
	return u.by
}

type upward struct {
	p      *Program
	by     Ways
	seen   map[*Function]bool
	leave  func(CallRef) bool
	served func(CallRef) bool
	queue  []upwardStep
}

type upwardStep struct {
	f    FuncRef
	from *stop
}

func (u *upward) found(r Reach, at *stop) {
	if _, ok := u.by[r]; !ok {
		u.by[r] = at.way()
	}
}

func (u *upward) call(c CallRef, below *stop) {
	if u.leave != nil && u.leave(c) {
		return
	}
	at := &stop{c, below}
	if u.loops(c, at) {
		return
	}
	if u.served != nil && u.served(c) {
		u.found(ByRequest, at)
		return
	}
	f := u.p.Enclosing(c)
	if f.IsZero() {
		u.started(c.Pkg, at)
		return
	}
	u.enter(f, at)
}

// loops reports whether a call stands in a loop that waits for a clock or for work, and goes on after it.
func (u *upward) loops(c CallRef, at *stop) bool {
	l := c.Waiting()
	if l == nil {
		return false
	}
	if l.Class == Poll {
		u.found(ByClock, at)
	} else {
		u.found(ByRequest, at)
	}
	return true
}

// Waiting returns the innermost loop around a call that waits for a clock or for work, of class Poll or Consumer, and goes on after the call.
func (c CallRef) Waiting() *Loop {
	i := c.Call.In
	switch {
	case c.Call.Guard&Left != 0:
		return nil
	case c.Call.Guard&FirstHit != 0 && i >= 0:
		i = c.Pkg.Loops[i].Outer
	}
	for ; i >= 0; i = c.Pkg.Loops[i].Outer {
		if l := &c.Pkg.Loops[i]; l.Class == Poll || l.Class == Consumer {
			return l
		}
	}
	return nil
}

func (u *upward) enter(f FuncRef, at *stop) {
	if !u.seen[f.Func] {
		u.seen[f.Func] = true
		u.queue = append(u.queue, upwardStep{f, at})
	}
}

// started says that code of a package runs when a program starts that imports it.
func (u *upward) started(pkg *Package, at *stop) {
	for _, m := range u.p.running.mains {
		if m.pkgs[pkg] && !m.idle {
			u.found(m.kind(), at)
		}
	}
}

func (m mainProgram) kind() Reach {
	if m.stays {
		return ByStart
	}
	return ByCommand
}

func (u *upward) function(f FuncRef, at *stop) {
	p := u.p
	scheduled, commands := p.scheduled()
	switch {
	case f.Func.Test:
		return
	case f.serves():
		u.found(ByRequest, at)
		return
	case scheduled[f.Func]:
		u.found(ByClock, at)
		return
	case commands[f.Func]:
		if r := ByCommand; p.Stays(f) {
			u.found(ByStart, at)
		} else {
			u.found(r, at)
		}
		return
	case f.Func.Parent < 0 && f.Func.Name == "init":
		u.started(f.Pkg, at)
		return
	case f.Func.Parent < 0 && f.Func.Name == "main" && f.Pkg.Main:
		for _, m := range p.running.mains {
			if m.main == f.Pkg {
				u.found(m.kind(), at)
			}
		}
		return
	}
	callers, mentioned := p.Callers(f), p.running.mentions[f.Func]
	site := CallRef{}
	if f.Func.Lit && f.Func.Site >= 0 {
		site = CallRef{f.Pkg, &f.Pkg.Calls[f.Func.Site]}
	}
	for _, c := range callers {
		if c == site || c.Call.Dyn == None || !f.Func.Lit && len(mentioned) == 0 {
			u.call(c, at)
		} else if u.leave == nil || !u.leave(c) { // run by what it was handed to, which others hand other functions
			u.loops(c, &stop{c, at})
		}
	}
	if !site.IsZero() {
		if !slices.Contains(callers, site) {
			u.call(site, at)
		}
		return
	}
	for _, in := range mentioned {
		if in.IsZero() {
			u.found(Listed, at)
		} else if !u.handed(f, in, at) {
			u.enter(in, at)
		}
	}
	if len(callers) == 0 && len(mentioned) == 0 {
		u.found(Unseen, at)
	}
}

// handed follows the calls in a function that are given another as it is, and reports whether there are any.
func (u *upward) handed(f, in FuncRef, at *stop) (found bool) {
	for _, c := range u.p.running.calls[in.Func] {
		if slices.ContainsFunc(c.Call.Args, func(a Node) bool {
			return a != None && c.Pkg.Nodes[a].Kind == Func && u.p.funcs[c.Pkg.Nodes[a].Value].Func == f.Func
		}) {
			u.call(c, at)
			found = true
		}
	}
	return found
}

type reachKey struct{}

type reachIndex struct{ scheduled, commands map[*Function]bool }

// scheduled returns the functions that schedules run, and those that stand in the fields of commands.
func (p *Program) scheduled() (scheduled, commands map[*Function]bool) {
	x := p.Memo(reachKey{}, func() any {
		x := reachIndex{map[*Function]bool{}, map[*Function]bool{}}
		for _, pkg := range p.Packages {
			p.findScheduled(pkg, x.scheduled)
			p.findCommands(pkg, x.commands)
			for _, f := range p.CommandMethods(pkg) {
				x.commands[f.Func] = true
			}
		}
		return x
	}).(reachIndex)
	return x.scheduled, x.commands
}

// Scheduled returns the functions that schedules run.
func (p *Program) Scheduled() map[*Function]bool {
	scheduled, _ := p.scheduled()
	return scheduled
}

// Commands returns the functions that commands of a command line run.
func (p *Program) Commands() map[*Function]bool {
	_, commands := p.scheduled()
	return commands
}

func (p *Program) findScheduled(pkg *Package, out map[*Function]bool) {
	for i := range pkg.Calls {
		c := CallRef{pkg, &pkg.Calls[i]}
		e, ok := p.Catalog.Get(c.Call.Callee, "schedule")
		if !ok {
			if p.schedules(c) {
				for _, a := range c.Call.Args {
					if a != None && p.mayBeFunc(pkg, a) {
						for _, f := range p.FunctionsAt(p.ID(pkg, a)) {
							out[f.Func] = true
						}
					}
				}
			}
			continue
		}
		arg := p.Arg(c, e.Int("fn", 0))
		for _, f := range p.FunctionsAt(arg) {
			out[f.Func] = true
		}
		if method := e.Attrs["method"]; method != "" && arg != NoID {
			for _, o := range p.Origins(arg) {
				typ := p.Value(o).Type
				for _, key := range []string{"(*" + typ + ")." + method, "(" + typ + ")." + method} {
					if f, ok := p.funcs[key]; ok {
						out[f.Func] = true
					}
				}
			}
		}
	}
}

// schedules reports whether a function of a library that is not in the catalog runs what it is given by a clock, by its name or that of its package.
func (p *Program) schedules(c CallRef) bool {
	key := c.Call.Callee
	if key == "" || c.Call.Iface != "" || len(c.Call.Args) == 0 {
		return false
	}
	name := key[strings.LastIndexByte(key, '.')+1:]
	named := strings.Contains(name, "Cron") || strings.HasPrefix(name, "Schedule") || strings.HasPrefix(name, "Every")
	if !named && !strings.Contains(key, "cron") && !strings.Contains(key, "sched") {
		return false
	}
	pkg := catalog.PackageOf(key)
	base := pkg[strings.LastIndexByte(pkg, '/')+1:]
	return p.byPath[pkg] == nil && !catalog.Standard(pkg) && (named || strings.Contains(base, "cron") || strings.Contains(base, "sched"))
}

func (p *Program) findCommands(pkg *Package, out map[*Function]bool) {
	add := func(n Node) {
		if n != None && p.mayBeFunc(pkg, n) {
			for _, f := range p.FunctionsAt(p.ID(pkg, n)) {
				out[f.Func] = true
			}
		}
	}
	is := func(typ string) bool {
		_, ok := p.Catalog.Get(typ, "command")
		return ok
	}
	for i := range pkg.Nodes {
		if v := &pkg.Nodes[i]; v.Kind == Lit && is(v.Type) {
			for _, f := range v.Fields {
				add(f.Value)
			}
		}
	}
	for i := range pkg.Stores {
		if s := &pkg.Stores[i]; s.Base != None && is(pkg.Nodes[s.Base].Type) {
			add(s.Value)
		}
	}
}

// CommandMethods returns the methods of a package that are commands: where the program reads its command line with a library that runs a
// method of a type for each, those of that name which nothing else is seen to call.
func (p *Program) CommandMethods(pkg *Package) []FuncRef {
	var out []FuncRef
	for _, lib := range p.commandLines() {
		if !slices.Contains(pkg.Uses, lib.path) && pkg != lib.in {
			continue
		}
		for i := range pkg.Funcs {
			f := FuncRef{pkg, &pkg.Funcs[i]}
			if f.Func.Recv != None && !f.Func.Test && strings.HasSuffix(f.Func.Key, ")."+lib.method) && len(p.Callers(f)) == 0 {
				out = append(out, f)
			}
		}
	}
	return out
}

// commandLine is a library that reads the command line of the program, in a package, and runs methods of a name.
type commandLine struct {
	path, method string
	in           *Package
}

type commandLineKey struct{}

func (p *Program) commandLines() []commandLine {
	return p.Memo(commandLineKey{}, func() any {
		var out []commandLine
		for _, pkg := range p.Packages {
			for i := range pkg.Calls {
				if e, ok := p.Catalog.Get(pkg.Calls[i].Callee, "commands"); ok {
					out = append(out, commandLine{catalog.PackageOf(e.Key), e.Attrs["method"], pkg})
				}
			}
		}
		return out
	}).([]commandLine)
}

// mayBeFunc reports whether a value can be a function, by its kind and type.
func (p *Program) mayBeFunc(pkg *Package, n Node) bool {
	v := &pkg.Nodes[n]
	switch v.Kind {
	case Func:
		return true
	case Const, Text, Expr, Lit, Zero:
		return false
	}
	if v.Type == "" { // most types of functions have no name
		return true
	}
	return strings.Contains(v.Type, ".") && p.byPath[catalog.PackageOf(v.Type)] != nil && len(p.structs[v.Type]) == 0
}
