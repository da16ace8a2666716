// Package hardcodedconfig finds addresses, timeouts, names and switches that are compiled in where they are used. Each change of such a
// value is a deploy, also in the middle of an incident that one number would end.
package hardcodedconfig

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports configuration that is compiled in.
var Rule = rule.New("hardcodedconfig", check)

// Analyzer is the rule for drivers that run one package at a time.
var Analyzer = Rule.Analyzer

// home matches the names of packages, functions and types where values of configuration belong.
var home = lazyre.New(`(?i)conf(ig)?s?$|^conf|config|settings?$|defaults?|options?$|params$|^consts?$|constants`)

func check(p *rule.Pass) {
	if home().MatchString(p.Summary.Name) || p.Program.TestSupport(p.Summary) {
		return
	}
	j := &judge{Pass: p, literals: literals(p)}
	sum := p.Summary
	for i := range sum.Calls {
		c := summary.CallRef{Pkg: sum, Call: &sum.Calls[i]}
		for _, e := range p.Program.Catalog.Of(c.Call.Callee) {
			switch {
			case e.Kind == "target":
				j.value(e.Attrs["what"], p.Program.Arg(c, e.Int("value", 0)), c.Call.Fn)
			case (e.Kind == "outgoing" || e.Kind == "outbound") && e.Has("url"):
				j.value("url", p.Program.Arg(c, e.Int("url", 0)), c.Call.Fn)
			case e.Kind == "limit" && e.Has("value"):
				j.value("timeout", p.Program.Arg(c, e.Int("value", 0)), c.Call.Fn)
			}
		}
	}
	for i := range sum.Nodes {
		v := &sum.Nodes[i]
		for _, f := range v.Fields {
			if e, ok := p.Program.Catalog.Get(v.Type+"."+f.Name, "target"); ok && !j.replaced(p.Program.ID(sum, summary.Node(i)), f.Name) {
				j.value(e.Attrs["what"], p.Program.ID(sum, f.Value), v.Fn)
			}
		}
	}
	for _, s := range sum.Stores {
		if e, ok := p.Program.Catalog.Get(sum.Nodes[s.Base].Type+"."+s.Field, "target"); ok {
			j.value(e.Attrs["what"], p.Program.ID(sum, s.Value), s.Fn)
		}
	}
	switches(p)
}

type judge struct {
	*rule.Pass
	literals []literal
}

// value judges what is given for a setting, in function fn.
func (j *judge) value(what string, id summary.ID, fn int32) {
	if id == summary.NoID || fn < 0 || j.Program.OneShot(summary.CallRef{Pkg: j.Summary, Call: &summary.Call{Fn: fn}}) {
		return
	}
	for _, o := range j.Program.Origins(id) {
		if v := j.Program.Value(o); v.Kind == summary.Lit && strings.HasPrefix(v.Type, "[]") && len(v.Fields) > 0 {
			id = j.Program.ID(j.Program.Owner(o), v.Fields[0].Value) // one finding for a list of addresses
			break
		}
	}
	switch what {
	case "timeout":
		j.timeout(id)
	case "url":
		j.url(id, fn)
	case "listen":
		j.overwritten(id)
		j.text(what, id, fn, listenAddress())
	case "address":
		j.text(what, id, fn, remoteAddress())
	default:
		j.text(what, id, fn, name())
	}
}

var (
	// absolute matches URLs with a complete host. Hosts without a dot count with a port only: others are names for sockets.
	absolute      = lazyre.New(`^((?:https?|wss?|nats|tls|amqps?|rediss?|mongodb(?:\+srv)?)://)([^/?#@]*@)?((?:[\w-]+(?:\.[\w-]+)+(?::\d+)?|[\w-]+:\d+))(?:[/?#]|$)`)
	listenAddress = lazyre.New(`^(0\.0\.0\.0|\[::\])?:[1-9]\d*$`)
	name          = lazyre.New(`^[\w.:-]+$`)
	remoteAddress = lazyre.New(`^[\w-]+(\.[\w-]+)*:\d+$`)
	// standard matches the ports that a protocol fixes.
	standard = lazyre.New(`^(0\.0\.0\.0|\[::\])?:(80|443)$`)
	// local matches the machine itself, the metadata services of clouds and documentation.
	local = lazyre.New(`//(localhost|127\.|0\.0\.0\.0|169\.254\.|metadata\.google\.internal|host\.docker\.internal|.*\.localhost\b)|^(localhost|127\.)`)
)

// fixed reports whether a value can be nothing but what the code of the package says, and no configuration reaches it.
func (j *judge) fixed(id summary.ID) bool { return j.fixedAt(id, maxTexts) }

// maxTexts bounds how many texts are looked into that begin with one another: a loop makes s = s + x begin with itself.
const maxTexts = 4

func (j *judge) fixedAt(id summary.ID, depth int) bool {
	if depth == 0 {
		return false
	}
	prog := j.Program
	for _, o := range prog.Origins(id) {
		switch v := prog.Value(o); {
		case v.Kind == summary.Const:
		case v.Kind == summary.Text && (len(v.Parts) == 0 || v.Parts[0].Node == summary.None):
		case v.Kind == summary.Text && j.fixedAt(prog.ID(prog.Owner(o), v.Parts[0].Node), depth-1):
		default:
			return false
		}
	}
	return !slices.ContainsFunc(j.sources(id, 4), j.configurable)
}

// replaced reports whether a field of the struct made at lit is a default: other code sets it, or what holds the struct, to something else.
func (j *judge) replaced(lit summary.ID, field string) bool {
	prog := j.Program
	for _, v := range prog.FieldsOf(lit, field) {
		if slices.ContainsFunc(prog.Origins(v), prog.Foreign) {
			return true
		}
	}
	return slices.ContainsFunc(prog.Aliases(lit), func(a summary.ID) bool {
		return prog.Value(a).Kind == summary.Field && slices.ContainsFunc(prog.Assigned(a), func(v summary.ID) bool {
			return slices.ContainsFunc(prog.Origins(v), prog.Foreign)
		})
	})
}

// sources returns what a value is made of; of a text, what it begins with: a token further on in a URL does not move its host.
func (j *judge) sources(id summary.ID, depth int) []summary.ID {
	prog := j.Program
	out := prog.Sources(id)
	if depth == 0 {
		return out
	}
	for _, s := range slices.Clone(out) {
		if parts := prog.Value(s).Parts; len(parts) > 0 && parts[0].Node != summary.None {
			out = append(out, j.sources(prog.ID(prog.Owner(s), parts[0].Node), depth-1)...)
		}
	}
	return out
}

// configurable reports whether a value is a setting, a default, or a field that configuration is read into.
func (j *judge) configurable(id summary.ID) bool {
	prog := j.Program
	switch v := prog.Value(id); v.Kind {
	case summary.Const:
		return home().MatchString(simpleName(j.Summary.FunctionName(v.Fn))) || j.fallback(id)
	case summary.Result:
		_, ok := prog.Catalog.Get(prog.CallOf(id).Call.Callee, "setting")
		return ok
	case summary.Field:
		for _, tag := range []string{"env", "yaml", "toml", "mapstructure", "koanf", "envconfig", "default", "hcl", "ini"} {
			if _, ok := reflect.StructTag(v.Value).Lookup(tag); ok {
				return true
			}
		}
		owner := v.Key[:strings.LastIndexByte(v.Key, '.')]
		return home().MatchString(owner[strings.LastIndexByte(owner, '.')+1:])
	}
	return false
}

func simpleName(fn string) string { return fn[strings.LastIndexByte(fn, '.')+1:] }

// fallback reports whether a constant stands in for a value that was compared with its zero: if c.URL == "" { c.URL = … }.
func (j *judge) fallback(o summary.ID) bool {
	prog := j.Program
	v := prog.Value(o)
	if v.Cond == summary.None {
		return false
	}
	zero, same := false, false
	becomes := prog.Aliases(o)
	for _, s := range prog.Sources(prog.ID(prog.Owner(o), v.Cond)) {
		c := prog.Value(s)
		zero = zero || c.Kind == summary.Const && (c.Value == "" || c.Value == "0" || c.Value == "nil")
		same = same || slices.Contains(becomes, s)
	}
	return zero && same
}

func (j *judge) timeout(id summary.ID) {
	if !j.fixed(id) {
		return
	}
	for _, o := range j.Program.Origins(id) {
		v := j.Program.Value(o)
		n, err := strconv.ParseInt(v.Value, 10, 64)
		if v.Kind != summary.Const || v.Type != "time.Duration" || v.Key != "" || v.Fn < 0 || err != nil || n <= 0 {
			continue
		}
		j.Report(rule.Finding{Pos: v.Pos, Function: j.Summary.FunctionName(v.Fn), Key: "timeout",
			Message: fmt.Sprintf("the timeout of %s is compiled in, so changing it during an incident takes a deploy: configure it", time.Duration(n))})
	}
}

func (j *judge) url(id summary.ID, fn int32) {
	if !j.fixed(id) {
		return
	}
	for _, t := range j.Program.Texts(id) {
		m := absolute().FindStringSubmatch(t[0].Lit)
		if m == nil || local().MatchString(m[1]+m[3]) {
			continue
		}
		// Who logs in is no part of the message: it may hold a password.
		if l := j.find(id, fn, func(s string) bool { return strings.HasPrefix(s, m[1]+m[2]+m[3]) }); l != nil {
			j.report(l, "url", m[1]+m[3]+" is compiled in, so moving it or testing against another takes a deploy: configure it")
		}
	}
}

func (j *judge) text(what string, id summary.ID, fn int32, shape *regexp.Regexp) {
	if !j.fixed(id) {
		return
	}
	for _, t := range j.Program.Texts(id) {
		s := ""
		for _, piece := range t {
			s += piece.Lit
		}
		if slices.ContainsFunc(t, func(piece summary.Piece) bool { return piece.Hole != summary.NoID }) || !shape.MatchString(s) || local().MatchString(s) || standard().MatchString(s) {
			continue
		}
		l := j.find(id, fn, func(lit string) bool { return lit == s })
		if l == nil && len(t) > 1 {
			l = j.joined(id)
		}
		if l != nil {
			name := what
			if what == "listen" {
				name = "address"
			}
			j.report(l, what, fmt.Sprintf("the %s %q is compiled in, so changing it for one environment takes a deploy: configure it", name, s))
		}
	}
}

// overwritten reports the literals that a function gives a package variable which is set from elsewhere, where the port listened on is
// made of it: the configuration is read and then ignored.
func (j *judge) overwritten(id summary.ID) {
	prog := j.Program
	for _, t := range prog.Texts(id) {
		for _, p := range t {
			if p.Hole == summary.NoID {
				continue
			}
			for _, o := range append(prog.Origins(p.Hole), p.Hole) {
				c := prog.CallOf(o)
				if c.IsZero() {
					continue
				}
				if e, ok := prog.Catalog.Get(c.Call.Callee, "timecalc"); ok && e.Attrs["op"] == "text" {
					j.variable(prog.Arg(c, e.Int("of", 0)))
				}
			}
		}
	}
}

func (j *judge) variable(id summary.ID) {
	prog := j.Program
	if id == summary.NoID || prog.Value(id).Kind != summary.Global {
		return
	}
	assigned := prog.Assigned(id)
	for _, a := range assigned {
		v := prog.Value(a)
		if v.Kind != summary.Const || v.Key != "" || v.Fn < 0 || v.Value == "0" || j.fallback(a) {
			continue
		}
		elsewhere := false
		for _, b := range assigned {
			o := prog.Value(b)
			elsewhere = elsewhere || o.Kind != summary.Const && o.Fn != v.Fn
			if o.Kind != summary.Const && o.Fn == v.Fn {
				elsewhere = false
				break
			}
		}
		if elsewhere {
			j.Report(rule.Finding{Pos: v.Pos, Function: j.Summary.FunctionName(v.Fn), Key: "listen",
				Message: "the port " + v.Value + " overwrites the one that is configured, so changing it takes a deploy: use the configured one"})
		}
	}
}

func (j *judge) report(l *literal, key, message string) {
	j.Report(rule.Finding{Pos: l.pos, Function: l.fn, Key: key, Message: message})
}
