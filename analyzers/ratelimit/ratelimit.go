// Package ratelimit finds routes that bots call, such as those for signing up and in, which nothing keeps from being called as often as they like.
package ratelimit

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports routes for signing up and in, for codes, invitations and messages that have no limiter before them.
var Rule = rule.New("ratelimit", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	routes := route.Of(p.Program)
	j := &judge{Pass: p}
	seen := map[summary.Pos]bool{}
	for _, e := range routes.Entries {
		if e.Kind != route.HTTP || e.Pos.Pkg != p.Summary.Path || seen[e.Pos] || !answers(e) || !j.sensitive(e) || j.redirects(e) || j.limited(e) || j.elsewhere(routes, e) || j.everywhere(routes, e) {
			continue
		}
		seen[e.Pos] = true
		f := rule.Finding{Pos: e.Pos, Function: j.function(e), Key: e.Name(),
			Message: inloop.Fit("nothing limits how often "+strings.TrimPrefix(e.Name(), "ANY ")+" is called, and bots will call it", "put a rate limiter before it")}
		if h := e.Handler; !h.Func.IsZero() {
			f.Path = []rule.Hop{{Pos: h.Pos, Function: h.Func.Func.Name, Note: "answers it"}}
		}
		p.Report(f)
	}
}

type judge struct{ *rule.Pass }

// function is the name of the function that registers a route.
func (j *judge) function(e *route.Entry) string {
	if !e.At.IsZero() && e.At.Call.Pos == e.Pos {
		return j.Summary.FunctionName(e.At.Call.Fn)
	}
	i := slices.IndexFunc(j.Summary.Calls, func(c summary.Call) bool { return c.Pos == e.Pos })
	if i < 0 {
		return ""
	}
	return j.Summary.FunctionName(j.Summary.Calls[i].Fn)
}

// redirects reports whether the handler of a route for all methods sends the client on and reads nothing of what it has sent but where to.
func (j *judge) redirects(e *route.Entry) bool {
	if len(e.Methods) > 0 || e.Handler.Func.IsZero() {
		return false
	}
	sends, takes := j.sendsOn(e.Handler.Func, 2)
	return sends && !takes
}

// sendsOn reports whether a handler, or what it hands the request to up to a depth, sends the client on, and whether it takes what the client has sent.
func (j *judge) sendsOn(f summary.FuncRef, depth int) (sends, takes bool) {
	for _, c := range handler.Calls(j.Program, f) {
		sends = sends || strings.HasSuffix(c.Call.Callee, ".Redirect")
		p, ok := j.Program.Catalog.Get(c.Call.Callee, "param")
		_, decodes := j.Program.Catalog.Get(c.Call.Callee, "decodes")
		takes = takes || decodes || ok && p.Attrs["in"] == "form" && !j.whither(c)
		for _, g := range j.Program.Callees(c) {
			if depth > 0 && g.Func.Request != summary.None && handler.Root(g).Func != handler.Root(f).Func {
				s, t := j.sendsOn(g, depth-1)
				sends, takes = sends || s, takes || t
			}
		}
	}
	return sends, takes
}

// whither reports whether a call reads where the client wants to be sent to, or something else that nobody proves who he is by.
func (j *judge) whither(c summary.CallRef) bool {
	name, ok := j.Program.ConstOf(j.Program.Arg(c, 0))
	return ok && !slices.ContainsFunc(proving, func(w string) bool { return strings.Contains(strings.ToLower(name), w) })
}

// elsewhere reports whether the same route is registered with a limiter as well: a setting says which of them counts.
func (j *judge) elsewhere(routes *route.Map, e *route.Entry) bool {
	return slices.ContainsFunc(routes.Entries, func(o *route.Entry) bool {
		return o != e && o.Kind == e.Kind && o.Path == e.Path && o.Method() == e.Method() && j.limited(o)
	})
}

// answers reports whether a route takes what a client sends: pages are merely shown, and what a handler for all methods that is not seen does is not known.
func answers(e *route.Entry) bool {
	if len(e.Methods) == 0 {
		return !e.Handler.Func.IsZero() && !slices.ContainsFunc(handler.Words(e.Handler.Name), func(w string) bool { return shows[w] })
	}
	return slices.ContainsFunc(e.Methods, func(m string) bool { return m == "POST" || m == "PUT" || m == "PATCH" })
}

func words(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

var (
	// shows are words in the names of handlers that show a page.
	shows = words("page show render view form template html static index redirect get")
	// proving are parts of the names of what clients say who they are by.
	proving = []string{"user", "name", "mail", "pass", "pwd", "code", "token", "phone", "pin", "otp", "secret", "ident", "account", "login", "key", "cred"}
	// plain are words that tell by themselves.
	plain = words("signup signin login logon otp totp sms forgot passwordless magiclink invite invites invitation invitations")
	// keyed are words that tell beside one of persons and what they prove themselves by.
	keyed = words("register registration verify verification reset recover recovery token contact confirm")
	// persons are those words.
	persons = words("user users account accounts customer customers member members auth authentication password passwd email mail phone code otp pin mfa mobile oauth oauth2 credentials form us session sessions identity me captcha")
	// machines are words by which it is no person that registers, or nothing that is proved.
	machines = words("device devices webhook webhooks client clients service services node nodes runner runners agent agents worker workers push instance instances driver plugin cache stats counter metrics index cluster queue job jobs database db schema well known jwks introspect revoke logout signout callback saml sso oidc domain domains dns certificate payment payments csrf xsrf upload")
	// trusted are words in the names of middleware that lets only those through who run the service, or have a part in it.
	trusted = words("role roles authorized permission permissions staff superuser adminonly requireadmin isadmin")
	// invited are words of what those who have signed in can do to others.
	invited = words("invite invites invitation invitations sms otp contact")
	// keeping are words by which something that was sent is looked after, and nothing is sent.
	keeping = words("update edit delete remove revoke cancel withdraw expire list")
	// running are words of calls by which a handler asks for those who run the service.
	running = words("admin staff superuser moderator")
	ruled   = words("is require requires must ensure check assert has only")
)

// sensitive reports whether a route lets people in, sends them something, or has them prove who they are, by its path or the name of its handler.
func (j *judge) sensitive(e *route.Entry) bool {
	name := e.Handler.Name
	if _, own, ok := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], "."); ok {
		name = own
	}
	segments := static(e.Path)
	last := segments[max(0, len(segments)-2):]
	path, named := split(strings.Join(last, "/")), handler.Words(name[strings.LastIndexByte(name, '.')+1:])
	whole := split(e.Path)
	has := func(ws []string, set map[string]bool) bool {
		return slices.ContainsFunc(ws, func(w string) bool { return set[w] })
	}
	if has(whole, machines) || has(named, machines) {
		return false
	}
	both := append(slices.Clone(whole), named...)
	tells := has(path, plain) || has(named, plain) || pair(path) || pair(named)
	if !tells {
		tells = (has(path, keyed) || has(named, keyed)) && (has(both, persons) || len(segments) > 0 && len(split(segments[len(segments)-1])) == 1 && keyed[segments[len(segments)-1]])
	}
	if tells && slices.ContainsFunc(e.Chain, func(s route.Step) bool { return has(handler.Words(s.Name), trusted) }) {
		return false
	}
	invites := has(path, invited) || has(named, invited)
	if tells && invites && (has(path, keeping) || has(named, keeping) || j.asks(e.Handler.Func)) {
		return false
	}
	if tells && e.Does("auth") { // whoever has signed in is known
		return invites
	}
	return tells
}

// asks reports whether a handler itself asks whether it is somebody who runs the service.
func (j *judge) asks(f summary.FuncRef) bool {
	return !f.IsZero() && slices.ContainsFunc(handler.Calls(j.Program, f), func(c summary.CallRef) bool {
		ws := handler.Words(c.Name())
		return !c.Call.Dropped && len(ws) > 1 && ruled[ws[0]] && slices.ContainsFunc(ws, func(w string) bool { return running[w] })
	})
}

// pair reports whether words that tell are written as two: sign up, log in, magic link.
func pair(ws []string) bool {
	for i := 1; i < len(ws); i++ {
		switch ws[i-1] + ws[i] {
		case "signup", "signin", "login", "magiclink", "passwordreset", "resetpassword", "changepassword", "forgotpassword", "contactus":
			return true
		}
	}
	return false
}

// static returns the segments of a path that are known.
func static(path string) []string {
	return slices.DeleteFunc(strings.Split(strings.ToLower(strings.Trim(path, "/")), "/"), func(s string) bool {
		return s == "" || strings.ContainsAny(s, "{}:*<>") || strings.Contains(s, route.Unseen)
	})
}

// split cuts a path into words.
func split(path string) []string {
	var out []string
	for _, s := range static(path) {
		out = append(out, strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' || r == '.' })...)
	}
	return out
}
