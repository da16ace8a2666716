package jwtexpiry

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/claims"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// parsers judges the code of this package that reads tokens.
func (j *judge) parsers() {
	prog, sum := j.Program, j.Summary
	dated := j.readsDates()
	for i := range sum.Calls {
		c := summary.CallRef{Pkg: sum, Call: &sum.Calls[i]}
		for _, e := range prog.Catalog.Of(c.Call.Callee) {
			switch e.Kind {
			case "skipcheck":
				if !dated && e.Has("parser") && !j.measuresAge(c) {
					j.at(c, "skipcheck", skipMessage, rule.Error)
				}
			case "unsigned":
				j.at(c, "unsigned", unsignedMessage, rule.Error)
			case "parsetoken":
				j.parsed(c, e, dated)
			case "peektoken":
				j.peeked(c, prog.Arg(c, e.Int("token", 0)))
			case "peekclaims":
				j.peeked(c, prog.Arg(c, -1))
			case "readclaims":
				if !dated {
					j.unchecked(c, e)
				}
			}
		}
	}
	j.fields(dated)
	j.constants()
}

const (
	skipMessage     = "expired tokens are accepted here, as the parser leaves their dates alone: let it check them"
	unsignedMessage = "tokens need no signature here, so that anybody can write one: sign them and drop the none algorithm"
	peekMessage     = "the token's signature is never verified, so that anybody can write one: parse it with the key"
)

func (j *judge) at(c summary.CallRef, key, message string, sev rule.Severity) {
	j.report(rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: key, Message: message, Severity: sev})
}

// off reports whether an option switches a check off: it has no argument, or one that is false.
func (j *judge) off(c summary.CallRef, e catalog.Entry) bool {
	if !e.Has("unless") {
		return true
	}
	v, ok := j.Program.ConstOf(j.Program.Arg(c, e.Int("unless", 0)))
	return ok && v == "false"
}

// readsDates reports whether the package compares dates of claims by itself: it calls their checks, or reads the expiry.
func (j *judge) readsDates() bool {
	prog, sum := j.Program, j.Summary
	for i := range sum.Calls {
		callee := sum.Calls[i].Callee
		if _, ok := prog.Catalog.Get(callee, "checkclaims"); ok {
			return true
		}
		if name := callee[strings.LastIndexByte(callee, '.')+1:]; slices.Contains([]string{"GetExpirationTime", "GetExpiration", "Expiration"}, name) &&
			len(sum.Calls[i].Args) == 0 {
			return true
		}
	}
	reads := 0
	for i := range sum.Nodes {
		if v := &sum.Nodes[i]; v.Kind == summary.Load && v.Base != summary.None && j.isExpiry(sum.Nodes[v.Base].Type, v.Field) {
			reads++
		}
	}
	for _, s := range sum.Stores {
		if j.isExpiry(sum.Nodes[s.Base].Type, s.Field) {
			reads-- // an assignment looks like a read of the field it goes to
		}
	}
	return reads > 0
}

// measuresAge reports whether the function around a call looks how long ago claims were issued, which is how tokens without an expiry, such as
// DPoP proofs, are kept short.
func (j *judge) measuresAge(c summary.CallRef) bool {
	prog, sum := j.Program, c.Pkg
	for i := range sum.Calls {
		u := summary.CallRef{Pkg: sum, Call: &sum.Calls[i]}
		if u.Call.Fn != c.Call.Fn || !slices.Contains([]string{"time.Since", "(time.Time).Sub", "(time.Time).Add", "(time.Time).Before", "(time.Time).After"}, u.Call.Callee) {
			continue
		}
		args := []summary.ID{prog.Arg(u, -1)}
		for k := range u.Call.Args {
			args = append(args, prog.Arg(u, k))
		}
		for _, a := range args {
			if a == summary.NoID {
				continue
			}
			for _, s := range prog.Sources(a) {
				if j.issued(s) {
					return true
				}
			}
		}
	}
	return false
}

// issued reports whether a value is the time at which claims were issued, or a part of it.
func (j *judge) issued(id summary.ID) bool {
	v := j.Program.Value(id)
	for v.Kind == summary.Load && v.Base != summary.None {
		base := j.Program.ID(j.Program.Owner(id), v.Base)
		if e, ok := j.Program.Catalog.Get(j.Program.Value(base).Type, "claims"); ok && e.Attrs["iat"] == v.Field {
			return true
		}
		id, v = base, j.Program.Value(base)
	}
	return false
}

func (j *judge) isExpiry(typ, field string) bool {
	e, ok := j.Program.Catalog.Get(typ, "claims")
	return ok && e.Attrs["exp"] == field
}

// parsed judges a call that verifies a token.
func (j *judge) parsed(c summary.CallRef, e catalog.Entry, dated bool) {
	prog := j.Program
	options, known := j.parserOptions(c, e)
	var asks bool
	for _, o := range options {
		if oe, ok := prog.Catalog.Get(o.Call.Callee, "skipverify"); ok && j.off(o, oe) {
			j.peeked(c, prog.Arg(c, e.Int("token", 0)))
			return
		}
		if oe, ok := prog.Catalog.Get(o.Call.Callee, "skipcheck"); ok && j.off(o, oe) {
			if o.Pkg != j.Summary {
				o = c
			}
			if !dated && !j.measuresAge(c) {
				j.at(o, "skipcheck", skipMessage, rule.Error)
			}
			return
		}
		asks = asks || o.Call.Callee == e.Attrs["asks"]
	}
	if !e.Has("asks") || asks || !known || dated {
		return
	}
	if e.Has("claims") {
		for _, o := range prog.Objects(prog.Arg(c, e.Int("claims", 1))) {
			typ := prog.Value(o).Type
			for _, m := range []string{"(" + typ + ").Validate", "(*" + typ + ").Validate"} {
				if _, ok := prog.Function(m); ok {
					return
				}
			}
		}
	}
	name := e.Attrs["asks"][strings.LastIndexByte(e.Attrs["asks"], '.')+1:]
	sev := rule.Info
	if slices.Contains(j.endless, catalog.PackageOf(c.Call.Callee)) {
		sev = rule.Warning
	}
	j.at(c, "asks", "a token without exp is accepted for ever here: parse with "+name+"()", sev)
}

// parserOptions returns the calls that make the options a token is parsed with. known is false where there may be others.
func (j *judge) parserOptions(c summary.CallRef, e catalog.Entry) (options []summary.CallRef, known bool) {
	prog := j.Program
	known = true
	collect := func(c summary.CallRef, first int) {
		for i := first; i < len(c.Call.Args); i++ {
			for _, o := range prog.Origins(prog.Arg(c, i)) {
				switch oc := prog.CallOf(o); {
				case !oc.IsZero():
					options = append(options, oc)
				case prog.Value(o).Kind == summary.Lit:
					for _, f := range prog.Value(o).Fields {
						for _, fo := range prog.Origins(prog.ID(prog.Owner(o), f.Value)) {
							options = append(options, prog.CallOf(fo))
							known = known && !prog.CallOf(fo).IsZero()
						}
					}
				case prog.Value(o).Value != "nil":
					known = false
				}
			}
		}
	}
	if e.Attrs["parser"] == "recv" {
		for _, o := range prog.Origins(prog.Arg(c, -1)) {
			oc := prog.CallOf(o)
			if oc.IsZero() {
				known = known && (prog.Value(o).Kind == summary.Lit || prog.Value(o).Kind == summary.Zero)
			} else if pe, ok := prog.Catalog.Get(oc.Call.Callee, "newparser"); ok {
				collect(oc, pe.Int("options", 0))
			} else {
				known = false
			}
		}
	} else if e.Has("options") {
		collect(c, e.Int("options", 0))
	}
	options = slices.DeleteFunc(options, summary.CallRef.IsZero)
	return options, known
}

// peeked judges a call that reads a token without verifying it: it is a mistake where the token comes from a request, or from callers who
// rely on the function's name, and nothing else verifies it.
func (j *judge) peeked(c summary.CallRef, token summary.ID) {
	if (j.Program.FromRequest(token) || j.promised(c, token)) && !j.verified(c, token) {
		j.at(c, "unverified", peekMessage, rule.Error)
	}
}

var (
	verifies = lazyre.New(`(?i)verif|validat|introspect`)
	promises = lazyre.New(`(?i)verif|validat|authenticat|authoriz|check_?token`)
	modest   = lazyre.New(`(?i)un_?(verif|valid|authent)|(without|no|skip|in)_?(verif|valid)|insecure|unsafe|peek`)
)

// promised reports whether a function that others call with a token says by its name that it checks tokens, and nothing in it does.
func (j *judge) promised(c summary.CallRef, token summary.ID) bool {
	f := j.Program.Enclosing(c)
	return !f.IsZero() && promises().MatchString(f.Func.Name) && !modest().MatchString(f.Func.Name) &&
		slices.ContainsFunc(j.Program.Origins(token), j.Program.Foreign) &&
		!slices.ContainsFunc(c.Pkg.Calls, func(u summary.Call) bool {
			return u.Fn == c.Call.Fn && u.Pos != c.Call.Pos && j.verifier(summary.CallRef{Pkg: c.Pkg, Call: &u}, nil)
		})
}

// verified reports whether the token read by a call, or what it was cut out of, is also given to code that verifies it.
func (j *judge) verified(peek summary.CallRef, token summary.ID) bool {
	prog := j.Program
	roots := map[summary.ID]bool{}
	for _, r := range prog.CutFrom(token) {
		roots[r] = prog.Value(r).Kind != summary.Const
	}
	in := prog.Enclosing(peek)
	above := prog.Above(in)
	above[in.Func] = true
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			u := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if u.Call == peek.Call || !j.verifier(u, above) {
				continue
			}
			for k := range u.Call.Args {
				if slices.ContainsFunc(prog.CutFrom(prog.Arg(u, k)), func(r summary.ID) bool { return roots[r] }) {
					return true
				}
			}
		}
	}
	return false
}

// verifier reports whether a call verifies tokens: by what the catalog knows, or by the name of what it calls, unless that leads to the
// very functions in doubt.
func (j *judge) verifier(u summary.CallRef, doubt map[*summary.Function]bool) bool {
	prog, callee := j.Program, u.Call.Callee
	for _, e := range prog.Catalog.Of(callee) {
		switch e.Kind {
		case "peektoken", "peekclaims":
			return false
		case "parsetoken", "readclaims":
			options, _ := j.parserOptions(u, e)
			return !slices.ContainsFunc(options, func(o summary.CallRef) bool {
				oe, ok := prog.Catalog.Get(o.Call.Callee, "skipverify")
				return ok && j.off(o, oe)
			})
		}
	}
	name := callee[strings.LastIndexByte(callee, '.')+1:]
	return verifies().MatchString(name) && !modest().MatchString(name) &&
		!slices.ContainsFunc(prog.Callees(u), func(f summary.FuncRef) bool { return doubt[f.Func] })
}

// unchecked judges claims that are read with the signature verified and the dates not.
func (j *judge) unchecked(c summary.CallRef, e catalog.Entry) {
	prog := j.Program
	for i := e.Int("claims", 0); i < len(c.Call.Args); i++ {
		for _, o := range prog.Objects(prog.Arg(c, i)) {
			if v := prog.Value(o); v.Kind != summary.Zero && v.Kind != summary.Lit || !claims.Holds(prog, v.Type) || j.leaves(o) {
				continue
			}
			j.at(c, "unchecked", "expired tokens are accepted here, as only the signature is verified: call Validate on the claims", rule.Error)
			return
		}
	}
}

// leaves reports whether an object is handed to callers that are not seen.
func (j *judge) leaves(o summary.ID) bool {
	prog := j.Program
	return slices.ContainsFunc(prog.Aliases(o), func(a summary.ID) bool {
		f := prog.FunctionOf(a)
		return prog.Value(a).Kind == summary.Return && !f.IsZero() && f.Func.Exported && len(prog.Callers(f)) == 0
	})
}

// fields judges parsers whose field leaves dates alone.
func (j *judge) fields(dated bool) {
	prog, sum := j.Program, j.Summary
	if dated {
		return
	}
	skip := func(parser summary.Node, field string, value summary.Node, pos summary.Pos, fn int32) {
		if _, ok := prog.Catalog.Get(sum.Nodes[parser].Type+"."+field, "skipcheck"); !ok || !j.verifiesWith(prog.ID(sum, parser)) {
			return
		}
		if v, ok := prog.ConstOf(prog.ID(sum, value)); ok && v == "true" {
			j.report(rule.Finding{Pos: pos, Function: sum.FunctionName(fn), Key: "skipcheck",
				Message: skipMessage})
		}
	}
	for i := range sum.Nodes {
		v := &sum.Nodes[i]
		for _, f := range v.Fields {
			skip(summary.Node(i), f.Name, f.Value, f.Pos, v.Fn)
		}
	}
	for _, s := range sum.Stores {
		skip(s.Base, s.Field, s.Value, s.Pos, s.Fn)
	}
}

// verifiesWith reports whether a parser is used to verify tokens, not only to look into them.
func (j *judge) verifiesWith(parser summary.ID) bool {
	for _, o := range j.Program.Origins(parser) {
		for _, a := range j.Program.Aliases(o) {
			for _, u := range j.Program.Uses(a) {
				if e, ok := j.Program.Catalog.Get(u.Call.Callee, "parsetoken"); ok && u.Arg < 0 && e.Attrs["parser"] == "recv" {
					return true
				}
			}
		}
	}
	return false
}

// constants reports the constants that make unsigned tokens valid.
func (j *judge) constants() {
	types := map[string]bool{}
	for _, e := range j.Program.Catalog.All("unsigned") {
		if e.Has("type") {
			types[catalog.PackageOf(e.Key)+"."+e.Attrs["type"]] = true
		}
	}
	for i := range j.Summary.Nodes {
		if v := &j.Summary.Nodes[i]; v.Kind == summary.Const && types[v.Type] {
			j.report(rule.Finding{Pos: v.Pos, Function: j.Summary.FunctionName(v.Fn), Key: "unsigned", Message: unsignedMessage})
		}
	}
}
