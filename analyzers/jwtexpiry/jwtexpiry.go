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
	"github.com/prodlint/prodlint/internal/claims"
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
	all := tokens(p.Program)
	if !all.used || p.Program.TestFolder(p.Summary) {
		return
	}
	j := &judge{Pass: p}
	for _, s := range all.signed {
		j.token(s.set, s.call)
	}
	j.parsers()
}

// signings are the tokens that a program signs.
type signings struct {
	used   bool // a library of the catalog is imported
	signed []signing
}

type signing struct {
	set  *claims.Set
	call summary.CallRef
}

type signingsKey struct{}

// tokens finds what a program signs.
func tokens(prog *summary.Program) *signings {
	return prog.Memo(signingsKey{}, func() any {
		libraries := map[string]bool{}
		for _, k := range kinds {
			for _, e := range prog.Catalog.All(k) {
				libraries[catalog.PackageOf(e.Key)] = true
			}
		}
		all := &signings{}
		for _, pkg := range prog.Packages {
			if !slices.ContainsFunc(pkg.Uses, func(u string) bool { return libraries[u] }) {
				continue
			}
			all.used = true
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				for _, s := range claims.Signed(prog, c) {
					all.signed = append(all.signed, signing{s, c})
				}
			}
		}
		return all
	}).(*signings)
}

// judge judges the tokens of a program; findings in other packages than that of the pass are left to their own pass.
type judge struct {
	*rule.Pass
	// endless are the libraries with which the program signs tokens without exp.
	endless []string
}

// report reports a finding of this package.
func (j *judge) report(f rule.Finding) {
	if f.Pos.Pkg == j.Summary.Path {
		j.Report(f)
	}
}

// token judges a token with claims s, signed at sign.
func (j *judge) token(s *claims.Set, sign summary.CallRef) {
	made := s.Made
	pos, fn := made.Call.Pos, made.Pkg.FunctionName(made.Call.Fn)
	what := "the token"
	if s.At != summary.NoID && !s.Unknown {
		if v := j.Program.Value(s.At); v.Pos.IsValid() {
			pos, fn = v.Pos, j.function(s.At)
			if v.Type != "" && v.Type[0] != '[' {
				what = "a token of " + shortType(v.Type)
			}
		}
	}
	given := slices.DeleteFunc(slices.Clone(s.Exp), func(e claims.Site) bool { return j.never(e) })
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
	if s.Unknown || s.Finite() {
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
func (j *judge) never(e claims.Site) bool {
	return !slices.ContainsFunc(moment.Of(j.Program, e.In, e.Value), func(m moment.Moment) bool { return m.Unit != moment.Absent })
}

// remedy names the claim to set in the way of the library.
func remedy(prog *summary.Program, s *claims.Set, sign summary.CallRef) string {
	field := "exp"
	if s.At != summary.NoID {
		v := prog.Value(s.At)
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

func (j *judge) function(id summary.ID) string {
	return j.Program.Owner(id).FunctionName(j.Program.Value(id).Fn)
}

func shortType(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

// expiry judges the value that exp is given.
func (j *judge) expiry(e claims.Site, far rule.Severity) {
	ms := moment.Of(j.Program, e.In, e.Value)
	open := slices.ContainsFunc(ms, func(m moment.Moment) bool { return m.Unit == moment.Unknown })
	for _, m := range ms {
		f := rule.Finding{Pos: e.Pos, Function: e.Function, Key: "exp", Message: problem(e.Date, m)}
		if strings.HasPrefix(f.Message, "the token lives") {
			f.Severity = far
		}
		if f.Message == "" {
			continue
		}
		if m.At > 0 {
			if v := j.Program.Value(m.At); v.Pos.IsValid() && j.function(m.At) != e.Function {
				if open && len(j.Program.Uses(m.At)) == 0 {
					continue // a fallback of a value that is configured
				}
				f.Pos, f.Function = v.Pos, j.function(m.At)
				f.Path = []rule.Hop{{Pos: v.Pos, Function: f.Function, Note: "the lifetime"}, {Pos: e.Pos, Function: e.Function, Note: "becomes exp here"}}
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
