package swallowederror

import (
	"slices"
	"strings"
	"unicode"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// besides are words in the names of what is done beside the work: nobody fails a request because it did not work.
var besides = []string{"metric", "metrics", "stat", "stats", "audit", "track", "tracking", "telemetry", "analytics", "touch", "seen", "cleanup", "clean", "cache", "invalidate",
	"evict", "purge", "prune", "gc", "log", "logs", "record", "trace", "span", "heartbeat", "counter", "count", "increment", "view", "views", "hit", "hits", "usage", "activity",
	"rollback", "close", "release", "unlock", "abort", "cancel", "stop", "kill", "shutdown", "flush", "discard", "undo", "revert", "compensate", "refresh", "warm", "prefetch",
	"ping", "try", "may", "clear", "expire", "fail", "gravatar", "last", "maybe", "broadcast", "history", "presence", "progress", "temp", "tmp", "effort"}

// minors are words in the names of what follows from the work, and is tried once.
var minors = []string{"start", "restart", "resume", "launch", "notify", "notification", "notifications", "webhook", "webhooks", "event", "events", "alert", "alerts", "dispatch", "index", "reindex", "meta",
	"thumb", "thumbnail", "preview", "sync", "report", "favicon", "avatar", "hook", "hooks", "image"}

// minor reports whether a call, or the function that it stands in if that is no handler itself, does something that follows from the work, by their names.
func minor(prog *summary.Program, c summary.CallRef, e *effect.Effect) bool {
	return has(called(c), minors) || has(e.On, minors) || has(own(c.Pkg.FunctionName(c.Call.Fn)), minors) && !handler.Answers(prog, prog.Enclosing(c))
}

// aside reports whether a call does something beside the work, by its name, those of the functions on the way and of what they are about. What the
// handler is called like is the work.
func aside(prog *summary.Program, c summary.CallRef, e *effect.Effect) bool {
	if beside(called(c)) || beside(e.On) || beside(own(c.Pkg.FunctionName(c.Call.Fn))) && !handler.Answers(prog, prog.Enclosing(c)) {
		return true
	}
	for n := e.Next; n != nil && !n.Via.IsZero(); n = n.Next {
		if beside(called(n.Via)) {
			return true
		}
	}
	return false
}

// own is the name of a function without that of its receiver and of literals in it.
func own(name string) string {
	if _, after, ok := strings.Cut(name, ")."); ok {
		name = after
	}
	name, _, _ = strings.Cut(name, ".")
	return name
}

func beside(name string) bool { return has(name, besides) }

func has(name string, list []string) bool {
	return slices.ContainsFunc(words(name), func(w string) bool { return slices.Contains(list, w) })
}

// words splits a name at its capitals and underscores, in lower case.
func words(name string) []string {
	var out []string
	start := 0
	rs := []rune(name)
	for i := 1; i <= len(rs); i++ {
		if i == len(rs) || rs[i] == '_' || rs[i] == '.' || unicode.IsUpper(rs[i]) && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1])) {
			if w := strings.Trim(strings.ToLower(string(rs[start:i])), "_."); w != "" {
				out = append(out, w)
			}
			start = i
		}
	}
	return out
}

// consumes reports whether a call stands in a loop over messages that says to the broker that they are done.
func consumes(prog *summary.Program, c summary.CallRef) bool {
	for i := c.Call.In; i >= 0; i = c.Pkg.Loops[i].Outer {
		if l := c.Pkg.Loops[i]; l.Class != summary.Consumer && l.Class != summary.Channel && l.Class != summary.Poll {
			continue
		}
		for _, o := range prog.Calls(prog.Enclosing(c)) {
			if _, ok := prog.Catalog.Get(o.Call.Callee, "ack"); ok && o.Call.In >= 0 {
				return true
			}
		}
	}
	return false
}

// what names an effect.
func what(e *effect.Effect) string {
	verb := map[effect.Kind]string{effect.Write: "the write", effect.Read: "the read", effect.Publish: "the publish", effect.Mail: "the mail", effect.Call: "the call", effect.Exec: "the command"}[e.Kind]
	if e.Verb != "" {
		verb = "the " + e.Verb
	}
	if e.On != "" && len(e.On) < 30 {
		return verb + " on " + e.On
	}
	if e.Verb == "" {
		if key := e.Callee(); key != "" && len(catalog.ShortName(key)) < 40 {
			return catalog.ShortName(key)
		}
	}
	return verb
}
