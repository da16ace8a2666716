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
	if up := x.given(c, f); up != nil {
		return ended, up
	}
	asked := x.asked(c, f)
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

// given returns the call that is handed the error and ends the program if there is one: must(db.Ping()).
func (x *index) given(c summary.CallRef, f summary.FuncRef) *summary.CallRef {
	for k := len(c.Call.Results) - 1; k >= 0; k-- {
		r := x.prog.Result(c, k)
		if r == summary.NoID {
			continue
		}
		for _, u := range x.prog.Uses(r) {
			if u.Arg < 0 || u.Call.Fn != c.Call.Fn || u.Pkg != f.Pkg {
				continue
			}
			name := strings.ToLower(u.Call.Callee[strings.LastIndexByte(u.Call.Callee, '.')+1:])
			_, must := x.prog.Catalog.Get(u.Call.Callee, "mustcall")
			own := len(x.prog.Callees(u.CallRef)) == 1 && len(u.Call.Args) <= 2
			if must || own && (strings.HasPrefix(name, "must") || strings.HasPrefix(name, "panicon") || strings.HasPrefix(name, "panicif") || strings.HasPrefix(name, "fatalon") || strings.HasPrefix(name, "fatalif") || strings.HasPrefix(name, "exiton") || strings.HasPrefix(name, "exitif")) {
				return &u.CallRef
			}
		}
	}
	return nil
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
