package route

import (
	"path"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

const maxTexts = 8 // alternatives of one text

// texts returns what a text may be, Unseen in place of what is not known. Where some alternatives are known, the others are left out.
func (e *eval) texts(v value) []string { return prefer(e.textsAt(v, 5)) }

func (e *eval) textsAt(v value, depth int) []string {
	if v.id == summary.NoID || depth == 0 {
		return []string{Unseen}
	}
	var out []string
	add := func(more ...string) {
		for _, s := range more {
			if !slices.Contains(out, s) && len(out) < maxTexts {
				out = append(out, s)
			}
		}
	}
	for _, o := range e.origins(v) {
		n := e.prog.Value(o.id)
		pkg := e.prog.Owner(o.id)
		switch n.Kind {
		case summary.Const:
			if n.Value != "nil" || n.Type != "" {
				add(n.Value)
			}
		case summary.Zero:
			add("")
		case summary.Text:
			alts := []string{""}
			for _, p := range n.Parts {
				next := []string{p.Lit}
				if p.Node != summary.None {
					next = e.textsAt(value{id: e.prog.ID(pkg, p.Node), env: o.env, free: o.free}, depth-1)
				}
				alts = product(alts, next)
			}
			add(alts...)
		case summary.Result:
			c := e.prog.CallOf(o.id)
			if _, ok := e.prog.Catalog.Get(c.Call.Callee, "joined"); !ok {
				add(Unseen)
				continue
			}
			alts := []string{""}
			for i := range c.Call.Args {
				alts = product(alts, e.textsAt(value{id: e.prog.Arg(c, i), env: o.env, free: o.free}, depth-1))
				for k := range alts {
					alts[k] += "/"
				}
			}
			for k := range alts {
				alts[k] = path.Clean(alts[k])
			}
			add(alts...)
		default:
			add(Unseen)
		}
	}
	if len(out) == 0 {
		add(Unseen)
	}
	return out
}

func product(a, b []string) []string {
	var out []string
	for _, s := range a {
		for _, t := range b {
			if len(out) < maxTexts {
				out = append(out, s+t)
			}
		}
	}
	return out
}

// prefer returns the texts that are known as a whole; all of them where none is, or the first where they differ in nothing else.
func prefer(texts []string) []string {
	known := slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return strings.Contains(s, Unseen) })
	if len(known) > 0 {
		return known
	}
	return texts
}

// join puts a path behind a prefix as routers do: with one slash between them.
func join(prefix, p string) string {
	switch {
	case prefix == "" || p == "":
		return prefix + p
	case strings.HasSuffix(prefix, "/") && strings.HasPrefix(p, "/"):
		return prefix + p[1:]
	}
	return prefix + p
}

var verbs = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE", "QUERY",
	"PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK"} // the last are those of WebDAV

// cut takes the method and the host off a pattern: "GET /feed", "example.com/feed".
func cut(pattern string) (method, rest string) {
	if before, after, ok := strings.Cut(pattern, " "); ok && slices.Contains(verbs, before) {
		method, pattern = before, strings.TrimSpace(after)
	}
	return method, pattern
}

// words returns the methods that values name, and whether all of them are known.
func (e *eval) words(vs []value) (methods []string, known bool) {
	known = true
	for _, v := range vs {
		for _, el := range e.elements(v) {
			for _, s := range e.textsAt(el, 4) {
				s = strings.ToUpper(s)
				if !slices.Contains(verbs, s) {
					known = known && s == ""
					continue
				}
				if !slices.Contains(methods, s) {
					methods = append(methods, s)
				}
			}
		}
	}
	slices.Sort(methods)
	return methods, known && len(methods) > 0
}
