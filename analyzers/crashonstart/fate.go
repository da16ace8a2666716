package crashonstart

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// fate is what becomes of the error of a call.
type fate uint8

const (
	dealt  fate = iota // the function goes on, or it is not known
	handed             // the function hands it back
	ended              // the program ends
)

// fate returns what becomes of the error of a call, and the call that ends the program if one does.
func (x *index) fate(c summary.CallRef) (fate, *summary.CallRef) {
	f := x.prog.Enclosing(c)
	if f.IsZero() {
		return dealt, nil
	}
	asked := x.asked(c, f)
	for i := range asked {
		if up := x.given(summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}, f); up != nil {
			return ended, up
		}
	}
	for i := range f.Func.Flow {
		b := &f.Func.Flow[i]
		if !slices.ContainsFunc(b.Asks, func(a int32) bool { return asked[a] }) {
			continue
		}
		bad, good := b.Then, b.Else
		switch {
		case failed(b.ThenIs):
		case failed(b.ElseIs):
			bad, good = good, bad
		default:
			continue
		}
		if bad < 0 {
			continue
		}
		return x.branch(f, bad, good)
	}
	if n := len(c.Call.Results); n > 0 && n <= 2 && returns(x.prog, c, f) {
		return handed, nil
	}
	return dealt, nil
}

func failed(o summary.Outcome) bool { return o == summary.Failed || o == summary.Something }

// asked returns the calls of a function whose result tells whether a call failed: itself, and methods of what it gave, such as Err of a command.
func (x *index) asked(c summary.CallRef, f summary.FuncRef) map[int32]bool {
	out := map[int32]bool{}
	for i := range f.Pkg.Calls {
		o := &f.Pkg.Calls[i]
		if o == c.Call {
			out[int32(i)] = true
			continue
		}
		if o.Fn != c.Call.Fn || o.Recv == summary.None {
			continue
		}
		switch o.Callee[strings.LastIndexByte(o.Callee, '.')+1:] {
		case "Err", "Result", "Error":
			r := x.prog.Result(c, 0)
			if r != summary.NoID && slices.Contains(x.prog.Origins(x.prog.ID(f.Pkg, o.Recv)), r) {
				out[int32(i)] = true
			}
		}
	}
	return out
}

// branch follows the part of a function that runs only where a call failed. It ends the program if it does not go on, and a call ends it on some way;
// a panic must be on every way.
func (x *index) branch(f summary.FuncRef, bad, good int32) (fate, *summary.CallRef) {
	fine := reachable(f.Func.Flow, good)
	returns, panics := false, false
	var ends *summary.CallRef
	seen := map[int32]bool{}
	for queue := []int32{bad}; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		if n < 0 || seen[n] {
			continue
		}
		seen[n] = true
		b := &f.Func.Flow[n]
		if fine[n] {
			if b.Exit == summary.Stays {
				return dealt, nil // it goes on
			}
			returns = returns || b.Exit == summary.Returns
			continue
		}
		stops := false
		for _, i := range b.Calls {
			if c := (summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}); x.ending(c) && ends == nil {
				ends, stops = &c, true
			}
		}
		if stops {
			continue
		}
		switch b.Exit {
		case summary.Ends:
			panics = true
		case summary.Returns:
			returns = true
		default:
			queue = append(queue, b.Next()...)
		}
	}
	switch {
	case ends != nil, panics && !returns:
		return ended, ends
	case returns && len(f.Func.Results) > 0:
		return handed, nil
	}
	return dealt, nil
}

// reachable returns the blocks that are reached from one, itself included.
func reachable(flow []summary.Block, from int32) map[int32]bool {
	out := map[int32]bool{}
	for queue := []int32{from}; len(queue) > 0; queue = queue[1:] {
		if n := queue[0]; n >= 0 && !out[n] {
			out[n] = true
			queue = append(queue, flow[n].Next()...)
		}
	}
	return out
}

// ending reports whether a call ends the program: the catalog says so, it begins an entry of a log that does, or what is called is named after it.
func (x *index) ending(c summary.CallRef) bool {
	if _, ok := x.prog.Catalog.Get(c.Call.Callee, "noreturn"); ok {
		return true
	}
	if _, ok := x.prog.Catalog.Get(c.Call.Callee, "fatalevent"); ok {
		return true
	}
	name := strings.ToLower(c.Call.Callee[strings.LastIndexByte(c.Call.Callee, '.')+1:])
	return strings.HasPrefix(name, "fatal") || strings.HasPrefix(name, "withfatal") || name == "die" || strings.HasPrefix(name, "exit") && name != "exitcode"
}

// given returns the call that is handed the error and ends the program if there is one: must(db.Ping()), or check(err) right behind the call.
func (x *index) given(c summary.CallRef, f summary.FuncRef) *summary.CallRef {
	for k := len(c.Call.Results) - 1; k >= 0; k-- {
		r := x.prog.Result(c, k)
		if r == summary.NoID {
			continue
		}
		for _, u := range slices.Concat(x.prog.Uses(r), x.next(c, f, r)) {
			if u.Arg < 0 || u.Call.Fn != c.Call.Fn || u.Pkg != f.Pkg {
				continue
			}
			_, must := x.prog.Catalog.Get(u.Call.Callee, "mustcall")
			if callees := x.prog.Callees(u.CallRef); must || len(callees) == 1 && len(u.Call.Args) <= 2 && (stern(u.Call.Callee) || x.endsOn(callees[0], u.Arg)) {
				return &u.CallRef
			}
		}
	}
	return nil
}

// next is the call right behind another, if it is given a variable that a result of that was put into.
func (x *index) next(c summary.CallRef, f summary.FuncRef, r summary.ID) []summary.Use {
	for i := range f.Func.Flow {
		calls := f.Func.Flow[i].Calls
		at := slices.IndexFunc(calls, func(k int32) bool { return &f.Pkg.Calls[k] == c.Call })
		if at < 0 || at+1 == len(calls) {
			continue
		}
		u := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[calls[at+1]]}
		for k := range u.Call.Args {
			if a := x.prog.Arg(u, k); a != summary.NoID && slices.Contains(x.prog.Aliases(r), a) {
				return []summary.Use{{CallRef: u, Arg: k}}
			}
		}
	}
	return nil
}

// stern reports whether a function ends the program when it is given an error, by its name.
func stern(key string) bool {
	name := strings.ToLower(key[strings.LastIndexByte(key, '.')+1:])
	return slices.ContainsFunc([]string{"must", "panicon", "panicif", "fatalon", "fatalif", "exiton", "exitif"}, func(w string) bool { return strings.HasPrefix(name, w) })
}

// endsOn reports whether a function ends the program if it is given an error as an argument.
func (x *index) endsOn(f summary.FuncRef, arg int) bool {
	if arg >= len(f.Func.Params) || f.Pkg.Nodes[f.Func.Params[arg]].Type != "error" {
		return false
	}
	for i := range f.Func.Flow {
		b := &f.Func.Flow[i]
		if b.Param != f.Func.Params[arg] || len(b.Asks) > 0 || b.Else < 0 {
			continue
		}
		bad, good := b.Then, b.Else
		if failed(b.ElseIs) {
			bad, good = good, bad
		} else if !failed(b.ThenIs) {
			continue
		}
		how, _ := x.branch(f, bad, good)
		return how == ended
	}
	return false
}

// returns reports whether the last result of a call is the last one of the function, as it is.
func returns(prog *summary.Program, c summary.CallRef, f summary.FuncRef) bool {
	if len(f.Func.Results) == 0 {
		return false
	}
	to := prog.ID(f.Pkg, f.Func.Results[len(f.Func.Results)-1])
	from := prog.Result(c, len(c.Call.Results)-1)
	return to != summary.NoID && from != summary.NoID && slices.Contains(prog.Within(to), from)
}
