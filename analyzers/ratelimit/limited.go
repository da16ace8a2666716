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
	if e.Does("limiter") || j.paces(e.Handler.Func, 2) {
		return true
	}
	return slices.ContainsFunc(e.Chain, func(s route.Step) bool {
		return limits(s.Name) || slices.ContainsFunc(s.Funcs, func(f summary.FuncRef) bool { return j.paces(f, 2) })
	})
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

type everywhereKey struct{}

// everywhere reports whether the program hands its router, and so all that it serves, to a limiter.
func (j *judge) everywhere() bool {
	return j.Program.Memo(everywhereKey{}, func() any {
		for _, pkg := range j.Program.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if e, ok := j.Program.Catalog.Get(c.Call.Callee, "guards"); !limits(short(c.Call.Callee)) && (!ok || e.Attrs["what"] != "limiter") && !j.madeByLimiter(c) {
					continue
				}
				for k := range c.Call.Args {
					for _, o := range j.Program.Origins(j.Program.Arg(c, k)) {
						if _, ok := j.Program.Catalog.Get(j.Program.Value(o).Type, "router"); ok {
							return true
						}
					}
				}
			}
		}
		return false
	}).(bool)
}

// madeByLimiter reports whether a call is one of a function that a limiter's library has made: httprate.Limit(10, time.Minute)(router).
func (j *judge) madeByLimiter(c summary.CallRef) bool {
	if c.Call.Dyn == summary.None {
		return false
	}
	return slices.ContainsFunc(j.Program.Origins(j.Program.ID(c.Pkg, c.Call.Dyn)), func(o summary.ID) bool {
		made := j.Program.CallOf(o)
		if made.IsZero() {
			return false
		}
		e, ok := j.Program.Catalog.Get(made.Call.Callee, "guards")
		return ok && e.Attrs["what"] == "limiter"
	})
}
