package txn

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// endsOf returns what a call ends, as the function that it stands in has it: itself, or by the functions that it runs.
func (p *pass) endsOf(c summary.CallRef) []target {
	x := p.x
	if r, ok := x.roles[c.Call]; ok {
		switch r.kind {
		case "endtx":
			return []target{{param: noParam, value: x.operand(c, r.entry.Attrs["tx"])}}
		case "unlock":
			return []target{{lock: true, param: noParam, value: x.lock(x.Program.Arg(c, -1))}}
		}
		return p.inLiterals(c, nil)
	}
	var out []target
	for _, f := range x.Program.Callees(c) {
		b := x.funcs[f.Func]
		if b == nil || !p.runs(c, f) {
			continue
		}
		for _, t := range b.ends {
			if !t.lock && t.param == -1 && c.Call.Iface != "" {
				x.txs[c.Call.Iface] = true
			}
			if t.param != noParam {
				t.value = x.Program.Arg(c, t.param)
				if t.lock {
					t.value = x.lock(t.value)
				}
				t.param = noParam
			}
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return p.inLiterals(c, out)
}

// inLiterals adds what the literals end that are given to a call, if it runs them: they see the same variables.
func (p *pass) inLiterals(c summary.CallRef, out []target) []target {
	for _, f := range p.literals(c) {
		if b := p.x.funcs[f.Func]; b != nil {
			for _, t := range b.ends {
				if t.param == noParam && !slices.Contains(out, t) {
					out = append(out, t)
				}
			}
		}
	}
	return out
}

// literals returns the literals that a call is given and runs before it returns.
func (p *pass) literals(c summary.CallRef) (out []summary.FuncRef) {
	for _, f := range p.x.lits[p.root.Func] {
		if f.Func.Site < 0 || f.Func.SiteArg < 0 || &f.Pkg.Calls[f.Func.Site] != c.Call {
			continue
		}
		if runs, async := p.x.effects.RunsHere(f); runs && !async {
			out = append(out, f)
		}
	}
	return out
}

// matching returns what of the open ones a target is. A transaction that is ended and not recognised is any of them.
func (p *pass) matching(t target, held uint64) (bits uint64) {
	var any uint64
	for i, tx := range p.holds {
		if held&(1<<i) == 0 || tx.Lock != t.lock || tx.Runs {
			continue
		}
		any |= 1 << i
		if p.x.is(tx, t.value) {
			bits |= 1 << i
		}
	}
	if bits == 0 && !t.lock {
		return any
	}
	return bits
}

// is reports whether a value is what a transaction or lock is.
func (x *Index) is(t *Tx, id summary.ID) bool {
	if id == summary.NoID || t.Value == summary.NoID || id == t.Value {
		return id == t.Value
	}
	if t.Lock { // of a literal that a function returns it may be the parameter
		return x.Program.Value(id).Kind == summary.Param && slices.Contains(x.Program.Aliases(t.Value), id)
	}
	if slices.Contains(x.Program.Aliases(t.Value), id) {
		return true
	}
	from := x.Program.Origins(t.Value)
	return slices.ContainsFunc(x.Program.Origins(id), func(o summary.ID) bool { return slices.Contains(from, o) })
}

// mine reports whether a target is something that the function has begun, on another path.
func (p *pass) mine(t target) bool {
	return p.own != 0 && slices.ContainsFunc(p.open(p.own), func(tx *Tx) bool { return tx.Lock == t.lock && p.x.is(tx, t.value) })
}

// ends notes that the function ends something that it has not begun.
func (p *pass) ends(t target) {
	if t.value != summary.NoID {
		t.param = p.paramOf(t)
	}
	if t.param != noParam {
		t.value = summary.NoID
	} else if t.value == summary.NoID {
		return
	}
	if !slices.Contains(p.does.ends, t) {
		p.does.ends = append(p.does.ends, t)
	}
}

// paramOf returns the parameter of the function that a value is, or is held by a field of; noParam where it is none.
func (p *pass) paramOf(t target) int {
	prog, id := p.x.Program, t.value
	own := func(o summary.ID) (int, bool) {
		v := prog.Value(o)
		f := prog.FunctionOf(o)
		return int(v.Index), v.Kind == summary.Param && f.Func == p.fn.Func
	}
	if n, ok := own(id); ok {
		return n
	}
	v := prog.Value(id)
	if v.Kind == summary.Var {
		for _, from := range prog.Assigned(id) {
			if n, ok := own(from); ok {
				return n
			}
		}
	}
	if v.Kind == summary.Load {
		if n, ok := own(prog.ID(prog.Owner(id), v.Base)); ok {
			return n
		}
	}
	if v.Kind != summary.Field || t.lock { // a lock is its field
		return noParam
	}
	owner := v.Key[:strings.LastIndexByte(v.Key, '.')]
	for i, n := range append([]summary.Node{p.fn.Func.Recv}, p.fn.Func.Params...) {
		if n != summary.None && p.fn.Pkg.Nodes[n].Type == owner {
			return i - 1
		}
	}
	return noParam
}
