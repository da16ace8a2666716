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
				if id := j.ID(pkg, summary.Node(i)); handler.IsBody(j.Program, id) {
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

// isFile reports whether a value is a file that a client has sent.
func (j *index) isFile(id summary.ID) bool {
	if v := j.Value(id); v.Kind == summary.Load && v.Base != summary.None {
		return j.isUpload(j.Owner(id).Nodes[v.Base].Type)
	}
	c := j.CallOf(id)
	return !c.IsZero() && j.isUpload(c.Call.Callee)
}

// isUpload reports whether a function of a library takes a file that a client sends, or a type of a library is that of such files.
func (j *index) isUpload(key string) bool {
	_, ok := j.Catalog.Get(key, "upload")
	return ok
}

// holdsUpload reports whether a type is that of files which clients send, or a struct with such a file.
func (j *index) holdsUpload(t string) bool {
	return j.isUpload(t) || slices.ContainsFunc(j.StructFields(t), func(id summary.ID) bool { return j.isUpload(j.Value(id).Type) })
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
	for _, pkg := range j.Packages {
		for i := range pkg.Funcs {
			if f := (summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}); slices.ContainsFunc(f.Func.Params, func(n summary.Node) bool { return j.holdsUpload(pkg.Nodes[n].Type) }) {
				j.takes[f.Func] = append(j.takes[f.Func], summary.CallRef{}) // it is given one
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
		if handler.MadeOf(j.Program, j.Arg(c, k), func(id summary.ID) bool { return handler.IsBody(j.Program, id) || j.isFile(id) }) {
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
			return handler.MadeOf(j.Program, j.Arg(c, e.Int("data", 0)), j.isBody)
		case e.Kind == "readsall" && e.Has("to"):
			return j.isNewFile(j.Arg(c, e.Int("to", 0))) && handler.MadeOf(j.Program, j.Arg(c, e.Int("from", 0)), j.isBody)
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

func (j *index) isBody(id summary.ID) bool { return handler.IsBody(j.Program, id) }
