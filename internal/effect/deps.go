package effect

import "github.com/prodlint/prodlint/internal/summary"

// root returns the function whose Sources count in function fn of a package.
func root(pkg *summary.Package, fn int32) int32 {
	for fn >= 0 && pkg.Funcs[fn].Parent >= 0 {
		fn = pkg.Funcs[fn].Parent
	}
	return fn
}

// within reports whether function fn is outer or a literal in it.
func within(pkg *summary.Package, fn, outer int32) bool {
	for fn >= 0 {
		if fn == outer {
			return true
		}
		fn = pkg.Funcs[fn].Parent
	}
	return false
}

// mapped says what the Deps of an effect of f come to where call c calls it.
// recv is what the receiver comes to.
func (x *Index) mapped(c summary.CallRef, f summary.FuncRef, deps, recv summary.Deps) summary.Deps {
	first := int32(0) // the argument that is the first parameter
	if c.Call.Recv == summary.None && (c.Call.Callee != "" || !f.Func.Variadic) && len(c.Call.Deps) > 0 && f.Func.Recv != summary.None && len(c.Call.Args) == len(f.Func.Params)+1 {
		first, recv = 1, c.Call.Deps[0] // method expression
	}
	return x.translate(c, f, deps, func(param int32) summary.Deps {
		if param < 0 {
			return recv
		}
		param += first
		var d summary.Deps
		for k, a := range c.Call.Deps {
			if int32(k) == param || f.Func.Variadic && int(param-first) == len(f.Func.Params)-1 && k > int(param) {
				d |= a
			}
		}
		return d
	})
}

// translate replaces the parameters of f in deps by what they are given; what f captures stays.
func (x *Index) translate(c summary.CallRef, f summary.FuncRef, deps summary.Deps, given func(param int32) summary.Deps) (out summary.Deps) {
	fn := x.indexOf[f.Func]
	r := root(f.Pkg, fn)
	if r < 0 {
		return 0
	}
	same := c.Pkg == f.Pkg && root(c.Pkg, c.Call.Fn) == r
	for i, s := range f.Pkg.Funcs[r].Sources {
		if deps&(1<<i) == 0 {
			continue
		}
		switch {
		case s.Loop < 0 && s.Fn == fn:
			out |= given(s.Param)
		case same && s.Loop >= 0 && !within(f.Pkg, f.Pkg.Loops[s.Loop].Fn, fn), same && s.Loop < 0 && !within(f.Pkg, s.Fn, fn):
			out |= 1 << i
		}
	}
	return out
}
