package webhookidempotency

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// gated reports whether something on the way to an effect keeps it from happening for an event that was seen before.
func (j *index) gated(e *effect.Effect) bool {
	for n := e; n != nil && !n.Via.IsZero(); n = n.Next {
		for v := n.Via; ; {
			f := j.Enclosing(v)
			if f.IsZero() {
				break
			}
			if j.checked(v) || j.branches(f, v) {
				return true
			}
			if !f.Func.Lit || f.Func.Site < 0 {
				break
			}
			v = summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[f.Func.Site]}
		}
	}
	return false
}

// checked reports whether a call stands where something was not found, or was in a state that allows it.
func (j *index) checked(v summary.CallRef) bool {
	for i := range v.Pkg.Checks {
		ch := &v.Pkg.Checks[i]
		from := summary.CallRef{Pkg: v.Pkg, Call: &v.Pkg.Calls[ch.Call]}
		if from.Call.Pos.File != v.Call.Pos.File || from.Call == v.Call || !ch.Covers(v.Call.Pos) || handler.Root(j.Enclosing(from)).Func != handler.Root(j.Enclosing(v)).Func {
			continue
		}
		if ch.Holds == summary.Missing && ch.Field == "" || ch.Holds == summary.Fits && (ch.Field == "" && ch.Value > 0 || state().MatchString(ch.Field)) {
			if j.looks(from) || slices.ContainsFunc(ch.Through, func(k int32) bool { return j.looks(summary.CallRef{Pkg: v.Pkg, Call: &v.Pkg.Calls[k]}) }) {
				return true
			}
		}
	}
	return false
}

// looks reports whether a call reads what is kept.
func (j *index) looks(c summary.CallRef) bool {
	return slices.ContainsFunc(j.effects.At(c), func(e *effect.Effect) bool { return e.Kind == effect.Read || e.Kind == effect.CacheGet })
}

// branches reports whether an earlier call of a function decides whether call v runs, and asks whether the event was seen before.
func (j *index) branches(f summary.FuncRef, v summary.CallRef) bool {
	at := int32(-1)
	for b := range f.Func.Flow {
		for _, i := range f.Func.Flow[b].Calls {
			if &f.Pkg.Calls[i] == v.Call {
				at = int32(b)
			}
		}
	}
	if at < 0 {
		return false
	}
	for b := range f.Func.Flow {
		block := &f.Func.Flow[b]
		if block.Else < 0 || len(block.Asks)+len(block.Compares) == 0 {
			continue
		}
		then, els := reaches(f.Func, block.Then, at), reaches(f.Func, block.Else, at)
		if then == els {
			continue
		}
		is, not := block.ElseIs, block.ThenIs
		if then {
			is, not = block.ThenIs, block.ElseIs
		}
		if is == summary.Unsure && not == summary.Failed {
			is = noSuchError
		}
		for _, i := range block.Asks {
			if j.decides(summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}, v, is) {
				return true
			}
		}
		for _, i := range block.Compares {
			if j.decides(summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}, v, summary.Unsure) {
				return true
			}
		}
	}
	return false
}

// noSuchError is the outcome of a call that has not failed in the way which was asked about.
const noSuchError = summary.Outcome(100)

// reaches reports whether one piece of a function may run after another.
func reaches(f *summary.Function, from, to int32) bool {
	seen := map[int32]bool{}
	for queue := []int32{from}; len(queue) > 0; queue = queue[1:] {
		b := queue[0]
		if b == to {
			return true
		}
		if !seen[b] {
			seen[b] = true
			queue = append(queue, f.Flow[b].Next()...)
		}
	}
	return false
}

// decides reports whether a call asks whether an event was seen before; is says what it gave where call v runs.
func (j *index) decides(c, v summary.CallRef, is summary.Outcome) bool {
	for depth := 0; depth < 3 && !c.IsZero() && c.Call != v.Call; depth++ {
		if j.recognises(c, is) {
			return true
		}
		c = j.source(c)
	}
	return false
}

// source returns the call whose result another is about: that of a method of it, or an argument.
func (j *index) source(c summary.CallRef) summary.CallRef {
	if c.Call.Recv != summary.None {
		for _, o := range j.Origins(j.Arg(c, -1)) {
			if from := j.CallOf(o); !from.IsZero() && from.Pkg == c.Pkg {
				return from
			}
		}
	}
	return summary.CallRef{}
}

// deduping are words in the names of functions that ask whether something was done before.
var deduping = words("seen processed duplicate duplicated dup already dedupe dedup deduplicate idempotent idempotency handled claim claimed claims once nx onlyonce replay replayed")

func dedupes(name string) bool {
	name = strings.ReplaceAll(name, "NX", "Nx")
	return slices.ContainsFunc(handler.Words(name[strings.LastIndexByte(name, '/')+1:]), func(w string) bool { return deduping[w] })
}

// recognises reports whether a call asks whether an event was seen before.
func (j *index) recognises(c summary.CallRef, is summary.Outcome) bool {
	if _, ok := j.Catalog.Get(c.Call.Callee, "onlyone"); (ok || dedupes(c.Name())) && (is != summary.Succeeded || len(c.Call.Results) < 2) {
		return true
	}
	for _, e := range j.effects.At(c) {
		last := e.Last()
		if _, ok := j.Catalog.Get(last.Via.Call.Callee, "onlyone"); ok && is != summary.Succeeded {
			return true
		}
		switch e.Kind {
		case effect.Read, effect.CacheGet:
			switch is {
			case summary.True, summary.Something, summary.Succeeded, noSuchError: // it goes on where something is there
			default:
				return true
			}
		case effect.Write:
			if j.claims(e, last, is) {
				return true
			}
		}
	}
	return false
}

// claims reports whether a write tells by its outcome whether another has been there before: it inserts a row that can be there once, or changes
// one that is in a certain state.
func (j *index) claims(e, last *effect.Effect, is summary.Outcome) bool {
	for _, s := range j.statements.At(last.Via) {
		switch {
		case s.Verb == "INSERT" && s.Conflict && is != summary.Succeeded:
			return true
		case s.Verb == "INSERT" && !s.Conflict && record(s.Target()):
			return true
		case s.Verb == "UPDATE" && states(s) && is != summary.Succeeded:
			return true
		}
	}
	return len(j.statements.At(last.Via)) == 0 && e.Verb == "INSERT" && record(e.On)
}
