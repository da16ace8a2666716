// Package query says what statements a program has its databases run: for each call the verb, the tables, the conditions with their columns
// and the values of the program that are bound to them, as far as the program shows it. Text is read token by token, without a parser of
// any dialect; object mappers and builders give the same Statement as text does. What libraries do is in the catalog.
package query

import (
	"strings"
	"sync"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Index holds the statements of a program. It is safe for concurrent use.
type Index struct {
	Program *summary.Program

	mu        sync.Mutex
	finder    *sqlsite.Finder
	packages  map[*summary.Package][]*Statement
	calls     map[*summary.Call][]*Statement
	dialects  []Dialect
	byLibrary map[string]Dialect // of libraries that speak to one database alone
}

type indexKey struct{}

// Of returns the statements of a program. Packages are read when they are first asked for.
func Of(prog *summary.Program) *Index {
	return prog.Memo(indexKey{}, func() any {
		x := &Index{Program: prog, finder: sqlsite.NewFinder(prog), packages: map[*summary.Package][]*Statement{}, calls: map[*summary.Call][]*Statement{},
			dialects: dialects(prog), byLibrary: map[string]Dialect{}}
		for _, e := range prog.Catalog.All("dialect") {
			if e.Has("only") {
				x.byLibrary[catalog.PackageOf(e.Key)] = Dialect(e.Attrs["name"])
			}
		}
		return x
	}).(*Index)
}

// Dialects returns the dialects of the drivers that the program imports, sorted.
func (x *Index) Dialects() []Dialect { return x.dialects }

// Only reports whether the program imports drivers of one dialect alone.
func (x *Index) Only(d Dialect) bool { return len(x.dialects) == 1 && x.dialects[0] == d }

// In returns the statements of the calls in a package, in the order of the calls. Tests are left out; generated code is not.
func (x *Index) In(pkg *summary.Package) []*Statement {
	x.mu.Lock()
	defer x.mu.Unlock()
	if out, ok := x.packages[pkg]; ok {
		return out
	}
	var out []*Statement
	for _, site := range x.finder.In(pkg, interesting) {
		if !site.Entry.Has("builder") {
			out = append(out, x.text(site)...)
		}
	}
	for i := range pkg.Calls {
		c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
		if e, ok := x.Program.Catalog.Get(c.Call.Callee, "runs"); ok && !strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			out = append(out, x.built(c, e)...)
		}
	}
	x.packages[pkg] = out
	for _, s := range out {
		x.calls[s.Call.Call] = append(x.calls[s.Call.Call], s)
		for _, run := range s.runs {
			if run.Call != s.Call.Call && len(s.Path) == 0 {
				x.calls[run.Call] = append(x.calls[run.Call], s)
			}
		}
	}
	return out
}

// At returns the statements of a call: of one that is handed a text, or runs what a builder has put together. There are several where the
// text may be one of several, or holds several.
func (x *Index) At(c summary.CallRef) []*Statement {
	x.In(c.Pkg)
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.calls[c.Call]
}

// interesting reports whether a literal part may belong to a statement, so that it is followed to the functions it is handed to.
func interesting(lit string) bool {
	if len(lit) < 6 {
		return false
	}
	lit = strings.ToUpper(lit[:min(len(lit), 400)])
	for _, word := range []string{"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE", "DROP", "VACUUM", "ANALYZE", "REINDEX", "OPTIMIZE", "CLUSTER", "WITH ", "LOCK "} {
		if strings.Contains(lit, word) {
			return true
		}
	}
	return false
}

// text returns the statements in a text.
func (x *Index) text(site sqlsite.Site) []*Statement {
	if strings.Trim(string(site.Text), string(sqltext.Hole)+" ;\n\t") == "" {
		return nil
	}
	if runs := x.executions(site); len(runs) > 0 {
		var out []*Statement
		for _, c := range runs {
			out = append(out, x.statements(site, newBinder(x.Program, site, c), c)...)
		}
		return out
	}
	return x.statements(site, newBinder(x.Program, site, summary.CallRef{}), summary.CallRef{})
}

// executions returns the calls that run the statement that a call prepares.
func (x *Index) executions(site sqlsite.Site) []summary.CallRef {
	if site.Entry.Kind != "prepare" {
		return nil
	}
	lib := site.Call
	if n := len(site.Path); n > 0 {
		lib = site.Path[n-1]
	}
	var out []summary.CallRef
	for _, a := range x.Program.Aliases(x.Program.Result(lib, 0)) {
		for _, u := range x.Program.Uses(a) {
			if _, ok := x.Program.Catalog.Get(u.Call.Callee, "runprepared"); ok && u.Arg == -1 && !strings.HasSuffix(u.Call.Pos.File, "_test.go") {
				out = append(out, u.CallRef)
			}
		}
	}
	return out
}

// statements returns the statements in a text, run by a prepared one at call run if that is set.
func (x *Index) statements(site sqlsite.Site, b *binder, run summary.CallRef) []*Statement {
	list := sqltext.Statements(site.Text)
	var out []*Statement
	for _, st := range list {
		if st.Query.Verb == "" {
			continue
		}
		s := &Statement{Call: site.Call, Path: site.Path, Template: site.Text, Base: site.Base, Origin: site.Origin, Holes: site.Holes, Sure: !site.Shared && !site.Kept, prog: x.Program}
		if !run.IsZero() {
			s.Call, s.Path, s.Prepared = run, nil, site.Call
		}
		s.Dialect = x.dialectOf(site.Entry, st.Tokens)
		r := reader{binder: b, st: s}
		r.read(st)
		out = append(out, s)
	}
	return out
}
