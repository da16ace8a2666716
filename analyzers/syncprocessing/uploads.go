package syncprocessing

import (
	"slices"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

type key struct{}

// of returns what is known of the uploads of a program. It is worked out once.
func of(prog *summary.Program) *index {
	return prog.Memo(key{}, func() any {
		j := &index{Program: prog, takes: map[*summary.Function][]summary.CallRef{}, bodies: map[*summary.Function]bool{}}
		j.requests, j.effects = handler.Of(prog), effect.Of(prog)
		j.findBodies()
		j.findUploads()
		return j
	}).(*index)
}

type index struct {
	*summary.Program
	requests *handler.Index
	effects  *effect.Index
	takes    map[*summary.Function][]summary.CallRef // by which calls a function takes an upload
	bodies   map[*summary.Function]bool              // functions that read the body of the request which is being served
}

// unit is the handler that a function is or stands in, or the declared function where there is none.
func (j *index) unit(f summary.FuncRef) summary.FuncRef {
	if h := j.requests.Host(f); !h.IsZero() {
		return h
	}
	return handler.Root(f)
}

// findBodies notes the functions that read the body of a request, as it is.
func (j *index) findBodies() {
	note := func(f summary.FuncRef) {
		if !f.IsZero() {
			j.bodies[j.unit(f).Func] = true
		}
	}
	for _, pkg := range j.Packages {
		for i := range pkg.Nodes {
			if v := &pkg.Nodes[i]; v.Kind == summary.Load && v.Field == "Body" {
				if id := j.ID(pkg, summary.Node(i)); j.isBody(id) {
					note(j.FunctionOf(id))
				}
			}
		}
		for i := range pkg.Calls {
			if _, ok := j.Catalog.Get(pkg.Calls[i].Callee, "rawbody"); ok {
				note(j.Enclosing(summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}))
			}
		}
	}
}

// isBody reports whether a value is the body of a request that is being served.
func (j *index) isBody(id summary.ID) bool {
	v := j.Value(id)
	if v.Kind == summary.Load {
		base := j.ID(j.Owner(id), v.Base)
		return v.Field == "Body" && base != summary.NoID && j.Value(base).Type == "net/http.Request" && handler.Served(j.Program, base)
	}
	c := j.CallOf(id)
	if c.IsZero() {
		return false
	}
	_, ok := j.Catalog.Get(c.Call.Callee, "rawbody")
	return ok
}

// isFile reports whether a value is a file that a client has sent.
func (j *index) isFile(id summary.ID) bool {
	c := j.CallOf(id)
	if c.IsZero() {
		return false
	}
	_, ok := j.Catalog.Get(c.Call.Callee, "upload")
	return ok
}

// findUploads notes the functions that take uploads: forms with files, and bodies that are written to a file. Those that have a function do so
// which they hand the request, or what they have of the upload, do so too.
func (j *index) findUploads() {
	var queue []summary.FuncRef
	note := func(c summary.CallRef) {
		f := j.unit(j.Enclosing(c))
		if f.IsZero() || c.Call.Go {
			return
		}
		if len(j.takes[f.Func]) == 0 {
			queue = append(queue, f)
		}
		j.takes[f.Func] = append(j.takes[f.Func], c)
	}
	for _, pkg := range j.Packages {
		for i := range pkg.Calls {
			if c := (summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}); c.Call.Callee != "" && j.takesUpload(c) {
				note(c)
			}
		}
	}
	for range 3 {
		level := queue
		queue = nil
		for _, f := range level {
			for _, c := range j.Callers(f) {
				if f.Func.Request != summary.None || j.given(c) {
					note(c)
				}
			}
		}
	}
}

// given reports whether a call is given a body, or a file that a client has sent.
func (j *index) given(c summary.CallRef) bool {
	for k := range c.Call.Args {
		if j.madeOf(j.Arg(c, k), maxMade, func(id summary.ID) bool { return j.isBody(id) || j.isFile(id) }) {
			return true
		}
	}
	return false
}

// takesUpload reports whether a call of a library takes a file that a client sends, or writes the body of a request to a file.
func (j *index) takesUpload(c summary.CallRef) bool {
	for _, e := range j.Catalog.Of(c.Call.Callee) {
		switch {
		case e.Kind == "upload":
			return !e.Has("form") || j.readsField(c, e.Attrs["form"])
		case e.Kind == "newfile" && e.Has("data"):
			return j.madeOf(j.Arg(c, e.Int("data", 0)), maxMade, j.isBody)
		case e.Kind == "readsall" && e.Has("to"):
			return j.isNewFile(j.Arg(c, e.Int("to", 0))) && j.madeOf(j.Arg(c, e.Int("from", 0)), maxMade, j.isBody)
		}
	}
	return false
}

// readsField reports whether the function around a call reads a field of a struct of a library.
func (j *index) readsField(c summary.CallRef, field string) bool {
	f := j.unit(j.Enclosing(c)).Func
	for i := range c.Pkg.Nodes {
		if v := &c.Pkg.Nodes[i]; v.Kind == summary.Load && v.Field == field && j.unit(j.FunctionOf(j.ID(c.Pkg, summary.Node(i)))).Func == f {
			return true
		}
	}
	return false
}

// isNewFile reports whether a value is a file that is written.
func (j *index) isNewFile(id summary.ID) bool {
	return id != summary.NoID && slices.ContainsFunc(j.Origins(id), func(o summary.ID) bool {
		c := j.CallOf(o)
		if c.IsZero() {
			return false
		}
		e, ok := j.Catalog.Get(c.Call.Callee, "newfile")
		return ok && !e.Has("data")
	})
}

// maxMade bounds how many calls of libraries lie between a value and what it is made of.
const maxMade = 6

// madeOf reports whether a value is, or is made by libraries of, a value that is asked for: readers around a reader, what was read from one, buffers
// that one was copied to.
func (j *index) madeOf(id summary.ID, depth int, is func(summary.ID) bool) bool {
	if id == summary.NoID || depth == 0 {
		return false
	}
	for _, o := range append(j.Origins(id), id) {
		if is(o) {
			return true
		}
		if c := j.CallOf(o); !c.IsZero() {
			if len(j.Callees(c)) > 0 {
				continue
			}
			if _, ok := j.Catalog.Get(c.Call.Callee, "pipe"); ok && j.writtenTo(j.Result(c, 1), depth, is) {
				return true
			}
			for k := -1; k < len(c.Call.Args); k++ {
				if a := j.Arg(c, k); a != summary.NoID && !plain(j.Value(a).Type) && j.madeOf(a, depth-1, is) {
					return true
				}
			}
		}
		if t := j.Value(o).Type; (t == "bytes.Buffer" || t == "io.PipeWriter") && j.writtenTo(o, depth, is) {
			return true
		}
	}
	return false
}

// plain reports whether values of a type say something about a file, and are not what is in it.
func plain(t string) bool {
	switch t {
	case "string", "bool", "error", "context.Context", "net/http.Request", "net/http.ResponseWriter":
		return true
	}
	return handler.IsNumber(t) && t != "uint8"
}

// writtenTo reports whether what is asked for is copied to a buffer, or a form with files is written to it.
func (j *index) writtenTo(id summary.ID, depth int, is func(summary.ID) bool) bool {
	for _, a := range j.Aliases(id) {
		for _, u := range j.Uses(a) {
			c := u.CallRef
			for _, e := range j.Catalog.Of(c.Call.Callee) {
				switch {
				case e.Kind == "packs" && u.Arg == e.Int("to", 0):
					return true
				case e.Kind == "readsall" && e.Has("to") && u.Arg == e.Int("to", 0):
					if j.madeOf(j.Arg(c, e.Int("from", 0)), depth-1, is) {
						return true
					}
				}
			}
		}
	}
	return false
}
