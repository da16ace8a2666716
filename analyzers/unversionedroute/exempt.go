package unversionedroute

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

var (
	// health are words of paths by which a service is asked how it is.
	health = words("health healthz healthcheck livez readyz liveness readiness heartbeat")
	// aside are words of paths that clients of an API do not build on: what runs the service, what standards and other services name, and what is for the inside.
	aside = words("metrics prometheus pprof webhook webhooks hook hooks callback callbacks ipn " +
		"oauth oauth2 oidc openid saml sso scim jwks userinfo introspect graphql graphiql jsonrpc xrpc twirp websocket sse internal robots favicon sitemap manifest swagger openapi redoc .well-known")
	// first are words that say so where an API begins with them.
	first = words("ready live alive ping status version debug vars static assets dist public docs doc admin dev test rpc ws playground authorize revoke")
)

// products are the names of products and protocols whose clients other programs serve, at the paths that these ask for.
var products = words("jellyfin emby plex kodi subsonic opensubsonic airsonic ampache audioscrobbler listenbrainz wakatime miniflux greader webdav carddav caldav dav " +
	"activitypub nodeinfo mastodon misskey lemmy nostr libravatar npm pypi maven nuget rubygems goproxy helm conan influxdb loki opentsdb zipkin jaeger compat")

func words(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// exempt reports whether nobody expects a version of a route: what begins with an underscore is for the program's own pages.
func exempt(prog *summary.Program, e *route.Entry) bool {
	known := segments(e.Path)
	return len(known) == 0 || e.Webhook() || in(resource(e), first) || foreign(e) ||
		slices.ContainsFunc(known, func(s string) bool { return s[0] == '_' || in(s, aside) || in(s, health) && handler.Reports(prog, e) })
}

// foreign reports whether a route is of a protocol that another product has chosen, whose clients are served: the package that has it, or its path, is
// named after that.
func foreign(e *route.Entry) bool {
	return products[e.Pos.Pkg[strings.LastIndexByte(e.Pos.Pkg, '/')+1:]] || products[resource(e)]
}

// in reports whether a segment of a path has one of these words in it.
func in(segment string, set map[string]bool) bool {
	return set[segment] || slices.ContainsFunc(strings.FieldsFunc(segment, func(r rune) bool { return strings.ContainsRune("-_.", r) }), func(w string) bool { return set[w] })
}

// maxDepth bounds how many calls lie between a handler and what answers.
const maxDepth = 3

// answering returns a function that reports whether a route answers with JSON, and not with pages or files, as far as the program shows.
func answering(prog *summary.Program) func(*route.Entry) bool {
	answers := handler.JSONAnswers(prog)
	api := handler.Doing(prog, maxDepth, func(c summary.CallRef) bool {
		a, ok := answers[c.Call]
		return ok && !a.Failed() && c.Call.Guard&summary.OnError == 0
	})
	pages := paged(prog)
	return func(e *route.Entry) bool {
		f := e.Handler.Func.Func
		return f != nil && api[f] && !pages[f]
	}
}

// shown returns the resources whose pages a program shows: what stands beside them with JSON is for those pages, unless it is below /api.
func shown(prog *summary.Program, routes *route.Map) func(*route.Entry) bool {
	pages := paged(prog)
	out := map[string]bool{}
	for _, e := range routes.Entries {
		if f := e.Handler.Func.Func; e.Kind == route.HTTP && f != nil && pages[f] {
			out[resource(e)] = true
		}
	}
	return func(e *route.Entry) bool { return out[resource(e)] && !slices.Contains(segments(e.Path), "api") }
}

// paged returns the functions that answer with pages or files.
func paged(prog *summary.Program) map[*summary.Function]bool {
	return handler.Doing(prog, maxDepth, func(c summary.CallRef) bool {
		_, ok := prog.Catalog.Get(c.Call.Callee, "page")
		return ok
	})
}

// byHeader returns a function that reports whether clients of a main package choose a version by a header field, or a parameter.
func byHeader(prog *summary.Program) func(main *summary.Package) bool {
	anywhere, mains := false, map[*summary.Package]bool{}
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			if c := (summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}); choosesVersion(prog, c) {
				in := prog.Mains(prog.Enclosing(c))
				anywhere = anywhere || len(in) == 0
				for _, m := range in {
					mains[m] = true
				}
			}
		}
	}
	return func(main *summary.Package) bool { return anywhere || mains[main] || main == nil && len(mains) > 0 }
}

// choosesVersion reports whether a call reads the header field, or the parameter, by which clients choose a version.
func choosesVersion(prog *summary.Program, c summary.CallRef) bool {
	e, ok := prog.Catalog.Get(c.Call.Callee, "headerfield")
	if !ok {
		if p, is := prog.Catalog.Get(c.Call.Callee, "param"); !is || p.Attrs["in"] != "query" {
			return false
		}
	}
	name, known := prog.ConstOf(prog.Arg(c, e.Int("name", 0)))
	if ok && known && strings.EqualFold(name, "accept") && vendored(c.Pkg) {
		return true
	}
	return known && headers().MatchString(name) && (ok || !strings.EqualFold(name, "version")) && !prog.TestSupport(c.Pkg)
}

// vendored reports whether a package speaks of media types of its own: application/vnd.shop.v2+json.
func vendored(pkg *summary.Package) bool {
	return slices.ContainsFunc(pkg.Nodes, func(v summary.Value) bool {
		return (v.Kind == summary.Const && strings.Contains(v.Value, "vnd.")) || slices.ContainsFunc(v.Parts, func(p summary.Part) bool { return strings.Contains(p.Lit, "vnd.") })
	})
}

// headers matches the names of header fields and parameters by which clients choose a version.
var headers = lazyre.New(`(?i)^(x-)?((api|accept|[a-z]+-api)[-_]?version|version)$`)

// versions matches segments of paths that name a version.
var versions = lazyre.New(`^(v\d+([._-]?\d+)*([._-]?(alpha|beta|rc|preview)\d*)?|\d+(\.\d+)+|\d{4}-\d{2}-\d{2}|v?(alpha|beta)\d*|[{:<]?(api_?)?version[^/]*)$`)

// unknown reports whether a version may be in the part of a route's path that is not known: what stands before the segment api has none.
func unknown(e *route.Entry) bool {
	before, after, ok := strings.Cut(e.Path, route.Unseen)
	return ok && !strings.Contains(before, "/api") && !strings.HasPrefix(after, "/api/") && version(e) == ""
}

// version returns the segment of a route's path that names its version, or the name of the middleware that reads one; "" where there is none.
func version(e *route.Entry) string {
	for s := range strings.SplitSeq(strings.ToLower(strings.Trim(e.Path, "/")), "/") {
		if versions().MatchString(s) {
			return s
		}
	}
	if i := slices.IndexFunc(e.Chain, func(s route.Step) bool {
		return slices.ContainsFunc(handler.Words(s.Name), func(w string) bool { return strings.HasPrefix(w, "version") || w == "apiversion" })
	}); i >= 0 {
		return e.Chain[i].Name
	}
	if pkg := e.Pos.Pkg[strings.LastIndexByte(e.Pos.Pkg, '/')+1:]; packages().MatchString(pkg) {
		return pkg // what mounts its routes may strip the prefix
	}
	return ""
}

// packages matches the names of packages that hold one version of an API.
var packages = lazyre.New(`^(api_?)?v\d+((alpha|beta)\d*)?$`)

// resource is the first segment of a route's path that says what it is about.
func resource(e *route.Entry) string {
	for _, s := range segments(e.Path) {
		if s != "api" && s != "rest" {
			return s
		}
	}
	return ""
}

// segments returns the segments of a path that are known.
func segments(path string) []string {
	return slices.DeleteFunc(strings.Split(strings.ToLower(strings.Trim(path, "/")), "/"), func(s string) bool {
		return s == "" || strings.ContainsAny(s, "{}:*<>") || strings.Contains(s, route.Unseen)
	})
}
