package effect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// needs is a set of parameters, and fields of parameters, that must not be zero: text, so that effects can be compared. Those of a set
// stand in order, each as "function parameter field" and a line's end.
type needs string

// maxNeeds is how many needs of an effect are kept. Further ones are forgotten: the effect then seems to happen more often.
const maxNeeds = 4

func (n needs) list() (out []summary.Need) {
	for line := range strings.Lines(string(n)) {
		word := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
		fn, _ := strconv.Atoi(word[0])
		param, _ := strconv.Atoi(word[1])
		out = append(out, summary.Need{Fn: int32(fn), Param: int32(param), Field: word[2]})
	}
	return out
}

func (n needs) and(more []summary.Need) needs {
	if len(more) == 0 {
		return n
	}
	lines := slices.Collect(strings.Lines(string(n)))
	for _, m := range more {
		lines = append(lines, strconv.Itoa(int(m.Fn))+" "+strconv.Itoa(int(m.Param))+" "+m.Field+"\n")
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	return needs(strings.Join(lines[:min(len(lines), maxNeeds)], ""))
}

// covers reports whether an effect happens always where o needs something, and says all that o says, some of its Deps left aside.
func (e *Effect) covers(o *Effect, besides summary.Deps) bool {
	return e.Needs == "" && o.Needs != "" && e.kept() <= o.kept() && o.Deps&^(e.Deps|besides) == 0
}

// turned returns the elements of the loops of a function, which are nothing to those who call it; none where no effect needs anything.
func (x *Index) turned(f summary.FuncRef, e *Effect) (d summary.Deps) {
	if e.Needs == "" && !slices.ContainsFunc(x.byFunc[f.Func], func(o *Effect) bool { return o.Needs != "" }) {
		return 0
	}
	fn := x.indexOf[f.Func]
	for i, s := range f.Pkg.Funcs[root(f.Pkg, fn)].Sources {
		if s.Loop >= 0 && within(f.Pkg, f.Pkg.Loops[s.Loop].Fn, fn) {
			d |= 1 << i
		}
	}
	return d
}

// provided follows what an effect of f needs to what call c gives it. It reports whether the effect can happen there.
func (x *Index) provided(c summary.CallRef, f summary.FuncRef, e, up *Effect) bool {
	if e.Needs == "" {
		return true
	}
	fn := x.indexOf[f.Func]
	var own []summary.Need
	for _, n := range e.Needs.list() {
		if n.Fn != fn || c.Call.Recv == summary.None && f.Func.Recv != summary.None || f.Func.Variadic && int(n.Param) >= len(f.Func.Params)-1 {
			continue
		}
		arg := c.Call.Recv
		if n.Param >= 0 {
			if int(n.Param) >= len(c.Call.Args) {
				continue
			}
			arg = c.Call.Args[n.Param]
		}
		id := x.Program.ID(c.Pkg, arg)
		if id == summary.NoID {
			continue
		}
		if x.unset(id, n.Field) {
			return false
		}
		if p := x.Program.Value(id); p.Kind == summary.Param && p.Fn >= 0 && !x.changed(id, n.Field) {
			own = append(own, summary.Need{Fn: p.Fn, Param: p.Index, Field: n.Field})
		}
	}
	up.Needs = up.Needs.and(own)
	return true
}

// gap asks whether a field of a value is zero.
type gap struct {
	id    summary.ID
	field string
}

// changed reports whether a field of exactly this value is changed somewhere.
func (x *Index) changed(id summary.ID, field string) bool {
	return slices.ContainsFunc(x.Program.Puts(id), func(p *summary.Put) bool { return p.Field == field || p.Field == "" || field == "" })
}

// unset reports whether a value is known to be zero or, where a field is named, to be a struct made without that field, which nothing sets later.
func (x *Index) unset(id summary.ID, field string) bool {
	return x.unsets.of(gap{id, field}, func() bool { return x.zero(id, field) })
}

func (x *Index) zero(id summary.ID, field string) bool {
	p := x.Program
	if field == "" {
		v := p.Value(id)
		return v.Kind == summary.Const && (v.Value == "nil" || v.Value == "" || v.Value == "0" || v.Value == "false")
	}
	own := p.FunctionOf(id)
	made := map[summary.ID]bool{}
	var look func(id summary.ID, depth int) bool
	look = func(id summary.ID, depth int) bool {
		if done, ok := made[id]; ok {
			return done
		}
		made[id] = true
		v := p.Value(id)
		if depth == 0 || x.changed(id, field) {
			return false
		}
		in := p.Assigned(id)
		switch v.Kind {
		case summary.Const:
			return v.Value == "nil"
		case summary.Zero:
			return own.Func == p.FunctionOf(id).Func && !x.spoiled(id, field)
		case summary.Lit:
			if strings.HasPrefix(v.Type, "[]") || slices.ContainsFunc(v.Fields, func(f summary.FieldValue) bool { return f.Name == field && !x.isZero(p.ID(p.Owner(id), f.Value)) }) {
				return false
			}
			return own.Func != p.FunctionOf(id).Func || !x.spoiled(id, field)
		case summary.Var, summary.Return:
			if v.Kind == summary.Return && x.handled(id) {
				return false
			}
		case summary.Result:
			if p.FunctionOf(id).Func != own.Func || len(p.Callees(p.CallOf(id))) != 1 || x.spoiled(id, field) {
				return false
			}
		default:
			return false
		}
		return len(in) > 0 && !slices.ContainsFunc(in, func(from summary.ID) bool { return !look(from, depth-1) })
	}
	return look(id, 8)
}

func (x *Index) isZero(id summary.ID) bool {
	if id == summary.NoID {
		return false
	}
	v := x.Program.Value(id)
	return v.Kind == summary.Const && (v.Value == "nil" || v.Value == "" || v.Value == "0" || v.Value == "false")
}

// handled reports whether what a function returns is handed to another function before.
func (x *Index) handled(ret summary.ID) bool {
	for _, id := range x.Program.Assigned(ret) {
		for _, u := range x.Program.Uses(id) {
			if !x.harmless(u) {
				return true
			}
		}
	}
	return false
}

// spoiled reports whether a field of the struct that is made at a value may be set wherever the struct goes, or nobody can tell.
func (x *Index) spoiled(id summary.ID, field string) bool {
	for _, a := range x.Program.Aliases(id) {
		switch x.Program.Value(a).Kind {
		case summary.Field, summary.Global:
			return true
		}
		if x.changed(a, field) || slices.ContainsFunc(x.Program.Uses(a), func(u summary.Use) bool { return len(x.Program.Callees(u.CallRef)) == 0 && !x.harmless(u) }) {
			return true
		}
	}
	return false
}

// harmless reports whether a call of a library leaves what it is given as it is: it writes it somewhere, or only reads it.
func (x *Index) harmless(u summary.Use) bool {
	for _, e := range x.direct[u.Call] {
		if group(e.Kind) == Write {
			return true
		}
	}
	name := u.Call.Callee[strings.LastIndexByte(u.Call.Callee, '.')+1:]
	return u.Call.Callee != "" && catalog.Standard(catalog.PackageOf(u.Call.Callee)) && !slices.ContainsFunc([]string{"Unmarshal", "Decode", "Scan", "Read", "Set", "Elem", "ValueOf"}, func(s string) bool { return strings.Contains(name, s) })
}
