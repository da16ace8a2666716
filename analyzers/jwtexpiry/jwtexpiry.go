// Package jwtexpiry finds tokens that do not end: signed without an expiry or with one far away, and parsers that do not ask for one or
// for the signature. Such a token lets its holder in long after the account behind it was closed, and nothing short of a new key stops it.
package jwtexpiry

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/moment"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports tokens that never expire.
var Rule = rule.New("jwtexpiry", check)

// Analyzer is the rule for drivers that run one package at a time.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

// longLife is the lifetime that counts as no expiry at all.
const longLife = 365 * 24 * time.Hour

// kinds are what the rule asks the catalog about.
var kinds = []string{"signtoken", "newtoken", "parsetoken", "peektoken", "peekclaims", "readclaims", "skipcheck", "skipverify", "unsigned"}

func check(p *rule.Pass) {
	libraries := map[string]bool{}
	for _, k := range kinds {
		for _, e := range p.Program.Catalog.All(k) {
			libraries[catalog.PackageOf(e.Key)] = true
		}
	}
	j := &judge{Pass: p, reader: reader{p.Program}}
	used := false
	for _, pkg := range p.Program.Packages {
		if !slices.ContainsFunc(pkg.Uses, func(u string) bool { return libraries[u] }) {
			continue
		}
		used = true
		for i := range pkg.Calls {
			j.signed(summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]})
		}
	}
	if used {
		j.parsers()
	}
}

// judge judges the tokens of a program; findings in other packages than that of the pass are left to their own pass.
type judge struct {
	*rule.Pass
	reader reader
	// endless are the libraries with which the program signs tokens without exp.
	endless []string
}

// report reports a finding of this package.
func (j *judge) report(f rule.Finding) {
	if f.Pos.Pkg == j.Summary.Path {
		j.Report(f)
	}
}

// signed judges a call if it makes a token.
func (j *judge) signed(c summary.CallRef) {
	prog := j.Program
	if e, ok := prog.Catalog.Get(c.Call.Callee, "signtoken"); ok {
		switch {
		case e.Has("claims"):
			for _, s := range j.reader.claims(prog.Arg(c, e.Int("claims", 0))) {
				if e.Has("field") {
					j.later(s, prog.Result(c, 0), e.Attrs["field"])
				}
				if e.Has("options") {
					j.options(s, c, e.Int("options", 0))
				}
				j.token(s, c, c)
			}
		case e.Has("token"):
			for _, o := range prog.Objects(prog.Arg(c, e.Int("token", 0))) {
				made := prog.CallOf(o)
				if made.IsZero() {
					continue
				}
				if _, ok := prog.Catalog.Get(made.Call.Callee, "newtoken"); ok {
					j.token(j.builder(o), made, c)
				}
			}
		}
	}
	if e, ok := prog.Catalog.Get(c.Call.Callee, "newtoken"); ok && e.Has("field") {
		s := &set{at: summary.NoID}
		j.later(s, prog.Result(c, 0), e.Attrs["field"])
		j.token(s, c, c)
	}
}

// later adds the claims that a token is given after it was made, through its field with the claims.
func (j *judge) later(s *set, token summary.ID, field string) {
	prog := j.Program
	for _, a := range prog.Aliases(token) {
		for _, st := range prog.Stores(a) {
			if st.Store.Field != field {
				continue
			}
			for _, more := range j.reader.claims(prog.ID(st.Pkg, st.Store.Value)) {
				s.merge(more)
				if s.at == summary.NoID {
					s.at = more.at
				}
			}
		}
		for _, l := range prog.Loads(a) {
			if prog.Value(l).Field != field {
				continue
			}
			if j.reader.escapes(l) {
				s.unknown = true
			}
			for _, e := range j.reader.stores(l) {
				switch strings.ToLower(e.name) {
				case "exp", "expiresat":
					e.date = "number"
					s.exp = append(s.exp, e.site)
				case "":
					s.unknown = true
				default:
					s.names = append(s.names, strings.ToLower(e.name))
				}
			}
		}
	}
}

func (s *set) merge(o *set) {
	s.exp, s.names, s.ids = append(s.exp, o.exp...), append(s.names, o.names...), append(s.ids, o.ids...)
	s.unknown = s.unknown || o.unknown
}

// builder collects the claims that calls give the token or builder made at o.
func (j *judge) builder(o summary.ID) *set {
	prog := j.Program
	s := &set{at: summary.NoID, unknown: j.reader.escapes(o)}
	for _, a := range prog.Aliases(o) {
		for _, u := range prog.Uses(a) {
			if u.Arg >= 0 {
				continue
			}
			if e, ok := prog.Catalog.Get(u.Call.Callee, "addclaims"); ok {
				for _, more := range j.reader.claims(prog.Arg(u.CallRef, e.Int("claims", 0))) {
					s.merge(more)
					if s.at == summary.NoID {
						s.at = more.at
					}
				}
			}
			e, ok := prog.Catalog.Get(u.Call.Callee, "setclaim")
			if !ok {
				continue
			}
			name := e.Attrs["claim"]
			if e.Has("name") {
				if name, ok = prog.ConstOf(prog.Arg(u.CallRef, e.Int("name", 0))); !ok {
					s.unknown = true
				}
			}
			if value := prog.Arg(u.CallRef, e.Int("value", 1)); name == "exp" {
				s.exp = append(s.exp, site{value: value, pos: u.Call.Pos, fn: u.Pkg.FunctionName(u.Call.Fn), in: j.Program.Enclosing(u.CallRef), date: e.Attrs["date"]})
			} else {
				s.names = append(s.names, strings.ToLower(name))
				if name == "jti" {
					s.ids = append(s.ids, value)
				}
			}
		}
	}
	return s
}

// options adds what the options from argument i on say of the expiry.
func (j *judge) options(s *set, c summary.CallRef, i int) {
	prog := j.Program
	for ; i < len(c.Call.Args); i++ {
		for _, o := range prog.Origins(prog.Arg(c, i)) {
			oc := prog.CallOf(o)
			if !oc.IsZero() {
				if e, ok := prog.Catalog.Get(oc.Call.Callee, "lifetime"); ok {
					s.exp = append(s.exp, site{value: prog.Arg(oc, e.Int("value", 0)), pos: oc.Call.Pos, fn: oc.Pkg.FunctionName(oc.Call.Fn), in: j.Program.Enclosing(oc), date: "any"})
					continue
				}
			}
			more := &set{}
			j.reader.object(more, o, 5)
			s.merge(more)
		}
	}
}

// token judges a token with claims s: made at the call made, signed at sign.
func (j *judge) token(s *set, made, sign summary.CallRef) {
	pos, fn := made.Call.Pos, made.Pkg.FunctionName(made.Call.Fn)
	what := "the token"
	if s.at != summary.NoID && !s.unknown {
		if v := j.Program.Value(s.at); v.Pos.IsValid() {
			pos, fn = v.Pos, j.reader.function(s.at)
			if v.Type != "" && v.Type[0] != '[' {
				what = "a token of " + shortType(v.Type)
			}
		}
	}
	given := slices.DeleteFunc(slices.Clone(s.exp), func(e site) bool { return j.never(e) })
	if len(given) > 0 {
		far := rule.Error
		if j.revocable(s, sign, fn) {
			far = rule.Info
		}
		for _, e := range given {
			j.expiry(e, far)
		}
		return
	}
	if s.unknown || s.finite() {
		return
	}
	j.endless = append(j.endless, catalog.PackageOf(sign.Call.Callee))
	f := rule.Finding{Pos: pos, Function: fn, Key: "missing", Message: what + " never expires, and works on after its owner has left: " + remedy(j.Program, s, sign)}
	if j.revocable(s, sign, fn) {
		f.Severity = rule.Info
		f.Message = what + " never expires; it ends only when it is revoked: " + remedy(j.Program, s, sign)
	}
	if sign.Call.Pos.File != pos.File || sign.Call.Pos.Line != pos.Line {
		f.Path = []rule.Hop{{Pos: pos, Function: fn, Note: "claims without an expiry"}, {Pos: sign.Call.Pos, Function: sign.Pkg.FunctionName(sign.Call.Fn), Note: "signed here"}}
	}
	j.report(f)
}

// never reports whether the value given for exp is nil, which leaves the claim out.
func (j *judge) never(e site) bool {
	return !slices.ContainsFunc(moment.Of(j.Program, e.in, e.value), func(m moment.Moment) bool { return m.Unit != moment.Absent })
}

// remedy names the claim to set in the way of the library.
func remedy(prog *summary.Program, s *set, sign summary.CallRef) string {
	field := "exp"
	if s.at != summary.NoID {
		v := prog.Value(s.at)
		types := []string{v.Type}
		for _, f := range prog.StructFields(v.Type) {
			types = append(types, prog.Value(f).Type)
		}
		for _, t := range types {
			if e, ok := prog.Catalog.Get(t, "claims"); ok {
				field = e.Attrs["exp"]
			}
		}
	}
	return "set " + field
}

func shortType(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

// expiry judges the value that exp is given.
func (j *judge) expiry(e site, far rule.Severity) {
	ms := moment.Of(j.Program, e.in, e.value)
	open := slices.ContainsFunc(ms, func(m moment.Moment) bool { return m.Unit == moment.Unknown })
	for _, m := range ms {
		f := rule.Finding{Pos: e.pos, Function: e.fn, Key: "exp", Message: problem(e.date, m)}
		if strings.HasPrefix(f.Message, "the token lives") {
			f.Severity = far
		}
		if f.Message == "" {
			continue
		}
		if m.At > 0 {
			if v := j.Program.Value(m.At); v.Pos.IsValid() && j.reader.function(m.At) != e.fn {
				if open && len(j.Program.Uses(m.At)) == 0 {
					continue // a fallback of a value that is configured
				}
				f.Pos, f.Function = v.Pos, j.reader.function(m.At)
				f.Path = []rule.Hop{{Pos: v.Pos, Function: f.Function, Note: "the lifetime"}, {Pos: e.pos, Function: e.fn, Note: "becomes exp here"}}
			} else if open {
				continue
			}
		}
		j.report(f)
	}
}

// problem says what is wrong with an expiry that is written in the way date says, if anything is.
func problem(date string, m moment.Moment) string {
	number, far := date == "number", m.Ahead()
	switch {
	case number && (m.Unit == moment.Text || m.Raw && m.Unit == moment.Date):
		return "exp becomes a string, which parsers refuse or ignore: set it to a number of seconds (NumericDate or Unix())"
	case number && m.Now && (m.Unit == moment.Millis || m.Unit == moment.Micros || m.Unit == moment.Nanos):
		return "exp is not in seconds, so it lies thousands of years ahead and the token never expires: use Unix()"
	case date != "any" && m.Unit == moment.Number && m.N == 0:
		return "exp is 0, which parsers take for no expiry: set it to a time within hours or days"
	case far >= longLife && (m.Now && m.Unit != moment.Unknown || date == "any" && m.Unit == moment.Duration):
		return fmt.Sprintf("the token lives for %s, long after its owner may have left: shorten it and let clients renew it", human(far))
	case !m.Now && (m.Unit == moment.Date || m.Unit == moment.Number) && m.N >= 4.1e9:
		return "exp is a date so far ahead that the token never expires: set it to a time within hours or days"
	}
	return ""
}

// human writes a long duration in years.
func human(d time.Duration) string {
	years := d.Hours() / 24 / 365
	switch {
	case years >= 200:
		return "centuries"
	case years < 1.5:
		return strconv.Itoa(int(d.Hours()/24)) + " days"
	}
	return strconv.Itoa(int(years+0.5)) + " years"
}
