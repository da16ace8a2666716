// Package secretinlog finds secrets that are written where many can read them: logs, the text of errors, labels of metrics, attributes of spans.
// Those are copied to places that nobody guards like the secret, and kept for years.
package secretinlog

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports secrets that are logged.
var Rule = rule.New("secretinlog", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) || syntax(p.Summary.Path) {
		return
	}
	x := indexOf(prog)
	told := map[string]bool{}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") || slices.Contains(c.Pkg.Generated, c.Call.Pos.File) || prog.OneShot(c) {
			continue
		}
		for _, s := range x.sinks(c) {
			for _, f := range x.leaks(c, s) {
				key := fmt.Sprint(c.Call.Pos, f.what)
				if at := x.helper(s); at.IsValid() {
					key = fmt.Sprint(at)
				} else if f.at.IsValid() {
					key = fmt.Sprint(f.at) // put together once, and written in several places
				}
				if !told[key] {
					told[key] = true
					p.Report(finding(c, s, f))
				}
			}
		}
	}
}

// places are what is written to, in words.
var places = map[string]string{"log": "a log", "error": "the text of an error", "metric": "the labels of a metric", "span": "a span"}

func finding(c summary.CallRef, s sink, l leak) rule.Finding {
	name := l.what
	if strings.ToLower(name[:1]) != name[:1] {
		name = "secret " + name
	}
	f := rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: l.what + " " + s.to,
		Message: inloop.Fit(name+" is written to "+places[s.to]+", where many can read it", "leave it out, or write a hash of it")}
	if l.made {
		f.Severity = rule.Info // whoever starts the program for the first time learns it so
	}
	if l.of != "" {
		f.Message = inloop.Fit("a "+l.of+" is written to "+places[s.to]+" with its "+l.what+", where many can read it", "write the fields that matter")
	}
	f.Path = append(rule.Way(s.way, "is written here"), l.path...)
	return f
}

// leak is a secret that a sink is given. of is the type of the struct that what is a field of, made says that the program thought of it itself.
type leak struct {
	what, of string
	made     bool
	at       summary.Pos // where it is read, if that is apart from where it is kept
	path     []rule.Hop
}

// leaks returns the secrets among what a sink is given.
func (x *index) leaks(c summary.CallRef, s sink) []leak {
	var out []leak
	verbs := x.verbs(c, s)
	for n, k := range s.args {
		w := walk{index: x, seen: map[summary.ID]bool{}, text: true}
		if n > 0 && n-1 < len(verbs) {
			if strings.IndexByte("Tpt", verbs[n-1].verb) >= 0 {
				continue
			}
			w.key = verbs[n-1].before
		} else if n > 0 {
			w.key, _ = x.prog.ConstOf(x.prog.Arg(c, s.args[n-1]))
		}
		if !secretName(w.key) || strings.Contains(w.key, " ") {
			w.key = ""
		}
		w.value(x.prog.Arg(c, k), maxDepth)
		out = append(out, w.found...)
	}
	return out
}

// hole is a verb of a format, and the word before it.
type hole struct {
	verb   byte
	before string
}

// verbs returns the verbs of a format, one for each argument after it; nil where the first argument is none.
func (x *index) verbs(c summary.CallRef, s sink) []hole {
	if len(s.args) == 0 {
		return nil
	}
	format, ok := x.prog.ConstOf(x.prog.Arg(c, s.args[0]))
	if !ok || !strings.Contains(format, "%") {
		return nil
	}
	var out []hole
	from := 0
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		words := strings.FieldsFunc(format[from:i], func(r rune) bool { return r != '_' && r != '-' && !unicode.IsLetter(r) })
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.[]", format[i]) >= 0; i++ {
		}
		if i < len(format) && format[i] != '%' {
			h := hole{verb: format[i]}
			if len(words) > 0 {
				h.before = words[len(words)-1]
			}
			out = append(out, h)
			from = i + 1
		}
	}
	return out
}
