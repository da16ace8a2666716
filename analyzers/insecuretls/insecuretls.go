// Package insecuretls finds TLS settings that accept any certificate or a protocol that is broken. They are switched on to get past a
// certificate that expired or was renewed elsewhere, and stay: from then on anybody on the way can read and change the traffic.
package insecuretls

import (
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports TLS without verification, and versions below 1.2.
var Rule = rule.New("insecuretls", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) {
		return
	}
	for i := range p.Summary.Nodes {
		id := prog.ID(p.Summary, summary.Node(i))
		v := prog.Value(id)
		t, ok := prog.Catalog.Get(v.Type, "tls")
		if v.Kind != summary.Lit || !ok {
			continue
		}
		for _, f := range v.Fields {
			judge(p, t, setting{id, f.Name, prog.ID(p.Summary, f.Value), v.Cond, f.Pos, v.Fn})
		}
	}
	for i := range p.Summary.Stores {
		s := &p.Summary.Stores[i]
		base := prog.ID(p.Summary, s.Base)
		if base == summary.NoID {
			continue
		}
		if t, ok := prog.Catalog.Get(prog.Value(base).Type, "tls"); ok {
			judge(p, t, setting{base, s.Field, prog.ID(p.Summary, s.Value), s.Cond, s.Pos, s.Fn})
		}
	}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if t, ok := prog.Catalog.Get(c.Call.Callee, "skiptls"); ok {
			judge(p, t, setting{summary.NoID, catalog.ShortName(c.Call.Callee), prog.Arg(c, t.Int("value", 0)), c.Call.Cond, c.Call.Pos, c.Call.Fn})
		}
	}
}

// setting is one assignment to a field of a TLS configuration, or an option that stands for one.
type setting struct {
	config summary.ID // NoID for an option
	field  string
	value  summary.ID
	cond   summary.Node
	pos    summary.Pos
	fn     int32
}

func judge(p *rule.Pass, t catalog.Entry, s setting) {
	f := rule.Finding{Pos: s.pos, Function: p.Summary.FunctionName(s.fn), Key: s.field}
	switch {
	case s.field == t.Attrs["skip"] || t.Kind == "skiptls":
		switch {
		case !mayBe(p.Program, s.value, true, 4) || guarded(p.Program, t, s.config) || checked(p.Program, p.Summary, t, s.fn):
			return
		case controlled(p.Program, p.Summary, s):
			f.Severity = rule.Info
			f.Message = s.field + " is one setting away from accepting any certificate: offer a CA file instead"
		default:
			f.Message = s.field + " accepts any certificate, so anybody on the way can read the traffic: trust the private CA with RootCAs"
		}
	case slices.Contains(strings.Split(t.Attrs["versions"], ","), s.field):
		version, ok := oldVersion(p.Program, s.value)
		if !ok {
			return
		}
		f.Message = s.field + " " + version + " allows a protocol that is broken: use tls.VersionTLS12 or later"
	default:
		return
	}
	for _, o := range p.Program.Origins(s.value) {
		if v := p.Program.Value(o); v.Kind == summary.Const && v.Pos.IsValid() && (v.Pos.Line < s.pos.Line || v.Pos.Line > s.pos.EndLine || v.Pos.File != s.pos.File) {
			f.Path = append(f.Path, rule.Hop{Pos: v.Pos, Function: p.Program.Owner(o).FunctionName(v.Fn), Note: "the value comes from here"})
		}
	}
	p.Report(f)
}

// guarded reports whether the configuration verifies certificates in its own way.
func guarded(prog *summary.Program, t catalog.Entry, config summary.ID) bool {
	for _, o := range prog.Origins(config) {
		for guard := range strings.SplitSeq(t.Attrs["guards"], ",") {
			if !prog.Unset(prog.FieldsOf(o, guard)) {
				return true
			}
		}
	}
	return false
}

// checked reports whether a function looks at the certificates of a connection, or hands its state to one that does.
func checked(prog *summary.Program, pkg *summary.Package, t catalog.Entry, fn int32) bool {
	if fn < 0 {
		return false
	}
	at := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[fn]}
	return reads(at, t.Attrs["checked"]) || slices.ContainsFunc(calls(at), func(c summary.CallRef) bool {
		return slices.ContainsFunc(prog.Callees(c), func(f summary.FuncRef) bool { return reads(f, t.Attrs["checked"]) })
	})
}

// calls returns the calls that stand in a function.
func calls(f summary.FuncRef) (out []summary.CallRef) {
	for i := range f.Pkg.Calls {
		if c := &f.Pkg.Calls[i]; c.Fn >= 0 && &f.Pkg.Funcs[c.Fn] == f.Func {
			out = append(out, summary.CallRef{Pkg: f.Pkg, Call: c})
		}
	}
	return out
}

// reads reports whether a function reads a field of a library's struct.
func reads(f summary.FuncRef, field string) bool {
	return field != "" && slices.ContainsFunc(f.Pkg.Nodes, func(v summary.Value) bool {
		return v.Kind == summary.Load && v.Field == field && v.Fn >= 0 && &f.Pkg.Funcs[v.Fn] == f.Func
	})
}

// oldVersion returns the name of a protocol version below TLS 1.2, which is all that the value may be.
func oldVersion(prog *summary.Program, value summary.ID) (string, bool) {
	names := map[int]string{0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1"}
	c, ok := prog.ConstOf(value)
	n, err := strconv.Atoi(c)
	if !ok || err != nil || names[n] == "" {
		return "", false
	}
	return names[n], true
}
