package ratelimit

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

// limited reports whether something before the handler of a route, or the handler itself, limits how often it runs.
func (j *judge) limited(e *route.Entry) bool {
	paces := func(f summary.FuncRef) bool { return j.paces(f, 2) }
	return paces(e.Handler.Func) || e.Guarded("limiter", paces) || slices.ContainsFunc(e.Chain, func(s route.Step) bool { return limits(s.Name) })
}

// everywhere reports whether the program that has a route hands its router, and so all that it serves, to a limiter.
func (j *judge) everywhere(routes *route.Map, e *route.Entry) bool {
	in := e.Handler.Func
	if !e.At.IsZero() {
		in = j.Program.Enclosing(e.At)
	}
	paces := func(f summary.FuncRef) bool { return handler.HandsOn(j.Program, f) && j.paces(f, 1) }
	return routes.Everywhere(in, "limiter", paces, func(c summary.CallRef) bool { return limits(short(c.Call.Callee)) })
}

// pacing are words in the names of functions that limit how often something is done, or ask for proof that it is a person who does it.
var pacing = words("limiter ratelimit ratelimiter throttle throttled throttler captcha recaptcha hcaptcha httprate tollbooth turnstile lockout bruteforce cooldown")

// limits reports whether a function limits how often something is done, by its name.
func limits(name string) bool {
	ws := handler.Words(name[strings.LastIndexByte(name, '/')+1:])
	for i, w := range ws {
		if pacing[w] || w == "rate" && i+1 < len(ws) && strings.HasPrefix(ws[i+1], "limit") || w == "attempts" || w == "many" && i > 0 && ws[i-1] == "too" || w == "quota" {
			return true
		}
	}
	return false
}

// paces reports whether a function, or what it calls up to a depth, asks a limiter.
func (j *judge) paces(f summary.FuncRef, depth int) bool {
	if f.IsZero() {
		return false
	}
	f = handler.Root(f)
	return slices.ContainsFunc(handler.Calls(j.Program, f), func(c summary.CallRef) bool {
		if _, ok := j.Program.Catalog.Get(c.Call.Callee, "paces"); ok || limits(c.Call.Method) || c.Call.Iface == "" && limits(short(c.Call.Callee)) {
			return true
		}
		return depth > 0 && slices.ContainsFunc(j.Program.Callees(c), func(g summary.FuncRef) bool {
			return handler.Root(g).Func != f.Func && j.paces(g, depth-1)
		})
	})
}

// short is the name of a function with its type, without its package.
func short(key string) string {
	key = key[strings.LastIndexByte(key, '/')+1:]
	_, after, _ := strings.Cut(key, ".")
	return after
}
