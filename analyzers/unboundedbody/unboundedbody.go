// Package unboundedbody finds bodies that are read whole, however long they are. One client that sends ten gigabytes, or a small file that unpacks
// to them, takes the memory of every request that is being served.
package unboundedbody

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports reads of bodies and of what is unpacked that nothing bounds.
var Rule = rule.New("unboundedbody", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) || strings.HasSuffix(p.Summary.Name, "test") {
		return
	}
	j := &judge{Pass: p}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if c.Call.Callee == "" || c.Call.Fn < 0 || strings.HasSuffix(c.Call.Pos.File, "_test.go") || slices.Contains(p.Summary.Generated, c.Call.Pos.File) {
			continue
		}
		for _, e := range p.Program.Catalog.Of(c.Call.Callee) {
			switch {
			case e.Kind == "readsall":
				j.reads(c, e)
			case e.Kind == "readsfile":
				j.file(c, e.Int("name", 0))
			case e.Kind == "readsform":
				j.form(c, e)
			case e.Kind == "decodes" && !e.Has("in") && !e.Has("limited"):
				j.decodes(c, e)
			}
		}
	}
}

type judge struct{ *rule.Pass }

// from returns the reader or request that a call reads.
func (j *judge) from(c summary.CallRef, e catalog.Entry) summary.ID {
	if e.Attrs["from"] == "recv" {
		return j.Program.Arg(c, -1)
	}
	return j.Program.Arg(c, e.Int("from", 0))
}

// reads judges a call that reads something to its end.
func (j *judge) reads(c summary.CallRef, e catalog.Entry) {
	what := j.what(j.from(c, e))
	if e.Has("to") && !what.has(unpacked) && !j.inMemory(j.Program.Arg(c, e.Int("to", 0))) {
		return // to a file, or on to another
	}
	if what == own && !e.Has("to") {
		j.opened(c, j.from(c, e))
		return
	}
	j.tell(c, what, "")
}

// inMemory reports whether what a writer is given stays in memory.
func (j *judge) inMemory(id summary.ID) bool {
	return id != summary.NoID && slices.ContainsFunc(j.Program.Origins(id), func(o summary.ID) bool {
		t := j.Program.Value(o).Type
		return t == "bytes.Buffer" || t == "strings.Builder"
	})
}

// form judges a call that reads a form with files. What is taken out of a form afterwards was read by then.
func (j *judge) form(c summary.CallRef, e catalog.Entry) {
	if what := j.what(j.from(c, e)); what.has(request) && !j.parsed(c) {
		j.tell(c, what, "form")
	}
}

// parsed reports whether an earlier call of the function has read the form.
func (j *judge) parsed(c summary.CallRef) bool {
	return slices.ContainsFunc(j.Program.Calls(j.Program.Enclosing(c)), func(o summary.CallRef) bool {
		_, ok := j.Program.Catalog.Get(o.Call.Callee, "readsform")
		return ok && o.Call.Pos.Line < c.Call.Pos.Line
	})
}

// decodes judges a call that reads one value of a body, or one after another in a loop.
func (j *judge) decodes(c summary.CallRef, e catalog.Entry) {
	what := j.what(j.from(c, e))
	if !what.has(request) || what.has(bounded) {
		return
	}
	if c.Call.In >= 0 {
		j.tell(c, what, "loop")
		return
	}
	j.tell(c, what, "decode")
}

// tell reports a read, unless something bounds it.
func (j *judge) tell(c summary.CallRef, what kind, how string) {
	if what&^own == 0 || what.has(bounded) && !what.has(unpacked) || what.has(bounded|unpacked) || j.Program.OneShot(c) {
		return
	}
	f := rule.Finding{Pos: c.Call.Pos, Function: j.Summary.FunctionName(c.Call.Fn), Key: catalog.ShortName(c.Call.Callee)}
	name := f.Key
	switch {
	case what.has(unpacked):
		if (what.has(response) || what.has(own)) && !what.has(request) {
			f.Severity = rule.Info
		}
		f.Message = name + " unpacks as much as the sender likes, a few kilobytes become gigabytes: wrap the reader in io.LimitReader"
	case what.has(request):
		if j.limited(c) {
			return
		}
		switch how {
		case "form":
			f.Message = name + " takes uploads of any size, and bounds only the memory for them: set r.Body to an http.MaxBytesReader first"
		case "loop":
			if j.streams(c) {
				f.Severity = rule.Info
			}
			f.Message = name + " reads values for as long as the client sends some: set r.Body = http.MaxBytesReader(w, r.Body, n) first"
		case "decode":
			f.Severity = rule.Info
			f.Message = name + " reads a body of any size: set r.Body = http.MaxBytesReader(w, r.Body, n) first"
		default:
			f.Message = name + " reads the whole body into memory, whatever its size: wrap it in http.MaxBytesReader"
		}
	default:
		f.Severity = rule.Info
		f.Message = name + " reads the whole answer of another server into memory: wrap the body in io.LimitReader"
	}
	j.Report(f)
}

// streams reports whether what a loop reads is handed on through a channel, one by one.
func (j *judge) streams(c summary.CallRef) bool {
	return slices.ContainsFunc(j.Summary.Sends, func(s summary.Send) bool { return s.Fn == c.Call.Fn && s.In == c.Call.In })
}

// limited reports whether something before a call bounds the body of its request: the handler, what calls it or is given the request by it, or
// the middleware of each route that leads there.
func (j *judge) limited(c summary.CallRef) bool {
	prog := j.Program
	f := handler.Root(prog.Enclosing(c))
	if j.caps(f, 1) {
		return true
	}
	level := []summary.FuncRef{f}
	for range 2 {
		var next []summary.FuncRef
		for _, g := range level {
			for _, from := range prog.Callers(g) {
				if r := handler.Root(prog.Enclosing(from)); !r.IsZero() {
					next = append(next, r)
				}
			}
		}
		if len(next) > 0 && !slices.ContainsFunc(next, func(g summary.FuncRef) bool { return !j.caps(g, 1) }) {
			return true
		}
		level = next
	}
	routes := route.Of(prog)
	caps := func(f summary.FuncRef) bool { return j.caps(f, 0) }
	around := func(f summary.FuncRef) bool { return handler.HandsOn(prog, f) && caps(f) }
	if routes.Everywhere(f, "bodylimit", around, nil) {
		return true
	}
	entries := routes.Entering(prog.Enclosing(c))
	return len(entries) > 0 && !slices.ContainsFunc(entries, func(e *route.Entry) bool { return !e.Guarded("bodylimit", caps) })
}

// caps reports whether a function, or what it calls up to a depth, bounds a body.
func (j *judge) caps(f summary.FuncRef, depth int) bool {
	if f.IsZero() {
		return false
	}
	return slices.ContainsFunc(handler.Calls(j.Program, f), func(c summary.CallRef) bool {
		if _, ok := j.Program.Catalog.Get(c.Call.Callee, "capped"); ok {
			return j.ofRequest(c)
		}
		return depth > 0 && slices.ContainsFunc(j.Program.Callees(c), func(g summary.FuncRef) bool {
			return g.Func.Request != summary.None && handler.Root(g).Func != handler.Root(f).Func && j.caps(g, depth-1)
		})
	})
}

// ofRequest reports whether a call bounds the body of a request, and not some other reader.
func (j *judge) ofRequest(c summary.CallRef) bool {
	for k := range c.Call.Args {
		id := j.Program.Arg(c, k)
		if id == summary.NoID {
			continue
		}
		if v := j.Program.Value(id); v.Kind == summary.Load && v.Field == "Body" && v.Base != summary.None && j.Program.Owner(id).Nodes[v.Base].Type == "net/http.Request" {
			return true // also where it is what the body is set to
		}
		if j.what(id).has(request) {
			return true
		}
	}
	return false
}
