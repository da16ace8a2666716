package syncprocessing

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// sends reports whether a call of a library sends an upload to another machine: a file, or the body of a request as it is. Of a body that goes to
// another server nothing is said: the handler is a proxy.
func (j *index) sends(last summary.CallRef, file bool) bool {
	if last.IsZero() {
		return false
	}
	if e, ok := j.sender(last); ok {
		return j.carries(last, e, file)
	}
	if e, ok := j.Catalog.Get(last.Call.Callee, "outbound"); ok && e.Has("req") {
		for _, o := range j.Origins(j.Arg(last, e.Int("req", 0))) {
			if c := j.CallOf(o); !c.IsZero() {
				if e, ok := j.sender(c); ok && j.carries(c, e, file) {
					return true
				}
			}
		}
	}
	return slices.ContainsFunc(j.steps(last), func(c summary.CallRef) bool {
		e, ok := j.sender(c)
		return ok && j.carries(c, e, file)
	})
}

// maxSteps bounds how many calls put a request together.
const maxSteps = 12

// steps returns the calls that the receiver of a call has come through.
func (j *index) steps(c summary.CallRef) []summary.CallRef {
	var out []summary.CallRef
	for range maxSteps {
		if c.Call.Recv == summary.None {
			break
		}
		i := slices.IndexFunc(j.Origins(j.Arg(c, -1)), func(o summary.ID) bool { return !j.CallOf(o).IsZero() })
		if i < 0 {
			break
		}
		c = j.CallOf(j.Origins(j.Arg(c, -1))[i])
		out = append(out, c)
	}
	return out
}

// sender returns the line of a call that sends something on.
func (j *index) sender(c summary.CallRef) (catalog.Entry, bool) {
	for _, key := range []string{c.Call.Callee, c.Call.Like} {
		if e, ok := j.Catalog.Get(key, "sendson"); ok {
			return e, true
		}
	}
	return catalog.Entry{}, false
}

// carries reports whether what a call sends on is an upload. A call on an object store in a handler that takes a file is taken to send that.
func (j *index) carries(c summary.CallRef, e catalog.Entry, file bool) bool {
	if !e.Has("any") && file {
		return true
	}
	if e.Has("any") && !file || !e.Has("body") {
		return false
	}
	body := j.Arg(c, e.Int("body", 0))
	if body == summary.NoID {
		return false
	}
	values := []summary.ID{body}
	if e.Has("field") {
		values = j.FieldValues(body, e.Attrs["field"])
	}
	is := j.isBody
	if file {
		is = j.isFile
	}
	return slices.ContainsFunc(values, func(id summary.ID) bool { return handler.MadeOf(j.Program, id, is) })
}

// fed reports whether a call of a library works on the body of a request, as it is or unpacked.
func (j *index) fed(c summary.CallRef) bool {
	if c.IsZero() {
		return false
	}
	for k := -1; k < len(c.Call.Args); k++ {
		id := j.Arg(c, k)
		if id == summary.NoID {
			continue
		}
		if v := j.Value(id); !handler.Plain(v.Type) && handler.MadeOf(j.Program, id, j.isBody) {
			return true
		}
		for _, e := range j.Catalog.All("feeds") {
			typ, field, _ := cutLast(e.Key)
			if j.Value(id).Type == typ && slices.ContainsFunc(j.FieldValues(id, field), func(v summary.ID) bool { return handler.MadeOf(j.Program, v, j.isBody) }) {
				return true
			}
		}
	}
	return false
}

func cutLast(key string) (typ, field string, ok bool) {
	i := strings.LastIndexByte(key, '.')
	if i < 0 {
		return key, "", false
	}
	return key[:i], key[i+1:], true
}

// queues are words in the names of functions that leave something for others to do.
var queues = []string{"enqueue", "enqueued", "queue", "publish", "schedule", "dispatch", "submit"}

// jobs are words in the names of tables with what is to be done.
var jobs = []string{"job", "jobs", "task", "tasks", "queue", "queues", "outbox"}

// hands reports whether a handler leaves something to do for others: what it sends to an object store before is where they find it.
func (j *index) hands(f summary.FuncRef, calls []summary.CallRef) bool {
	for _, s := range f.Pkg.Sends {
		if s.Fn >= 0 && j.unit(summary.FuncRef{Pkg: f.Pkg, Func: &f.Pkg.Funcs[s.Fn]}).Func == f.Func {
			return true
		}
	}
	return slices.ContainsFunc(calls, func(c summary.CallRef) bool {
		if _, ok := j.effects.Spawns(c); ok && !j.waits(c) || has(c.Name(), queues) {
			return true
		}
		return slices.ContainsFunc(j.effects.At(c), func(e *effect.Effect) bool {
			return e.Kind == effect.Publish || e.Kind == effect.Write && e.Verb == "INSERT" && has(e.On, jobs)
		})
	})
}

func has(name string, words []string) bool {
	return slices.ContainsFunc(handler.Words(name), func(w string) bool { return slices.Contains(words, w) })
}

// waits reports whether the function around a call waits for the goroutines that it starts.
func (j *index) waits(c summary.CallRef) bool {
	f := handler.Root(j.Enclosing(c))
	return !f.IsZero() && f.Func.Joins || slices.ContainsFunc(handler.Calls(j.Program, f), func(w summary.CallRef) bool {
		return strings.HasSuffix(w.Call.Callee, ").Wait") && !w.Call.Go && w.Call.Guard&summary.Async == 0
	})
}
