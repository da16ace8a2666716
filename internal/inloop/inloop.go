// Package inloop is what the rules about effects in loops share: which calls they report, and how they describe the way from the loop to the effect.
package inloop

import (
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Each calls report for each call of the package that has an effect for each element of a collection, with the effect that is told of: of
// those that answers to of, the one fewest calls away. It leaves tests and tools that do their work and end alone.
func Each(p *rule.Pass, of func(effect.Kind) bool, report func(v effect.Verdict)) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	x := effect.Of(p.Program)
	type place struct {
		file string
		line int
		what string
	}
	told := map[place]bool{}
	for _, verdicts := range x.Verdicts(p.Summary) {
		c := verdicts[0].Call
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") || forTests(c.Call.Pos.File) {
			continue
		}
		for _, v := range verdicts {
			if v.Silent == "" && of(v.Effect.Kind) {
				at := place{c.Call.Pos.File, c.Call.Pos.Line, v.Effect.What() + v.Turn.Item}
				if !told[at] && !p.Program.OneShot(c) {
					told[at] = true
					report(v)
				}
				break
			}
		}
	}
}

// forTests reports whether a file holds what tests use, by the names that such files have in common.
func forTests(file string) bool {
	switch strings.TrimSuffix(file, ".go") {
	case "testing", "testutil", "testutils", "testhelper", "testhelpers", "test_helpers", "test_utils":
		return true
	}
	return false
}

// Database reports whether an effect is on a database, a key-value store, a cache or a queue.
func Database(k effect.Kind) bool {
	switch k {
	case effect.Read, effect.Write, effect.CacheGet, effect.CacheSet, effect.Publish:
		return true
	}
	return false
}

// Finding describes a verdict: what is done, for each of what, and the remedy.
func Finding(v effect.Verdict, remedy string) rule.Finding {
	e := v.Effect
	f := rule.Finding{
		Pos: v.Call.Call.Pos, Function: v.Call.Pkg.FunctionName(v.Call.Call.Fn), Key: v.Call.Call.Callee + " " + e.What(), Path: path(v),
		Message: Fit("one "+e.What()+" for each "+v.Turn.Item, remedy),
	}
	if v.Minor != "" {
		f.Severity = rule.Info
		f.Message = Fit("one "+e.What()+" for each "+v.Turn.Item+", though "+v.Minor, remedy)
		if e.Deps&v.Turn.Bits == 0 && v.Turn.Bits != 0 {
			f.Message = Fit("the same "+e.What()+" for each "+v.Turn.Item, "run it once before the loop")
		}
	}
	return f
}

// maxMessage is how long a message may be.
const maxMessage = 140

// Fit joins what happens and the remedy, shortened to the length of a message.
func Fit(what, remedy string) string {
	if s := what + ": " + remedy; len(s) <= maxMessage {
		return s
	}
	if len(what) > maxMessage {
		what = what[:maxMessage-3] + "..."
	}
	return what
}

// path goes from the loop over the calls to the effect.
func path(v effect.Verdict) []rule.Hop {
	return append([]rule.Hop{{Pos: v.Turn.Pos, Function: v.Turn.Fn, Note: "for each " + v.Turn.Item}}, Way(v.Effect)...)
}

// Way goes over the calls to an effect.
func Way(e *effect.Effect) []rule.Hop {
	var hops []rule.Hop
	for ; e != nil; e = e.Next {
		note := e.What()
		if e.Via.IsZero() { // the function itself stands for it: a generated client
			hops = append(hops, rule.Hop{Pos: e.Into.Func.Pos, Function: e.Into.Func.Name, Note: note})
			continue
		}
		if e.Next != nil || !e.Into.IsZero() {
			note = "calls " + e.Into.Func.Name
		}
		hops = append(hops, rule.HopAt(e.Via, note))
	}
	return hops
}

// Together returns the method of the same type that does the same for many at once: it takes a slice of what the method called takes,
// returns a collection of what that returns, is called alike, and does not call it in turn. write says that there is nothing to return.
func Together(p *summary.Program, c summary.CallRef, write bool) string {
	recv, method, ok := strings.Cut(strings.TrimLeft(c.Call.Callee, "(*"), ").")
	if !ok {
		return ""
	}
	if c.Call.Iface != "" {
		recv = c.Call.Iface
	}
	around := declared(c)
	if around == "" {
		return ""
	}
	uses := map[string]bool{around: true} // functions that call it themselves
	for _, f := range p.Callees(c) {
		for _, from := range p.Callers(f) {
			uses[declared(from)] = true
		}
	}
	for _, pkg := range p.Packages {
		for _, t := range pkg.Types {
			if t.Key != recv {
				continue
			}
			var one summary.MethodSig
			for _, m := range t.Methods {
				if m.Name == method {
					one = m
				}
			}
			for _, m := range t.Methods {
				if m.Name != method && one.Name != "" && !uses[m.Func] && many(one.Sig, m.Sig, write) && alike(method, m.Name, write) {
					return m.Name
				}
			}
		}
	}
	return ""
}

// declared returns the key of the declared function that a call stands in, in a literal or not.
func declared(c summary.CallRef) string {
	fn := c.Call.Fn
	for fn >= 0 && c.Pkg.Funcs[fn].Parent >= 0 {
		fn = c.Pkg.Funcs[fn].Parent
	}
	if fn < 0 {
		return ""
	}
	return c.Pkg.Funcs[fn].Key
}

// alike reports whether the names of two methods say that the second does for many what the first does: they share a word that means
// something, or the second says that it is for many. Two that write begin with the same verb.
func alike(one, all string, write bool) bool {
	if write && !strings.EqualFold(words(one)[0], words(all)[0]) {
		return false
	}
	for _, w := range words(all) {
		switch w = strings.ToLower(w); w {
		case "many", "batch", "bulk", "multi", "all", "list", "ids":
			return true
		case "get", "find", "load", "fetch", "by", "id", "for", "of", "with", "create", "insert", "update", "delete", "save", "add":
			continue
		default:
			for _, v := range words(one) {
				if v = strings.ToLower(v); strings.TrimSuffix(v, "s") == strings.TrimSuffix(w, "s") {
					return true
				}
			}
		}
	}
	return write
}

// words splits a name in camel case.
func words(name string) []string {
	var out []string
	start := 0
	for i := 1; i < len(name); i++ {
		if upper := 'A' <= name[i] && name[i] <= 'Z'; upper && !('A' <= name[i-1] && name[i-1] <= 'Z') {
			out = append(out, name[start:i])
			start = i
		}
	}
	return append(out, name[start:])
}

// many reports whether a method with signature all does for many what one with signature one does.
func many(one, all string, write bool) bool {
	in, out := cut(one)
	ins, outs := cut(all)
	if len(in) == 0 {
		return false
	}
	key := in[len(in)-1]
	takes := false
	for _, t := range ins {
		takes = takes || strings.TrimPrefix(t, "...") == "[]"+key || t == "..."+key
	}
	if !takes || write {
		return takes
	}
	if len(out) == 0 || len(outs) == 0 || out[0] == "error" {
		return false
	}
	result := strings.TrimLeft(out[0], "[]*")
	return strings.HasSuffix(outs[0], result) && (strings.HasPrefix(outs[0], "[]") || strings.HasPrefix(outs[0], "map["))
}

// cut splits a signature into the types of parameters and results. Types with commas in them give pieces that match nothing.
func cut(sig string) (in, out []string) {
	params, results, _ := strings.Cut(strings.TrimPrefix(sig, "func("), ")")
	split := func(s string) []string {
		s = strings.Trim(s, " ()")
		if s == "" {
			return nil
		}
		return strings.Split(s, ", ")
	}
	return split(params), split(results)
}
