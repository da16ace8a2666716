package claims

import (
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// Signed returns what is claimed by each token that a call makes, none if it makes no token. The catalog says which calls do
// (signtoken, newtoken).
func Signed(prog *summary.Program, c summary.CallRef) (sets []*Set) {
	r := reader{prog}
	if e, ok := prog.Catalog.Get(c.Call.Callee, "newtoken"); ok && e.Has("field") {
		s := &Set{At: summary.NoID, Made: c}
		r.later(s, prog.Result(c, 0), e.Attrs["field"])
		sets = append(sets, s)
	}
	e, ok := prog.Catalog.Get(c.Call.Callee, "signtoken")
	if !ok {
		return sets
	}
	if e.Has("claims") {
		for _, s := range r.claims(prog.Arg(c, e.Int("claims", 0))) {
			s.Made = c
			if e.Has("field") {
				r.later(s, prog.Result(c, 0), e.Attrs["field"])
			}
			if e.Has("options") {
				r.options(s, c, e.Int("options", 0))
			}
			sets = append(sets, s)
		}
		return sets
	}
	for _, o := range prog.Objects(prog.Arg(c, e.Int("token", 0))) {
		if made := prog.CallOf(o); !made.IsZero() {
			if _, ok := prog.Catalog.Get(made.Call.Callee, "newtoken"); ok {
				s := r.builder(o)
				s.Made = made
				sets = append(sets, s)
			}
		}
	}
	return sets
}

// later adds the claims that a token is given after it was made, through its field with the claims.
func (r reader) later(s *Set, token summary.ID, field string) {
	prog := r.prog
	for _, a := range prog.Aliases(token) {
		for _, st := range prog.Stores(a) {
			if st.Store.Field != field {
				continue
			}
			for _, more := range r.claims(prog.ID(st.Pkg, st.Store.Value)) {
				s.merge(more)
			}
		}
		for _, l := range prog.Loads(a) {
			if prog.Value(l).Field != field {
				continue
			}
			if r.escapes(l) {
				s.Unknown = true
			}
			for _, e := range r.stores(l) {
				switch strings.ToLower(e.name) {
				case "exp", "expiresat":
					e.Date = "number"
					s.Exp = append(s.Exp, e.Site)
				case "":
					s.Unknown = true
				default:
					s.Names = append(s.Names, strings.ToLower(e.name))
				}
			}
		}
	}
}

func (s *Set) merge(o *Set) {
	s.Exp, s.Names, s.IDs = append(s.Exp, o.Exp...), append(s.Names, o.Names...), append(s.IDs, o.IDs...)
	s.Unknown = s.Unknown || o.Unknown
	if s.At == summary.NoID {
		s.At = o.At
	}
}

// builder collects the claims that calls give the token or builder made at o.
func (r reader) builder(o summary.ID) *Set {
	prog := r.prog
	s := &Set{At: summary.NoID, Unknown: r.escapes(o)}
	for _, a := range prog.Aliases(o) {
		for _, u := range prog.Uses(a) {
			if u.Arg >= 0 {
				continue
			}
			if e, ok := prog.Catalog.Get(u.Call.Callee, "addclaims"); ok {
				for _, more := range r.claims(prog.Arg(u.CallRef, e.Int("claims", 0))) {
					s.merge(more)
				}
			}
			e, ok := prog.Catalog.Get(u.Call.Callee, "setclaim")
			if !ok {
				continue
			}
			name := e.Attrs["claim"]
			if e.Has("name") {
				if name, ok = prog.ConstOf(prog.Arg(u.CallRef, e.Int("name", 0))); !ok {
					s.Unknown = true
				}
			}
			if value := prog.Arg(u.CallRef, e.Int("value", 1)); name == "exp" {
				s.Exp = append(s.Exp, r.given(u.CallRef, value, e.Attrs["date"]))
			} else {
				s.Names = append(s.Names, strings.ToLower(name))
				if name == "jti" {
					s.IDs = append(s.IDs, value)
				}
			}
		}
	}
	return s
}

// options adds what the options from argument i on say of the expiry.
func (r reader) options(s *Set, c summary.CallRef, i int) {
	prog := r.prog
	for ; i < len(c.Call.Args); i++ {
		for _, o := range prog.Origins(prog.Arg(c, i)) {
			oc := prog.CallOf(o)
			if !oc.IsZero() {
				if e, ok := prog.Catalog.Get(oc.Call.Callee, "lifetime"); ok {
					s.Exp = append(s.Exp, r.given(oc, prog.Arg(oc, e.Int("value", 0)), "any"))
					continue
				}
			}
			more := &Set{At: summary.NoID}
			r.object(more, o, maxDepth)
			s.merge(more)
		}
	}
}

// given is a value that a call gives a claim.
func (r reader) given(c summary.CallRef, value summary.ID, date string) Site {
	return Site{Value: value, Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), In: r.prog.Enclosing(c), Date: date}
}
