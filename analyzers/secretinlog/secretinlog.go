// Package secretinlog finds secrets that are written where many can read them: logs, the text of errors, labels of metrics, attributes of spans.
// Those are copied to places that nobody guards like the secret, and kept for years.
package secretinlog

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports secrets that are logged.
var Rule = rule.New("secretinlog", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) || syntax(p.Summary.Path) {
		return
	}
	x := indexOf(prog)
	told := map[string]bool{}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") || slices.Contains(c.Pkg.Generated, c.Call.Pos.File) {
			continue
		}
		for _, s := range x.sinks(c) {
			for _, f := range x.leaks(c, s) {
				key := c.Call.Pos.File + string(rune(c.Call.Pos.Line)) + f.what
				if !told[key] {
					told[key] = true
					p.Report(finding(c, s, f))
				}
			}
		}
	}
}

// places are what is written to, in words.
var places = map[string]string{"log": "a log", "error": "the text of an error", "metric": "the labels of a metric", "span": "a span"}

func finding(c summary.CallRef, s sink, l leak) rule.Finding {
	name := l.what
	if strings.ToLower(name[:1]) != name[:1] {
		name = "secret " + name
	}
	f := rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: l.what + " " + s.to,
		Message: inloop.Fit(name+" is written to "+places[s.to]+", where many can read it", "leave it out, or write a hash of it")}
	if l.of != "" {
		f.Message = inloop.Fit("a "+l.of+" is written to "+places[s.to]+" with its "+l.what+", where many can read it", "write the fields that matter")
	}
	f.Path = append(rule.Way(s.way, "is written here"), l.path...)
	return f
}

// sink is a call of something that writes some of its arguments.
type sink struct {
	args []int
	to   string
	way  []summary.CallRef // the calls below it, to the one that writes
}

// leak is a secret that a sink is given. of is the type of the struct that what is a field of.
type leak struct {
	what, of string
	path     []rule.Hop
}

// index knows which functions of a program write what they are given.
type index struct {
	prog   *summary.Program
	writes map[*summary.Function]map[int]sink
}

type indexKey struct{}

func indexOf(prog *summary.Program) *index {
	return prog.Memo(indexKey{}, func() any {
		x := &index{prog: prog, writes: map[*summary.Function]map[int]sink{}}
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
				w := walk{index: x, seen: map[summary.ID]bool{}}
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

// leaks returns the secrets among what a sink is given.
func (x *index) leaks(c summary.CallRef, s sink) []leak {
	var out []leak
	verbs := x.verbs(c, s)
	for n, k := range s.args {
		if n > 0 && verbs != nil && n-1 < len(verbs) && (verbs[n-1] == 'T' || verbs[n-1] == 'p' || verbs[n-1] == 't') {
			continue
		}
		w := walk{index: x, seen: map[summary.ID]bool{}, text: true}
		if n > 0 {
			if name, ok := x.prog.ConstOf(x.prog.Arg(c, s.args[n-1])); ok && secretName(name) && !strings.Contains(name, " ") {
				w.key = name
			}
		}
		w.value(x.prog.Arg(c, k), maxDepth)
		out = append(out, w.found...)
	}
	return out
}

// verbs returns the verbs of a format, one for each argument after it; nil where the first argument is none.
func (x *index) verbs(c summary.CallRef, s sink) []byte {
	if len(s.args) == 0 {
		return nil
	}
	format, ok := x.prog.ConstOf(x.prog.Arg(c, s.args[0]))
	if !ok || !strings.Contains(format, "%") {
		return nil
	}
	var out []byte
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.[]", format[i]) >= 0; i++ {
		}
		if i < len(format) && format[i] != '%' {
			out = append(out, format[i])
		}
	}
	return out
}
