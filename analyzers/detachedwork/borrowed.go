package detachedwork

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/goroutine"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/summary"
)

// maxBases bounds how many fields lie between what a goroutine uses and the context that a framework lends to a handler: c.Request.Body.
const maxBases = 4

// borrowed returns what a goroutine uses that is over or belongs to somebody else when the handler has returned, as a message and the call that uses it:
// the context of the request, or the object by which a framework hands the request over.
func (j *judge) borrowed(s goroutine.Start, all []done) (message string, use summary.CallRef, ok bool) {
	for _, d := range all {
		if !j.ends(d) {
			continue
		}
		return inloop.Fit("the request's context ends when the handler returns, and the "+d.What()+" with it", "detach it with context.WithoutCancel"), d.call, true
	}
	if s.Call.Call.Go {
		for i := range s.Call.Call.Args { // the receiver is left out: its method may not use it
			if typ := j.lent(s.Call, i, summary.FuncRef{}); typ != "" {
				return handedOver(typ), s.Call, true
			}
		}
	}
	for _, f := range s.Funcs {
		if !f.Func.Lit || f.Pkg != s.Call.Pkg {
			continue
		}
		for _, c := range j.Inside(f) {
			for i := -1; i < len(c.Call.Args); i++ {
				if typ := j.lent(c, i, f); typ != "" && c.Name() != "Copy" {
					return handedOver(typ), c, true
				}
			}
		}
	}
	return "", summary.CallRef{}, false
}

func handedOver(typ string) string {
	return "this " + short(typ) + " serves another request once the handler returns: take what the goroutine needs out of it before"
}

// short is how code calls a type: "gin.Context".
func short(typ string) string {
	pkg, name, _ := strings.Cut(typ[strings.LastIndexByte(typ, '/')+1:], ".")
	if len(pkg) > 1 && pkg[0] == 'v' && '0' <= pkg[1] && pkg[1] <= '9' { // a major version
		path := strings.TrimSuffix(typ, "/"+pkg+"."+name)
		pkg = path[strings.LastIndexByte(path, '/')+1:]
	}
	return pkg + "." + name
}

// lent returns the type of the object that a framework hands a request over with, where an argument of a call is one, or is read from one in a function.
// What was read before is a value of its own.
func (j *judge) lent(c summary.CallRef, arg int, in summary.FuncRef) string {
	return j.object(j.Program.Arg(c, arg), in, maxBases)
}

func (j *judge) object(id summary.ID, in summary.FuncRef, depth int) string {
	if id == summary.NoID || depth == 0 {
		return ""
	}
	for _, o := range append(j.Program.Origins(id), id) {
		v := j.Program.Value(o)
		switch v.Kind {
		case summary.Param:
			if e, ok := j.Program.Catalog.Get(v.Type, "request"); ok && e.Has("reused") {
				return v.Type
			}
		case summary.Load:
			if pkg := j.Program.Owner(o); !in.IsZero() && pkg == in.Pkg && within(in, v.Fn) {
				if typ := j.object(j.Program.ID(pkg, v.Base), in, depth-1); typ != "" {
					return typ
				}
			}
		}
	}
	return ""
}

// within reports whether a function of a package, by its index, is a function or stands in it.
func within(f summary.FuncRef, fn int32) bool {
	for ; fn >= 0; fn = f.Pkg.Funcs[fn].Parent {
		if &f.Pkg.Funcs[fn] == f.Func {
			return true
		}
	}
	return false
}

// ends reports whether something that a goroutine does ends with the request: it is given its context, and uses it.
func (j *judge) ends(d done) bool {
	given := slices.ContainsFunc(j.contexts(d.call, maxBases), j.ofRequest)
	if !given { // the request itself, perhaps
		for i := -1; i < len(d.call.Call.Args); i++ {
			given = given || j.request(j.Program.Arg(d.call, i))
		}
	}
	if !given {
		return false
	}
	last := d.Last()
	return !last.Via.IsZero() && slices.ContainsFunc(j.contexts(last.Via, maxBases), j.ofRequest)
}

// contexts returns the contexts that a call is given: itself, by the builder that is its receiver, or by a request that was made for it.
func (j *judge) contexts(c summary.CallRef, depth int) (out []summary.ID) {
	if depth == 0 {
		return nil
	}
	for i := -1; i < len(c.Call.Args); i++ {
		id := j.Program.Arg(c, i)
		if id == summary.NoID {
			continue
		}
		typ := j.Program.Value(id).Type
		if e, ok := j.Program.Catalog.Get(typ, "request"); i >= 0 && (typ == "context.Context" || ok && e.Has("reused")) {
			out = append(out, id)
			continue
		}
		for _, o := range append(j.Program.Origins(id), append(j.Program.Assigned(id), id)...) {
			from := j.Program.CallOf(o)
			if from.IsZero() || from.Call == c.Call {
				continue
			}
			_, made := j.Program.Catalog.Get(from.Call.Callee, "outgoing")
			if i < 0 || made {
				out = append(out, j.contexts(from, depth-1)...)
			}
		}
	}
	return out
}

// request reports whether a value is the request that a handler serves.
func (j *judge) request(id summary.ID) bool {
	if id == summary.NoID || j.Program.Value(id).Type != "net/http.Request" {
		return false
	}
	return slices.ContainsFunc(j.Program.Origins(id), func(o summary.ID) bool {
		v := j.Program.Value(o)
		return v.Kind == summary.Param || v.Kind == summary.Load && j.object(j.Program.ID(j.Program.Owner(o), v.Base), summary.FuncRef{}, maxBases) != ""
	})
}

// ofRequest reports whether a context is that of a request that is being served, or derived from it. What is kept in a field may be that of others, too.
func (j *judge) ofRequest(ctx summary.ID) bool {
	roots, others := j.roots(ctx, maxBases)
	return len(roots) > 0 && (!others || j.Program.Value(ctx).Kind != summary.Field)
}

// roots returns where a context may come from that is that of a request. others says that it may come from elsewhere, too. A variable that is set to
// what was detached from itself holds no root: the graph has no order.
func (j *judge) roots(ctx summary.ID, depth int) (roots []summary.ID, others bool) {
	var detached []summary.ID
	for _, o := range j.Program.Objects(ctx) {
		c := j.Program.CallOf(o)
		if c.IsZero() {
			if j.given(o) {
				roots = append(roots, o)
			} else {
				others = true
			}
			continue
		}
		e, ok := j.Program.Catalog.Get(c.Call.Callee, "root")
		_, derived := j.Program.Catalog.Get(c.Call.Callee, "deadline")
		switch {
		case derived && depth > 0 && j.Program.Arg(c, 0) != summary.NoID:
			above, _ := j.roots(j.Program.Arg(c, 0), depth-1)
			roots = append(roots, above...)
		case ok && e.Attrs["of"] == "request":
			roots = append(roots, o)
		case ok && e.Attrs["of"] == "detached" && j.Program.Arg(c, 0) != summary.NoID:
			others = true
			detached = append(detached, j.Program.Objects(j.Program.Arg(c, 0))...)
		default:
			others = true
		}
	}
	return slices.DeleteFunc(roots, func(r summary.ID) bool { return slices.Contains(detached, r) }), others
}

// given reports whether a context is a parameter of what serves a request, or the object that a framework gives it.
func (j *judge) given(o summary.ID) bool {
	v := j.Program.Value(o)
	if v.Kind != summary.Param {
		return false
	}
	if e, ok := j.Program.Catalog.Get(v.Type, "request"); ok && e.Has("reused") {
		return true
	}
	f := j.Program.FunctionOf(o)
	return !f.IsZero() && f.Func.Ctx != summary.None && j.Program.ID(f.Pkg, f.Func.Ctx) == o && handler.Answers(j.Program, f)
}
