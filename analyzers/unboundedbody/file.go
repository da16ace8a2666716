package unboundedbody

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// opened judges a call that reads files to their end which the program has opened.
func (j *judge) opened(c summary.CallRef, reader summary.ID) {
	for _, o := range j.Program.Origins(reader) {
		open := j.Program.CallOf(o)
		if open.IsZero() {
			continue
		}
		if e, ok := j.Program.Catalog.Get(open.Call.Callee, "opensfile"); ok && e.Has("name") && j.named(j.Program.Arg(open, e.Int("name", 0)), maxReaders) {
			j.answered(c)
			return
		}
	}
}

// file judges a call that gives what is in a file.
func (j *judge) file(c summary.CallRef, name int) {
	if j.named(j.Program.Arg(c, name), maxReaders) {
		j.answered(c)
	}
}

// answered reports a call that reads a file into memory which a request has named, where that is written to the answer as it is.
func (j *judge) answered(c summary.CallRef) {
	if j.measured(c) || !j.writes(j.Program.Result(c, 0)) {
		return
	}
	name := catalog.ShortName(c.Call.Callee)
	j.Report(rule.Finding{Pos: c.Call.Pos, Function: j.Summary.FunctionName(c.Call.Fn), Key: name, Severity: rule.Info,
		Message: name + " reads a whole file that a request names into memory, to answer with it: use http.ServeContent or io.Copy"})
}

// named reports whether a name is that of a request, or a path with it.
func (j *judge) named(id summary.ID, depth int) bool {
	if id == summary.NoID || depth == 0 {
		return false
	}
	prog := j.Program
	index := handler.Of(prog)
	for _, o := range append(prog.Origins(id), id) {
		host := index.Host(prog.FunctionOf(o))
		if handler.Served(prog, o) {
			return true
		}
		if !host.IsZero() {
			if _, ok := index.Takes(host, o); ok {
				return true
			}
		}
		if c := prog.CallOf(o); !c.IsZero() {
			if _, ok := prog.Catalog.Get(c.Call.Callee, "joined"); !ok {
				continue
			}
			for k := range c.Call.Args {
				if j.named(prog.Arg(c, k), depth-1) {
					return true
				}
			}
		}
	}
	return false
}

// writes reports whether bytes are written to the answer of a request.
func (j *judge) writes(id summary.ID) bool {
	if id == summary.NoID {
		return false
	}
	return slices.ContainsFunc(j.Program.Aliases(id), func(a summary.ID) bool {
		return slices.ContainsFunc(j.Program.Uses(a), func(u summary.Use) bool {
			e, ok := j.Program.Catalog.Get(u.Call.Callee, "answers")
			return ok && e.Has("bytes") && e.Int("bytes", 0) == u.Arg
		})
	})
}

// measured reports whether the function around a call compares a size with something.
func (j *judge) measured(c summary.CallRef) bool {
	for i := range c.Pkg.Nodes {
		v := &c.Pkg.Nodes[i]
		if v.Kind != summary.Expr || v.Fn != c.Call.Fn || !slices.Contains([]string{"<", "<=", ">", ">="}, v.Value) {
			continue
		}
		for _, in := range j.Program.Inputs(j.Program.ID(c.Pkg, summary.Node(i))) {
			o := j.Program.Value(in)
			name := o.Field + o.Key
			if call := j.Program.CallOf(in); !call.IsZero() {
				name = call.Name()
			}
			if strings.Contains(strings.ToLower(name), "size") {
				return true
			}
		}
	}
	return false
}
