// Package route finds where a program is entered: the routes of HTTP routers with the prefixes of their groups and the middleware before their
// handlers, the methods of gRPC services, GraphQL resolvers, consumers of messages, scheduled jobs, commands of a command line and loops that wait
// for a clock or for work.
//
// Which calls register what is in the catalog (kinds router, route, group, use and others). A registration is read as it would run: where its
// router, path or handler is a parameter, each call of the function around it is a registration of its own. What cannot be seen is said in
// Entry.Open; nothing is guessed.
package route

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/prodlint/prodlint/internal/summary"
)

// Kind says what makes an entry run.
type Kind string

// The kinds of entries.
const (
	HTTP     Kind = "http"
	RPC      Kind = "rpc"      // a method of a gRPC service or a Connect procedure
	GraphQL  Kind = "graphql"  // a resolver of a query, mutation or subscription
	Lambda   Kind = "lambda"   // a function that a function host runs
	Consumer Kind = "consumer" // takes messages
	Schedule Kind = "schedule" // by a clock
	Command  Kind = "command"  // a command of a command line
	Loop     Kind = "loop"     // a loop that waits for a clock or for work
)

// Requests reports whether somebody waits for what an entry of the kind answers.
func (k Kind) Requests() bool { return k == HTTP || k == RPC || k == GraphQL || k == Lambda }

// Unseen stands for the part of a path that is not known.
const Unseen = "…"

// Entry is a place where a program is entered.
type Entry struct {
	Kind Kind
	// Methods are the HTTP methods, sorted; none means all of them. Of GraphQL the kind of operation.
	Methods []string
	// Path is the pattern with all prefixes, Unseen in place of what is not known; of other kinds what names the entry.
	Path string
	// Below says that paths below Path are answered, too.
	Below   bool
	Handler Handler
	// At is the call that registers it, if one does; Pos where that is, or where the handler stands.
	At  summary.CallRef
	Pos summary.Pos
	// Chain is the middleware before the handler, outermost first.
	Chain []Step
	// Open says in words what is not known.
	Open []string
}

// Handler is what answers.
type Handler struct {
	// Func is the function; zero for one of a library, or where it is not known.
	Func summary.FuncRef
	// Name is how code calls it: "handlers.Feed", "promhttp.Handler"; empty where it is not known.
	Name string
	Pos  summary.Pos
}

// Step is a middleware, or a function that makes a handler of another.
type Step struct {
	Name string // how code calls it
	Key  string // FuncKey of the function that is it or makes it, if it is known
	// What says what it does, as the catalog's kind guards does; empty where that is not known. ByName says that its name alone tells.
	What   string
	ByName bool
	// Funcs are the functions of the program that are it.
	Funcs []summary.FuncRef
	// Early says that it runs before what the library itself does for each request, such as bounding bodies.
	Early bool
	Pos   summary.Pos
}

// Name is what the entry is called in reports: "GET /feed", "rpc Feed/Load", "command migrate".
func (e *Entry) Name() string {
	switch e.Kind {
	case HTTP:
		return e.Method() + " " + e.Path
	case GraphQL:
		return e.Method() + " " + e.Path
	}
	return string(e.Kind) + " " + e.Path
}

// Method returns the methods as one word, "ANY" for all.
func (e *Entry) Method() string {
	if len(e.Methods) == 0 {
		return "ANY"
	}
	return strings.Join(e.Methods, ",")
}

// Does reports whether a middleware of the entry does something, such as "auth"; see the catalog's kind guards.
func (e *Entry) Does(what string) bool {
	return slices.ContainsFunc(e.Chain, func(s Step) bool { return s.What == what })
}

// Webhook reports whether the entry is called by another service when something happens there, by the words of its path and handler.
func (e *Entry) Webhook() bool {
	if e.Kind != HTTP && e.Kind != Lambda {
		return false
	}
	text := strings.ToLower(e.Path + " " + e.Handler.Name)
	return strings.Contains(text, "webhook") || strings.Contains(text, "web_hook") || strings.Contains(text, "web-hook")
}

// Unread is a call that registers routes in a way that is not read.
type Unread struct {
	Library string
	Call    summary.CallRef
}

// Map holds the entries of a program.
type Map struct {
	Program *summary.Program
	// Entries are sorted by kind, path and methods.
	Entries []*Entry
	// Cut says that the search ended early, as a program of its size asks for too much: routes may be missing, or lack a part of their path.
	Cut bool
	// Unread are registrations with routers that are not known, one a library.
	Unread []Unread

	at    map[*summary.Function][]*Entry // by handler and middleware
	once  sync.Once
	named map[[2]string][]summary.FuncRef // by package and display name
}

type mapKey struct{}

// Of returns the entries of a program. They are worked out once.
func Of(prog *summary.Program) *Map {
	return prog.Memo(mapKey{}, func() any { return build(prog) }).(*Map)
}

func build(prog *summary.Program) *Map {
	m := &Map{Program: prog}
	r := newReader(prog)
	m.Entries = append(m.Entries, r.routes()...)
	m.Entries = append(m.Entries, r.services()...)
	m.Entries = append(m.Entries, resolvers(prog)...)
	m.Entries = append(m.Entries, r.events()...)
	m.Entries = append(m.Entries, r.jobs()...)
	m.Unread, m.Cut = r.unread, r.work > maxWork
	rank := []Kind{HTTP, RPC, GraphQL, Lambda, Consumer, Schedule, Loop, Command}
	slices.SortStableFunc(m.Entries, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(slices.Index(rank, a.Kind), slices.Index(rank, b.Kind)), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method(), b.Method()),
			comparePos(a.Handler.Pos, b.Handler.Pos), comparePos(a.Pos, b.Pos))
	})
	m.Entries = slices.CompactFunc(m.Entries, sameEntry)
	m.index()
	m.Entries = slices.DeleteFunc(m.Entries, func(e *Entry) bool { return e.Kind == Loop && len(m.at[e.Handler.Func.Func]) > 1 })
	return m
}

// sameEntry reports whether two entries are one that was read on two ways. The first takes over what is only known of the second.
func sameEntry(a, b *Entry) bool {
	if a.Kind != b.Kind || a.Path != b.Path || a.Method() != b.Method() || a.Handler.Pos != b.Handler.Pos || a.Handler.Name != b.Handler.Name || a.Pos != b.Pos {
		return false
	}
	for _, s := range b.Chain {
		if !slices.ContainsFunc(a.Chain, func(o Step) bool { return o.Name == s.Name && o.Pos == s.Pos }) {
			a.Chain = append(a.Chain, s)
		}
	}
	return true
}

func comparePos(a, b summary.Pos) int {
	return cmp.Or(cmp.Compare(a.Pkg, b.Pkg), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
}
