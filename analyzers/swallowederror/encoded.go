package swallowederror

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// encoded reports a call that makes text or bytes of a value, drops its error, and has what it gave, nothing that is, answered or sent on.
func encoded(p *rule.Pass, c summary.CallRef, f summary.FuncRef) {
	e, ok := p.Program.Catalog.Get(c.Call.Callee, "encodes")
	if !ok || c.Call.Lost.How() != summary.Ignored {
		return
	}
	t := types{p.Program, map[string]bool{}}
	if !t.value(p.Program.Arg(c, e.Int("of", 0)), maxNested) {
		return
	}
	to := sentOn(p.Program, p.Program.Result(c, 0))
	if to == "" || to == "answered" && handler.Waits(p.Program, f) == "" && !consumes(p.Program, c) || p.Program.OneShot(c) {
		return
	}
	out := finding(c, "nothing is "+to+" when "+called(c)+" fails, as if it had worked: its error is dropped; return it")
	out.Severity = rule.Info
	p.Report(out)
}

// sentOn says what becomes of bytes: "answered", "sent" or "stored"; empty where that is not seen.
func sentOn(prog *summary.Program, id summary.ID) string {
	if id == summary.NoID {
		return ""
	}
	out := ""
	for _, a := range prog.Aliases(id) {
		for _, u := range prog.Uses(a) {
			if len(prog.Callees(u.CallRef)) > 0 || u.Arg < 0 {
				continue
			}
			if e, ok := prog.Catalog.Get(u.Call.Callee, "answers"); ok && e.Has("bytes") && e.Int("bytes", 0) == u.Arg {
				return "answered"
			}
			for _, e := range effect.Of(prog).At(u.CallRef) {
				switch e.Kind {
				case effect.Write:
					out = "stored"
				case effect.Publish, effect.Mail:
					out = "sent"
				}
			}
		}
	}
	return out
}

// maxNested bounds how deep a value and its type are looked into.
const maxNested = 8

// types says what values of a type may hold that has no form as text: numbers that are not finite, and what was taken for encoded already.
type types struct {
	*summary.Program
	seen map[string]bool
}

// value reports whether a value may fail to be encoded.
func (t types) value(id summary.ID, depth int) bool {
	if id == summary.NoID || depth == 0 {
		return false
	}
	return slices.ContainsFunc(t.Origins(id), func(o summary.ID) bool {
		v := t.Value(o)
		if v.Kind == summary.Lit && (v.Type == "" || v.Type == "[]") { // map[string]any{"gauge": g}
			return slices.ContainsFunc(v.Fields, func(f summary.FieldValue) bool { return t.value(t.ID(t.Owner(o), f.Value), depth-1) })
		}
		return v.Kind != summary.Const && t.typ(strings.TrimPrefix(v.Type, "[]"), depth)
	})
}

func (t types) typ(typ string, depth int) bool {
	switch {
	case typ == "float64", typ == "float32", typ == "encoding/json.RawMessage":
		return true
	case depth == 0, t.seen[typ]:
		return false
	}
	t.seen[typ] = true
	return slices.ContainsFunc(t.StructFields(typ), func(f summary.ID) bool {
		v := t.Value(f)
		name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
		return name != "" && name[0] >= 'A' && name[0] <= 'Z' && !strings.Contains(v.Value, `:"-"`) && t.typ(v.Type, depth-1)
	})
}
