package sqlsite

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Chain returns the calls that put together the same builder as call c does, c included: those its receiver comes from and those made on
// its result, as long as the builder keeps its type.
func Chain(prog *summary.Program, c summary.CallRef) []summary.CallRef {
	root := c
	for range 64 {
		up, ok := above(prog, root)
		if !ok {
			break
		}
		root = up
	}
	seen := map[*summary.Call]bool{root.Call: true}
	out := []summary.CallRef{root}
	for i := 0; i < len(out) && len(out) < 256; i++ {
		result := prog.Result(out[i], 0)
		if result == summary.NoID {
			continue
		}
		for _, a := range prog.Aliases(result) {
			for _, u := range prog.Uses(a) {
				if u.Arg == -1 && !seen[u.Call] {
					seen[u.Call] = true
					out = append(out, u.CallRef)
				}
			}
		}
	}
	return out
}

// above returns the call whose result is the receiver of c, where both are builders of one type.
func above(prog *summary.Program, c summary.CallRef) (summary.CallRef, bool) {
	recv := prog.Arg(c, -1)
	if recv == summary.NoID {
		return c, false
	}
	for _, o := range prog.Origins(recv) {
		if v := prog.Value(o); v.Kind == summary.Result && v.Index == 0 && v.Type == prog.Value(prog.Result(c, 0)).Type {
			return prog.CallOf(o), true
		}
	}
	return c, false
}

// Source is what a builder selects from.
type Source struct {
	Table   string // the table or model; empty where it is not known
	Derived bool   // a subquery
}

// SourceOf returns the first thing that the builder of call c selects from.
func SourceOf(prog *summary.Program, c summary.CallRef) Source {
	if prog.Result(c, 0) == summary.NoID {
		return Source{}
	}
	r := newResolver(prog)
	for _, call := range Chain(prog, c) {
		for _, e := range prog.Catalog.Of(call.Call.Callee) {
			if e.Attrs["builder"] == "subquery" {
				return Source{Derived: true}
			}
			if e.Attrs["builder"] != "from" || !e.Has("sql") {
				continue
			}
			arg := prog.Arg(call, e.Int("sql", 0))
			if arg == summary.NoID {
				continue
			}
			if s, ok := r.source(arg); ok {
				return s
			}
		}
	}
	return Source{}
}

// SelectsAll reports whether call c begins a builder that is run without ever being told which columns to select, which the library
// takes for all of them, and returns what it selects from.
func SelectsAll(prog *summary.Program, c summary.CallRef) (Source, bool) {
	e, ok := prog.Catalog.Get(c.Call.Callee, "selectall")
	if !ok || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
		return Source{}, false
	}
	columns, run := strings.Split(e.Attrs["columns"], ","), strings.Split(e.Attrs["run"], ",")
	runs := false
	for _, call := range Chain(prog, c) {
		name := call.Call.Callee[strings.LastIndexByte(call.Call.Callee, '.')+1:]
		if slices.Contains(columns, name) && (len(call.Call.Args) > 0 || call.Call != c.Call) {
			return Source{}, false
		}
		runs = runs || slices.Contains(run, name)
	}
	if !runs {
		return Source{}, false
	}
	return SourceOf(prog, c), true
}

func (r *resolver) source(arg summary.ID) (Source, bool) {
	var found []Source
	for _, t := range r.resolve(arg, maxDepth) {
		tm := r.template(t)
		if strings.Trim(string(tm), string(sqltext.Hole)) == "" {
			continue
		}
		src := Source{Derived: true}
		for _, s := range sqltext.Statements("FROM " + tm) {
			if len(s.Query.Tables) > 0 {
				tab := s.Query.Tables[0]
				src = Source{Table: tab.Name, Derived: tab.Sub != nil || tab.Func}
			}
		}
		found = append(found, src)
	}
	switch {
	case len(found) == 1:
		return found[0], true
	case len(found) > 1: // one of several: none can be named
		return Source{Derived: !slices.ContainsFunc(found, func(s Source) bool { return !s.Derived })}, true
	}
	for _, o := range r.prog.Origins(arg) {
		switch v := r.prog.Value(o); v.Kind {
		case summary.Lit, summary.Zero, summary.Param:
			typ := strings.TrimPrefix(v.Type, "[]")
			if i := strings.LastIndexByte(typ, '.'); i >= 0 {
				return Source{Table: typ[i+1:]}, true
			}
		case summary.Result:
			if r.prog.Catalog.Knows(catalog.PackageOf(r.prog.CallOf(o).Call.Callee)) {
				return Source{Derived: true}, true // an expression of the library, such as another select
			}
		}
	}
	return Source{}, false
}
