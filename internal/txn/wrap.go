package txn

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// summarise notes what the function leaves open where it returns, and in what it runs functions that are parameters.
func (p *pass) summarise(exits []state) {
	var left uint64
	for _, s := range exits {
		left |= s.held &^ s.later
	}
	for _, t := range p.open(left & p.own) {
		if p.ended[t] {
			continue // on another path: here it was forgotten
		}
		if t.Lock {
			p.does.opens = append(p.does.opens, t)
		} else if out, ok := p.comesOut(t); ok {
			up := *t
			up.out = out
			p.does.opens = append(p.does.opens, &up)
		}
	}
	for i := range p.fn.Func.Flow {
		for _, k := range p.fn.Func.Flow[i].Calls {
			c := summary.CallRef{Pkg: p.fn.Pkg, Call: &p.fn.Pkg.Calls[k]}
			if !c.Call.Go && !c.Call.Defer {
				p.handsOn(c, p.at[c.Call])
			}
		}
	}
}

// comesOut says how those who call the function get hold of a transaction that it leaves open. It reports false where they cannot.
func (p *pass) comesOut(t *Tx) (int, bool) {
	if p.fn.Func.Lit {
		return outItself, true
	}
	prog := p.x.Program
	holders := []summary.ID{t.Value}
	owners := map[string]bool{} // types of the program that keep it in a field
	for i := 0; i < len(holders) && i < maxHolders; i++ {
		if holders[i] == summary.NoID {
			continue
		}
		for _, a := range prog.Aliases(holders[i]) {
			v := prog.Value(a)
			if v.Kind == summary.Return && prog.FunctionOf(a).Func == p.fn.Func && (v.Type == "context.Context" || p.x.holds(v.Type)) {
				return int(v.Index), true
			}
			if v.Kind == summary.Field {
				owners[v.Key[:strings.LastIndexByte(v.Key, '.')]] = true
			}
			for _, u := range prog.Uses(a) { // wrapped by a library, or put into a context
				if prog.Enclosing(u.CallRef).Func == p.fn.Func && u.Arg >= 0 && len(prog.Callees(u.CallRef)) == 0 {
					if r := prog.Result(u.CallRef, 0); r != summary.NoID && !slices.Contains(holders, r) && (prog.Value(r).Type == "context.Context" || p.x.connects(prog.Value(r).Type)) {
						holders = append(holders, r)
					}
				}
			}
		}
	}
	for i, r := range p.fn.Func.Results {
		if slices.ContainsFunc(prog.Origins(prog.ID(p.fn.Pkg, r)), func(o summary.ID) bool {
			v := prog.Value(o)
			return (v.Kind == summary.Lit || v.Kind == summary.Zero) && owners[v.Type]
		}) {
			return i, true
		}
	}
	return outReceiver, p.fn.Func.Recv != summary.None && owners[p.fn.Pkg.Nodes[p.fn.Func.Recv].Type]
}

// holds reports whether values of a type may be a transaction: it is one of a library, or an interface of the program with a method that ends one.
func (x *Index) holds(typ string) bool {
	if x.connects(typ) {
		return true
	}
	pkg := x.Program.Package(catalog.PackageOf(typ))
	if pkg == nil {
		return typ != "" && typ != "error"
	}
	return slices.ContainsFunc(pkg.Types, func(t summary.NamedType) bool {
		return t.Key == typ && slices.ContainsFunc(t.Methods, func(m summary.MethodSig) bool {
			return strings.Contains(m.Name, "Commit") || strings.Contains(m.Name, "Rollback") || strings.Contains(m.Name, "Exec")
		})
	})
}

// maxHolders bounds how many values that hold a transaction are looked at.
const maxHolders = 8

// handsOn notes the parameters that a call runs, or hands to what runs them, while something is open.
func (p *pass) handsOn(c summary.CallRef, open []*Tx) {
	x := p.x
	if c.Call.Dyn != summary.None && len(open) > 0 {
		p.runsParam(x.Program.ID(c.Pkg, c.Call.Dyn), open[len(open)-1])
	}
	for k, a := range c.Call.Args {
		if a == summary.None || c.Pkg.Nodes[a].Kind != summary.Param && c.Pkg.Nodes[a].Kind != summary.Var {
			continue
		}
		if t := x.runsIn(c, k); t != nil {
			p.runsParam(x.Program.ID(c.Pkg, a), t)
		} else if len(open) > 0 && x.effects.Runs(c, k) {
			p.runsParam(x.Program.ID(c.Pkg, a), open[len(open)-1])
		}
	}
}

// runsParam notes that a function runs the function that is its parameter in a transaction or under a lock.
func (p *pass) runsParam(id summary.ID, t *Tx) {
	prog := p.x.Program
	for range 3 {
		if id == summary.NoID {
			return
		}
		v := prog.Value(id)
		if v.Kind == summary.Param {
			break
		}
		in := prog.Assigned(id)
		if v.Kind != summary.Var || len(in) != 1 {
			return
		}
		id = in[0]
	}
	v, f := prog.Value(id), prog.FunctionOf(id)
	if v.Kind != summary.Param || v.Index < 0 || f.IsZero() {
		return
	}
	b := p.x.funcs[f.Func]
	if b == nil || f.Pkg != p.root.Pkg || rootOf(f).Func != p.root.Func {
		return
	}
	if b.runs[int(v.Index)] == nil {
		b.runs[int(v.Index)] = t
	}
}
