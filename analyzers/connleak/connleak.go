// Package connleak finds connections that are taken and not given back: response bodies, rows, statements and connections that are not closed,
// transactions that are neither committed nor rolled back, on some path. Each one is gone from its pool for good, until nobody gets any.
package connleak

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/own"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports what is opened and not closed, and rows whose error nobody asks for.
var Rule = rule.New("connleak", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

// fix defers what gives the resource back behind the check of the error, where own.Deferrable says that nothing else changes.
func fix(p *rule.FixPass) []rule.Edit {
	if len(p.Finding.Names) == 0 {
		return nil
	}
	return p.Defer(0, p.Finding.Names[0], "")
}

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) {
		return
	}
	x := own.Of(prog)
	once := effect.Of(prog)
	told := map[*own.Resource]bool{}
	for _, l := range x.Leaks(p.Summary) {
		w, ok := words[l.What]
		if !ok || !judged(p, l.Call, l.Func) || once.Once(l.Call) != "" {
			continue
		}
		told[l.Resource] = true
		f := rule.Finding{Pos: l.Call.Call.Pos, Function: l.Func.Func.Name, Key: l.What + " " + nameOf(l.Call), Message: message(w, l), Path: path(l)}
		if call, ok := x.Deferrable(l); ok {
			f.Names = []string{call}
		}
		p.Report(f)
	}
	u := unasked{at: map[*summary.Call]int{}}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		for _, r := range x.Acquired(c) {
			f := prog.Enclosing(c)
			if told[r] || f.IsZero() || !judged(p, c, f) || once.Once(c) != "" {
				continue
			}
			if read, ok := x.Unasked(r, f); ok {
				u.add(p, c, read)
			}
		}
	}
	for _, f := range u.found {
		p.Report(f)
	}
}

// unasked are the findings about rows whose error nobody asks for, and which of them each call has that they are about.
type unasked struct {
	found []rule.Finding
	at    map[*summary.Call]int
}

// add notes that the rows of call c are read by another: in the same function, or in one of the package that serves several, of which it is said once.
func (u *unasked) add(p *rule.Pass, c, read summary.CallRef) {
	at := c
	if in := p.Program.Enclosing(read); in.Pkg == p.Summary && !in.Func.Lit && in != p.Program.Enclosing(c) && !slices.Contains(p.Summary.Generated, read.Call.Pos.File) {
		at = read
	}
	i, known := u.at[at.Call]
	if !known {
		i = len(u.found)
		u.found = append(u.found, rule.Finding{Pos: at.Call.Pos, Function: p.Program.Enclosing(at).Func.Name, Key: "Err " + nameOf(at),
			Message: "rows.Err is not checked, so a connection that breaks looks like the end of the rows: check it after the loop"})
	}
	if u.at[at.Call] = i; at != c && len(u.found[i].Path) < maxTaken {
		u.found[i].Path = append(u.found[i].Path, rule.HopAt(c, "rows taken here"))
	}
}

// maxTaken is how many of the calls are shown whose rows a function reads.
const maxTaken = 4

// judged reports whether what a function leaks is worth a word: it is written by hand, and part of something that keeps running.
func judged(p *rule.Pass, c summary.CallRef, f summary.FuncRef) bool {
	if f.Func.Test || slices.Contains(c.Pkg.Generated, c.Call.Pos.File) || strings.HasSuffix(c.Call.Pos.File, "_test.go") || p.Program.OneShot(c) {
		return false
	}
	return !p.Program.Commanded(c)
}

// word is how the messages speak of a resource.
type word struct{ of, are, closed, costs, remedy string }

var words = map[string]word{
	"body": {"the response", "is", "closed", "leaks its connection", "defer Body.Close()"},
	"rows": {"the rows", "are", "closed", "keep their connection", "defer Close()"},
	"stmt": {"the statement", "is", "closed", "stays on the server", "defer Close()"},
	"conn": {"the connection", "is", "given back", "is lost to the pool", "defer it"},
	"sock": {"the connection", "is", "closed", "keeps its descriptor", "defer Close()"},
	"tx":   {"the transaction", "is", "ended", "keeps its connection and locks", "defer Rollback()"},
	"file": {"the file", "is", "closed", "keeps its descriptor", "defer Close()"},
}

// maxMessage is how long a message may be.
const maxMessage = 140

func message(w word, l own.Leak) string {
	how := "not " + w.closed + " on every path"
	switch {
	case l.Again && !(l.Never && l.What == "rows"): // rows that are read to their end are done
		how = "not " + w.closed + " before the next is opened"
	case l.Never:
		how = "never " + w.closed
	}
	costs := " and " + w.costs
	if l.Spent {
		costs = ", which only reading it whole makes up for"
	}
	rest := " " + w.are + " " + how + costs + ": " + w.remedy + " after the error check"
	if text := w.of + " of " + nameOf(l.Call) + rest; len(text) <= maxMessage {
		return text
	}
	return w.of + rest
}

func nameOf(c summary.CallRef) string {
	if c.Call.Callee == "" {
		return "the call"
	}
	return catalog.ShortName(c.Call.Callee)
}

// path shows where it was opened, and where the function is left without closing it.
func path(l own.Leak) (hops []rule.Hop) {
	if l.Open.Call != l.Call.Call {
		hops = append(hops, rule.HopAt(l.Open, "opened here"))
	}
	hops = append(hops, rule.HopAt(l.Call, "taken here"))
	for i, line := range l.Exits {
		if line > 0 && i < 4 {
			at := l.Call.Call.Pos
			at.Line, at.EndLine, at.Col, at.EndCol = line, line, 1, 1
			hops = append(hops, rule.Hop{Pos: at, Function: l.Func.Func.Name, Note: "still open where this leaves the function"})
		}
	}
	return hops
}
