package goroutineleak

import (
	"cmp"
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// keeper is what keeps a function from its end: the function with the loop, itself or one that it calls, and the loop, nil where it is not seen.
type keeper struct {
	in   summary.FuncRef
	loop *summary.Loop
}

type stayingKey struct{}

// staying returns the functions that never come to their end, with what keeps them.
func staying(prog *summary.Program) map[*summary.Function]keeper {
	return prog.Memo(stayingKey{}, func() any {
		out, loops := map[*summary.Function]keeper{}, lasting(prog)
		var queue []summary.FuncRef
		for _, pkg := range prog.Packages {
			for i := range pkg.Funcs {
				if f := (summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}); stays(f, loops[f.Func], nil) {
					out[f.Func] = keeper{f, cmp.Or(loops[f.Func], outermost(f))}
					queue = append(queue, f)
				}
			}
		}
		kept := func(c summary.CallRef) bool {
			return !c.Call.Go && !c.Call.Defer && !handed(c) && !slices.ContainsFunc(prog.Callees(c), func(f summary.FuncRef) bool {
				_, stays := out[f.Func]
				return !stays || c.Call.Callee != "" && c.Call.Iface == "" && c.Call.Callee != f.Func.Key // what a library is given runs where it likes
			})
		}
		for ; len(queue) > 0; queue = queue[1:] {
			for _, c := range prog.Callers(queue[0]) {
				f := prog.Enclosing(c)
				if _, known := out[f.Func]; known || f.IsZero() || !kept(c) {
					continue
				}
				if stays(f, loops[f.Func], func(c summary.CallRef) bool { return len(prog.Callees(c)) > 0 && kept(c) }) {
					out[f.Func] = out[queue[0].Func]
					queue = append(queue, f)
				}
			}
		}
		return out
	}).(map[*summary.Function]keeper)
}

// stays reports whether a function has no way to an end, where it goes on after none of the calls that kept says true of. One whose order of calls is not
// known may end. last is the loop of it that is not left once it is entered, if it has one.
func stays(f summary.FuncRef, last *summary.Loop, kept func(summary.CallRef) bool) bool {
	flow := f.Func.Flow
	if len(flow) == 0 {
		return false
	}
	seen := make([]bool, len(flow))
	seen[0] = true
	for queue := []int32{0}; len(queue) > 0; queue = queue[1:] {
		b := &flow[queue[0]]
		if kept != nil && slices.ContainsFunc(b.Calls, func(k int32) bool { return kept(summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[k]}) }) {
			continue
		}
		if b.Exit != summary.Stays && (last == nil || b.Line <= last.End) {
			return false
		}
		for _, n := range b.Next() {
			if !seen[n] {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
	return true
}

// lasting returns the loops whose head does not end them, by function: over the ticks of a clock, or over a channel that nobody closes. No break
// leaves them, and no other loop is around them.
func lasting(prog *summary.Program) map[*summary.Function]*summary.Loop {
	out := map[*summary.Function]*summary.Loop{}
	for _, pkg := range prog.Packages {
		for i := range pkg.Loops {
			if l := &pkg.Loops[i]; l.Outer < 0 && l.Fn >= 0 && (l.Ticks || l.Unclosed) {
				out[&pkg.Funcs[l.Fn]] = l
			}
		}
	}
	return out
}

// outermost returns the last loop of a function that no other is around, nil where it has none.
func outermost(f summary.FuncRef) (last *summary.Loop) {
	for i := range f.Pkg.Loops {
		if l := &f.Pkg.Loops[i]; l.Outer < 0 && l.Fn >= 0 && &f.Pkg.Funcs[l.Fn] == f.Func {
			last = l
		}
	}
	return last
}
