// Package insecuretls finds TLS settings that accept any certificate or a protocol that is broken. They are switched on to get past a
// certificate that expired or was renewed elsewhere, and stay: from then on anybody on the way can read and change the traffic.
package insecuretls

import (
	"regexp"
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
}

// setting is one assignment to a field of a TLS configuration.
type setting struct {
	config summary.ID
	field  string
	value  summary.ID
	cond   summary.Node
	pos    summary.Pos
	fn     int32
}

func judge(p *rule.Pass, t catalog.Entry, s setting) {
	f := rule.Finding{Pos: s.pos, Function: p.Summary.FunctionName(s.fn), Key: s.field}
	switch {
	case s.field == t.Attrs["skip"]:
		switch {
		case !mayBeTrue(p.Program, s.value) || guarded(p.Program, t, s.config):
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

// mayBeTrue reports whether a switch is on, or may be: a constant true, or a value that is not known.
func mayBeTrue(prog *summary.Program, value summary.ID) bool {
	if value == summary.NoID {
		return false
	}
	for _, o := range prog.Origins(value) {
		if v := prog.Value(o); v.Kind != summary.Const || v.Value == "true" || isSetting(prog, o) {
			return true
		}
	}
	return false
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

// controlled reports whether somebody has to ask for the setting: its value comes from outside and is not on by default, or it stands
// under a condition that speaks of it.
func controlled(prog *summary.Program, pkg *summary.Package, s setting) bool {
	if s.cond != summary.None && speaksOfIt(prog, prog.ID(pkg, s.cond), 4) {
		return true
	}
	for _, o := range prog.Origins(s.value) {
		v := prog.Value(o)
		if v.Kind == summary.Const && v.Value == "true" && !(v.Cond != summary.None && speaksOfIt(prog, prog.ID(prog.Owner(o), v.Cond), 4)) {
			return false
		}
		if v.Kind == summary.Field && strings.Contains(v.Value, `default:"true"`) {
			return false
		}
	}
	return true
}

// isSetting reports whether a constant is the default of a setting.
func isSetting(prog *summary.Program, id summary.ID) bool {
	for _, u := range prog.Uses(id) {
		if _, ok := prog.Catalog.Get(u.Call.Callee, "setting"); ok {
			return true
		}
	}
	return false
}

var switchName = regexp.MustCompile(`(?i)insecure|skip|verif|self.?signed|allow|unsafe|trust|strict|secure|dev|debug|test|local|prod`)

// speaksOfIt reports whether a condition asks for something that is named after trust or after a kind of environment.
func speaksOfIt(prog *summary.Program, id summary.ID, depth int) bool {
	if id == summary.NoID || depth == 0 {
		return false
	}
	v := prog.Value(id)
	if switchName.MatchString(v.Key) || switchName.MatchString(v.Field) || v.Kind == summary.Const && v.Type == "string" && switchName.MatchString(v.Value) {
		return true
	}
	if c := prog.CallOf(id); !c.IsZero() {
		if switchName.MatchString(catalog.ShortName(c.Call.Callee)) {
			return true
		}
		for i := range c.Call.Args {
			if speaksOfIt(prog, prog.Arg(c, i), depth-1) {
				return true
			}
		}
	}
	for _, in := range prog.Inputs(id) {
		if speaksOfIt(prog, in, depth-1) {
			return true
		}
	}
	return false
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
