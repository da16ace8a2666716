package missingtimeout

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// fate says whether a wait ends by itself. What cannot be told is unknown and never reported.
type fate int

const (
	unknown fate = iota
	bounded
	unbounded
)

// verdict is the fate of a wait and, where it is unbounded, the call that gave the context (zero where there is none).
type verdict struct {
	fate
	root summary.CallRef
}

func (v verdict) path() []rule.Hop {
	if v.root.IsZero() {
		return nil
	}
	return []rule.Hop{{Pos: v.root.Call.Pos, Function: v.root.Pkg.FunctionName(v.root.Call.Fn), Note: catalog.ShortName(v.root.Call.Callee) + " has no deadline"}}
}

// judge answers the questions of the rule about one program.
type judge struct {
	*summary.Program
	pkg      *summary.Package
	known    map[summary.ID]fate // of clients
	reach    map[summary.ID]bool // contexts that an outbound effect waits for
	detached map[string]bool     // function literals that outlive the function they stand in
	served   bool                // requests are given a deadline before handlers see them
	rpc      bool                // calls of the program's RPC clients may be given one
}

func newJudge(prog *summary.Program, pkg *summary.Package) *judge {
	j := &judge{Program: prog, pkg: pkg, known: map[summary.ID]fate{}, reach: map[summary.ID]bool{}, detached: map[string]bool{}}
	for _, p := range prog.Packages {
		for i := range p.Calls {
			c := summary.CallRef{Pkg: p, Call: &p.Calls[i]}
			for _, e := range prog.Catalog.Of(c.Call.Callee) {
				switch e.Kind {
				case "requestdeadline":
					j.served = true
				case "rpcdeadline":
					j.rpc = true
				}
			}
			if p == pkg {
				j.detach(c)
			}
		}
	}
	return j
}

// context judges a context by where it may come from. A root that a deadline was derived from somewhere on the way does not count:
// the graph has no order, and "if limit > 0 { ctx = WithTimeout(ctx) }" is bounded by configuration.
func (j *judge) context(id summary.ID) verdict {
	var roots []summary.ID
	var deadlines []summary.CallRef
	certain := true
	for _, o := range j.Origins(id) {
		c := j.CallOf(o)
		if c.IsZero() {
			certain = false
		} else if _, ok := j.Catalog.Get(c.Call.Callee, "deadline"); ok {
			deadlines = append(deadlines, c)
		} else if r, ok := j.Catalog.Get(c.Call.Callee, "root"); ok && (r.Attrs["of"] != "request" || !j.served && !j.forwarded(c)) {
			roots = append(roots, o)
		} else {
			certain = false
		}
	}
	for _, d := range deadlines {
		parents := j.Origins(j.Arg(d, 0))
		roots = slices.DeleteFunc(roots, func(r summary.ID) bool { return slices.Contains(parents, r) })
	}
	if len(roots) > 0 {
		sources := j.Sources(id)
		roots = slices.DeleteFunc(roots, func(r summary.ID) bool { return j.fallback(j.CallOf(r), sources) })
	}
	switch {
	case len(roots) > 0:
		return verdict{unbounded, j.CallOf(roots[0])}
	case certain && len(deadlines) > 0:
		return verdict{fate: bounded}
	}
	return verdict{}
}

// fallback reports whether a root is what a function takes where its own context is nil.
func (j *judge) fallback(root summary.CallRef, sources []summary.ID) bool {
	f := j.Enclosing(root)
	return !f.IsZero() && f.Func.Ctx != summary.None && slices.Contains(sources, j.ID(f.Pkg, f.Func.Ctx))
}

// forwarded reports whether the context is that of a request on its way out, in a RoundTripper.
func (j *judge) forwarded(c summary.CallRef) bool {
	for _, o := range j.Origins(j.Arg(c, -1)) {
		if f := j.FunctionOf(o); j.Value(o).Kind != summary.Param || strings.HasSuffix(f.Func.Name, ".RoundTrip") {
			return true
		}
	}
	return false
}

// request judges a request by the context it carries.
func (j *judge) request(id summary.ID) verdict {
	type made struct {
		origin summary.ID
		verdict
	}
	var all []made
	var replaced []summary.ID
	for _, o := range j.Origins(id) {
		v := verdict{}
		c := j.CallOf(o)
		switch val := j.Value(o); {
		case val.Kind == summary.Lit:
			if _, ok := j.Catalog.Get(val.Type, "outgoing"); ok {
				v.fate = unbounded
			}
		case !c.IsZero():
			if e, ok := j.Catalog.Get(c.Call.Callee, "outgoing"); ok {
				v = j.carries(c, e, o)
				if e.Has("of") {
					replaced = append(replaced, j.Origins(j.Arg(c, e.Int("of", -1)))...)
				}
			}
		}
		all = append(all, made{o, v})
	}
	out := verdict{fate: bounded}
	for _, m := range all {
		switch {
		case slices.Contains(replaced, m.origin):
		case m.fate == unbounded:
			return m.verdict
		case m.fate == unknown:
			out = verdict{}
		}
	}
	return out
}

// carries judges the context that a call puts into a request, or that is put into it later.
func (j *judge) carries(c summary.CallRef, e catalog.Entry, o summary.ID) verdict {
	if e.Has("ctx") {
		return j.context(j.Arg(c, e.Int("ctx", 0)))
	}
	for _, a := range j.Aliases(o) {
		for _, u := range j.Uses(a) {
			if s, ok := j.Catalog.Get(u.Call.Callee, "outgoing"); ok && s.Has("inplace") && u.Arg == s.Int("of", -1) {
				return j.context(j.Arg(u.CallRef, s.Int("ctx", 0)))
			}
		}
	}
	if j.limited(o) {
		return verdict{fate: bounded}
	}
	return verdict{fate: unbounded}
}

// outbound returns what the catalog says of a call that waits for another service. A call through an interface counts as one of the
// types that the receiver may be.
func (j *judge) outbound(c summary.CallRef) (catalog.Entry, bool) {
	if e, ok := j.Catalog.Get(c.Call.Callee, "outbound"); ok {
		return e, true
	}
	if e, ok := j.Catalog.Get(c.Call.Rest, "calloption"); ok && len(j.Callees(c)) == 0 || ok && c.Call.Iface != "" {
		return e, true
	}
	if c.Call.Iface != "" && c.Call.Recv != summary.None {
		for _, o := range j.Origins(j.Arg(c, -1)) {
			if e, ok := j.Catalog.Get("(*"+j.Value(o).Type+")."+c.Call.Method, "outbound"); ok {
				return e, true
			}
		}
	}
	return catalog.Entry{}, false
}

// wait judges what the context or the request of an outbound call says about its end.
func (j *judge) wait(c summary.CallRef, e catalog.Entry) verdict {
	if e.Has("options") && !j.hasOption(c, e.Attrs["options"]) {
		return verdict{}
	}
	switch {
	case e.Has("ctx"):
		return j.context(j.Arg(c, e.Int("ctx", 0)))
	case e.Has("req"):
		return j.request(j.Arg(c, e.Int("req", 0)))
	}
	return verdict{fate: unbounded}
}

func (j *judge) hasOption(c summary.CallRef, option string) bool {
	for i := range c.Call.Args {
		for _, o := range j.Origins(j.Arg(c, i)) {
			if made := j.CallOf(o); !made.IsZero() && made.Call.Callee == option {
				return true
			}
		}
	}
	return false
}

// nearby reports whether a call stays on the machine or is a packet that nobody waits for.
func (j *judge) nearby(c summary.CallRef, e catalog.Entry) bool {
	if e.Has("network") {
		if n, ok := j.ConstOf(j.Arg(c, e.Int("network", 0))); ok && !strings.HasPrefix(n, "tcp") {
			return true
		}
	}
	if e.Has("req") {
		for _, o := range j.Origins(j.Arg(c, e.Int("req", 0))) {
			if made := j.CallOf(o); !made.IsZero() {
				if r, ok := j.Catalog.Get(made.Call.Callee, "outgoing"); ok && r.Has("url") && j.loopback(j.Arg(made, r.Int("url", 0))) {
					return true
				}
			}
		}
	}
	return e.Has("url") && j.loopback(j.Arg(c, e.Int("url", 0))) || e.Has("addr") && j.loopback(j.Arg(c, e.Int("addr", 0)))
}

func (j *judge) loopback(id summary.ID) bool {
	texts := j.Texts(id)
	for _, t := range texts {
		_, rest, found := strings.Cut(t[0].Lit, "://")
		if !found {
			rest = t[0].Lit
		}
		if !strings.HasPrefix(rest, "localhost") && !strings.HasPrefix(rest, "127.") && !strings.HasPrefix(rest, "[::1]") {
			return false
		}
	}
	return len(texts) > 0
}
