package idor

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

// Words in the names of functions that say whether somebody may do something. Those of rights do by themselves, those of what rights rest on only
// behind a word of asking.
var (
	rights = words("authorize authorise authorized authorised authorization authorisation authz permit permitted permits permission permissions allow allowed allows enforce enforcer forbid forbidden rbac acl policy policies owns owned ownership belongs can may entitled accessible")
	rests  = words("own owner owners member members membership role roles scope scopes access admin staff superuser moderator self mine tenant")
	asking = words("is has have check verify ensure assert require requires must validate only with guard needs want restrict")
	doing  = words("get list load find fetch delete update create insert save set add remove new put patch")
	others = words("log token origin origins method methods headers cors credentials time")
)

func words(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// asks reports whether a function says whether somebody may do something, by its name.
func asks(name string) bool {
	ws := handler.Words(name)
	has := func(set map[string]bool) bool { return slices.ContainsFunc(ws, func(w string) bool { return set[w] }) }
	if len(ws) == 0 || has(others) {
		return false
	}
	return !doing[ws[0]] && has(rights) || asking[ws[0]] && has(rests)
}

// admits reports whether a middleware lets only some of those through who have signed in, by its name.
func admits(name string) bool {
	ws := handler.Words(name)
	return !slices.ContainsFunc(ws, func(w string) bool { return others[w] }) && slices.ContainsFunc(ws, func(w string) bool {
		return rights[w] && w != "authorization" && w != "authorisation" && w != "allowed" && w != "authorized" || rests[w]
	})
}

// owners matches names of what says whose something is, or who asks.
var owners = lazyre.New(`(?i)(^|_|[a-z])(owner|user|customer|account|tenant|org|organi[sz]ation|team|author|creator|member|client|company|workspace|group|seller|buyer|patient|student|employee|project|caller|viewer|principal)_?(id|uuid|name|email|key)?$|` +
	`^(owner|author|creat(ed|or)_?by|uid|uuid|me|caller|sub|subject|principal|actor|viewer|session|claims|current_?user.*|role|roles|is_?admin|is_?staff|staff|admin|permissions?)$`)

// identities matches names of types that say who asks.
var identities = lazyre.New(`(?i)(^|\.)(current_?)?(session|claims|principal|identity|actor|viewer|caller|auth_?user|auth_?info|user_?info)$`)

// comparisons notes the functions that compare whose something is.
func (j *judge) comparisons() {
	for _, pkg := range j.Packages {
		for i := range pkg.Nodes {
			v := &pkg.Nodes[i]
			if v.Kind == summary.Expr && v.Fn >= 0 && (v.Value == "==" || v.Value == "!=" || v.Value == "!") && j.owned(pkg, summary.Node(i)) {
				f := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[v.Fn]}
				j.compares[handler.Root(f).Func] = true
			}
		}
	}
}

// owned reports whether a comparison is about whose something is: none of the sides is a constant, but for roles, and one is an owner by its name.
func (j *judge) owned(pkg *summary.Package, n summary.Node) bool {
	sides := j.Inputs(j.ID(pkg, n))
	constant := pkg.Nodes[n].Value == "!" || slices.ContainsFunc(sides, j.constant)
	return slices.ContainsFunc(sides, func(in summary.ID) bool {
		name := j.called(in)
		return !j.constant(in) && (admits(name) || !constant &&
			(owners().MatchString(name) || identities().MatchString(j.Value(in).FieldOwner()) || owners().MatchString(j.keptAs(in))))
	})
}

func (j *judge) constant(id summary.ID) bool { return j.Value(id).Kind == summary.Const }

// called is what the code calls a value: its variable or field, or the function that gives it.
func (j *judge) called(id summary.ID) string {
	v := j.Value(id)
	switch {
	case v.Kind == summary.Load:
		return v.Field
	case v.Key != "":
		return v.Key[strings.LastIndexByte(v.Key, '.')+1:]
	case v.Kind == summary.Result:
		return j.CallOf(id).Name()
	}
	return ""
}

// keptAs is the name under which a value is kept in the context of a request: "userID" for c.Get("userID"), or the type of the key.
func (j *judge) keptAs(id summary.ID) string {
	c := j.CallOf(id)
	if c.IsZero() {
		return ""
	}
	if _, ok := j.Catalog.Get(c.Call.Callee, "ctxvalue"); !ok {
		return ""
	}
	key := j.Arg(c, 0)
	if name, ok := j.ConstOf(key); ok {
		return name
	}
	if key == summary.NoID {
		return ""
	}
	t := j.Value(key).Type
	return t[strings.LastIndexByte(t, '.')+1:]
}

// guarded reports whether somebody asks whether the caller may have the row: on the way to the statement, in the handler and what it calls, or
// in the middleware before it. Of several routes, each has to.
func (j *judge) guarded(u *use) bool {
	if j.asked(u.host, 1) || j.together(u) || u.s.Verb == "SELECT" && identifies(u.host.Func.Name) || administers(u.host.Pkg.Path, u.host.Func.Name) {
		return true
	}
	for _, c := range u.calls {
		if f := j.Enclosing(c); !f.IsZero() && j.asked(f, 1) {
			return true
		}
	}
	entries := j.requests.Routes.Entering(u.host)
	return len(entries) > 0 && !slices.ContainsFunc(entries, func(e *route.Entry) bool { return !j.limited(e, u.host) })
}

// together reports whether the handler asks a database about the id together with another: the project that it has to be of.
func (j *judge) together(u *use) bool {
	for _, c := range handler.Calls(j.Program, u.host) {
		if c.Call == u.calls[0].Call || c.Call.Dropped || !slices.ContainsFunc(j.effects.At(c), func(e *effect.Effect) bool { return e.Kind == effect.Read }) {
			continue
		}
		same, other := false, false
		for k := range c.Call.Args {
			arg := j.Arg(c, k)
			if arg == summary.NoID {
				continue
			}
			if slices.Contains(local(j.Program, arg), u.id) {
				same = true
			} else if name := j.called(arg); isID(name) || name == "ID" || owners().MatchString(name) {
				_, taken := j.requests.Takes(u.host, arg)
				other = other || !taken
			}
		}
		if same && other {
			return true
		}
	}
	return false
}

// signing are words in the names of functions that find out who asks.
var signing = words("auth authenticate authenticated authentication authenticator login logon signin signup session sessions cookie token password verify verification confirm reset activate oauth oidc sso identify")

// identifies reports whether a function finds out who asks: the row that it loads is the caller.
func identifies(name string) bool {
	ws := handler.Words(name)
	return len(ws) > 0 && !doing[ws[0]] && slices.ContainsFunc(ws, func(w string) bool { return signing[w] })
}

// limited reports whether a route lets only some through, or those whose row it is.
func (j *judge) limited(e *route.Entry, host summary.FuncRef) bool {
	if e.Kind == route.RPC || administers(e.Path, e.Handler.Name) || e.Webhook() {
		return true
	}
	for _, s := range e.Chain {
		if admits(own(s.Name)) || administers("", s.Name) {
			return true
		}
		for _, f := range s.Funcs {
			if f.Func != host.Func && j.restricts(f) {
				return true
			}
		}
	}
	return e.Handler.Func.Func != host.Func && !e.Handler.Func.IsZero() && j.asked(e.Handler.Func, 1)
}

// restricts reports whether a middleware asks more than who it is: it compares an owner or a role with what the request says, or reads the path and
// has somebody asked about that.
func (j *judge) restricts(f summary.FuncRef) bool {
	return j.compares[handler.Root(f).Func] && j.asked(f, 0) || j.readsPath(f, 1) && j.asked(f, 1)
}

// readsPath reports whether a function, or what it calls up to a depth, reads a part of the path that requests name a row by.
func (j *judge) readsPath(f summary.FuncRef, depth int) bool {
	return slices.ContainsFunc(j.within(handler.Root(f)), func(c summary.CallRef) bool {
		if p, ok := j.Catalog.Get(c.Call.Callee, "param"); ok && p.Attrs["in"] == "path" {
			return true
		}
		return depth > 0 && slices.ContainsFunc(j.Callees(c), func(g summary.FuncRef) bool { return g.Func.Request != summary.None && j.readsPath(g, depth-1) })
	})
}

// own is the name of a middleware without its package.
func own(name string) string {
	_, after, ok := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], ".")
	if !ok {
		return name
	}
	return after[strings.LastIndexByte(after, '.')+1:]
}

// administers reports whether a path or name is of what only those see who run the service.
func administers(path, name string) bool {
	for seg := range strings.FieldsFuncSeq(strings.ToLower(path), func(r rune) bool { return r == '/' || r == '-' || r == '_' || r == '.' }) {
		if slices.Contains([]string{"admin", "administration", "internal", "backoffice", "staff", "debug", "superuser", "operator", "ops", "console"}, seg) && !strings.HasPrefix(path, seg+"/") {
			if seg != "internal" || strings.HasPrefix(path, "/") {
				return true
			}
		}
	}
	return strings.Contains(strings.ToLower(name), "admin") || strings.Contains(name, "Staff") || strings.Contains(name, "Superuser")
}

// asked reports whether a function, or what it calls up to a depth, asks whose something is or whether somebody may have it.
func (j *judge) asked(f summary.FuncRef, depth int) bool {
	f = handler.Root(f)
	if f.IsZero() {
		return false
	}
	if j.compares[f.Func] {
		return true
	}
	return slices.ContainsFunc(j.within(f), func(c summary.CallRef) bool {
		if asks(c.Name()) && !c.Call.Dropped {
			return true
		}
		return depth > 0 && slices.ContainsFunc(j.Callees(c), func(g summary.FuncRef) bool {
			return handler.Root(g).Func != f.Func && !g.Func.Lit && j.asked(g, depth-1)
		})
	})
}

// within returns the calls of a declared function and of the literals in it.
func (j *judge) within(f summary.FuncRef) []summary.CallRef {
	return handler.Calls(j.Program, f)
}

// open matches tables that anybody may read, by what they hold.
var open = lazyre.New(`(?i)^([a-z]+\.)?(tbl_|t_|public_)?(products?|items|goods|catalog(ue)?s?|articles?|posts?|pages?|news|blogs?|blog_posts?|stor(y|ies)|categor(y|ies)|tags?|genres?|brands?|authors?|countr(y|ies)|cit(y|ies)|currenc(y|ies)|languages?|locales?|` +
	`regions?|zones?|plans?|prices?|courses?|lessons?|books?|movies?|films?|songs?|albums?|artists?|tracks?|recipes?|ingredients?|stores?|shops?|restaurants?|hotels?|venues?|games?|stations?|banners?|faqs?|reviews?|comments?|ratings?|polls?|quotes?|jokes?)$`)

// public reports whether anybody may read the row.
func (j *judge) public(u *use) bool {
	if u.s.Verb != "SELECT" {
		return false
	}
	if open().MatchString(u.s.Target()) {
		return true
	}
	entries := j.requests.Routes.Entering(u.host)
	return len(entries) > 0 && !slices.ContainsFunc(entries, func(e *route.Entry) bool {
		path := strings.ToLower(e.Path)
		return !strings.Contains(path, "public") && !strings.Contains(path, "share")
	})
}

// counts reports whether the ids of the rows that a statement is about count up: the struct that they are read into says so.
func (j *judge) counts(u *use) bool {
	types := []string{u.s.Model}
	for _, id := range u.s.Dest() {
		v := j.Value(id)
		types = append(types, v.Type)
		if v.Kind == summary.Field && isKey(v) && handler.IsNumber(v.Type) {
			return true
		}
	}
	for _, t := range types {
		for _, f := range j.StructFields(t) {
			if v := j.Value(f); isKey(v) && handler.IsNumber(v.Type) {
				return true
			}
		}
	}
	return u.s.Model != "" && j.embeds(u.s)
}

func isKey(v *summary.Value) bool {
	return strings.EqualFold(v.Key[strings.LastIndexByte(v.Key, '.')+1:], "id")
}

// embeds reports whether a model takes its id from a library, whose ids count up.
func (j *judge) embeds(s *query.Statement) bool {
	fields := j.StructFields(s.Model)
	return len(fields) > 0 && !slices.ContainsFunc(fields, func(f summary.ID) bool { return isKey(j.Value(f)) })
}
