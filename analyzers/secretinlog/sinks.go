package secretinlog

import (
	"strings"

	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// sink is a call of something that writes some of its arguments.
type sink struct {
	args []int
	to   string
	way  []summary.CallRef // the calls below it, to the one that writes
}

// index knows which functions of a program write what they are given.
type index struct {
	prog   *summary.Program
	writes map[*summary.Function]map[int]sink
	paired bool // access keys are the ids of secret keys
}

type indexKey struct{}

func indexOf(prog *summary.Program) *index {
	return prog.Memo(indexKey{}, func() any {
		x := &index{prog: prog, writes: map[*summary.Function]map[int]sink{}, paired: paired(prog)}
		type step struct {
			c summary.CallRef
			s sink
		}
		var queue []step
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if s, ok := x.library(c); ok {
					queue = append(queue, step{c, s})
				}
			}
		}
		for ; len(queue) > 0; queue = queue[1:] {
			at := queue[0]
			if len(at.s.way) > maxWay {
				continue
			}
			for _, k := range at.s.args {
				w := walk{index: x, seen: map[summary.ID]bool{}, text: true} // what it finds itself is reported there
				w.value(prog.Arg(at.c, k), maxDepth)
				for _, param := range w.params {
					v := prog.Value(param)
					f := prog.FunctionOf(param)
					if f.IsZero() || v.Index < 0 || f.Func.Test {
						continue
					}
					if _, known := x.writes[f.Func][int(v.Index)]; known {
						continue
					}
					s := sink{to: at.s.to, way: append([]summary.CallRef{at.c}, at.s.way...)}
					if x.writes[f.Func] == nil {
						x.writes[f.Func] = map[int]sink{}
					}
					x.writes[f.Func][int(v.Index)] = s
					for _, up := range prog.Callers(f) {
						if s.to == "error" && up.Call.Iface != "" && len(prog.Callees(up)) > maxImpls {
							continue
						}
						queue = append(queue, step{up, x.through(up, f, int(v.Index), s)})
					}
				}
			}
		}
		return x
	}).(*index)
}

const (
	maxWay   = 3 // calls between a secret and what writes it
	maxImpls = 2 // implementations that a value may be handed to for one of them to name it in an error
	maxDepth = 8 // values between
)

// library returns what a function of a library writes of its arguments.
func (x *index) library(c summary.CallRef) (sink, bool) {
	e, ok := x.prog.Catalog.Get(c.Call.Callee, "logs")
	if !ok {
		return sink{}, false
	}
	s := sink{to: e.Attrs["to"]}
	for k := e.Int("args", 0); k < len(c.Call.Args); k++ {
		s.args = append(s.args, k)
	}
	return s, true
}

// through is the sink that a call of a function is which writes its parameter i.
func (x *index) through(c summary.CallRef, f summary.FuncRef, i int, s sink) sink {
	s.args = []int{i}
	if f.Func.Variadic && i == len(f.Func.Params)-1 {
		for k := i + 1; k < len(c.Call.Args); k++ {
			s.args = append(s.args, k)
		}
	}
	return s
}

// sinks returns what a call writes of its arguments.
func (x *index) sinks(c summary.CallRef) []sink {
	if s, ok := x.library(c); ok {
		return []sink{s}
	}
	var out []sink
	for _, f := range x.prog.Callees(c) {
		for i := range f.Func.Params {
			if s, ok := x.writes[f.Func][i]; ok {
				out = append(out, x.through(c, f, i, s))
			}
		}
		if len(out) > 0 {
			return out // one of the functions that it may be
		}
	}
	return out
}

// helper returns where a sink makes an error of what it is given, if that is in a function which is there for something else: the cause is there, and
// one of those who call it stands for all.
func (x *index) helper(s sink) (at summary.Pos) {
	if s.to != "error" {
		return at
	}
	for _, c := range s.way {
		f := x.prog.Enclosing(c)
		if f.IsZero() || f.Func.Variadic || handler.HasWord(f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:], writers) {
			return summary.Pos{}
		}
		at = c.Call.Pos
	}
	return at
}

// writers are words in the names of functions that are there to make errors.
var writers = []string{"error", "errorf", "err", "fail", "failed", "fatal", "panic", "invalid", "unknown", "missing", "wrap", "wrapf", "deny", "reject", "abort"}
