// Package rowflow finds writes that rest on what an earlier statement has read of the same rows, with nothing in between that keeps others
// from changing them: values that are read, changed in memory and written back, and checks that decide whether to write. The rules lostupdate
// and checkthenact report what it finds.
package rowflow

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/summary"
)

// Kind says what goes wrong when two run at the same time.
type Kind uint8

// The kinds.
const (
	Lost   Kind = iota + 1 // what one has written is overwritten by the other with what it had read before
	Checks                 // both find that they may write
)

// Race is a write that rests on an earlier read.
type Race struct {
	Kind  Kind
	Write summary.CallRef // the call that writes, in the function that owns both
	Read  summary.CallRef // the call that read
	Table string
	// Columns are those that are computed from what was read, or with Stale those that are written back as they were read.
	Columns []string
	Stale   bool
	// Check is the condition that decides, of a race of kind Checks, or beside a lost update.
	Check  *summary.Check
	Insert bool
	// Reads and Writes are the two statements, nil where they are not known.
	Reads, Writes *query.Statement
	write         *effect.Effect
	effect        *effect.Effect
}

// Index holds the races of a program.
type Index struct {
	prog    *summary.Program
	effects *effect.Index
	queries *query.Index
	calls   map[*summary.Call]int32 // numbers within their package
	carries map[*summary.Package]map[int32][]*summary.Carry
	names   map[string]string // tables of struct types by their names as plainTable has them; empty for a name of several types
	safe    *safety
	races   map[*summary.Package][]Race
}

type indexKey struct{}

// Of returns the races of a program. They are worked out once.
func Of(prog *summary.Program) *Index {
	return prog.Memo(indexKey{}, func() any {
		x := &Index{prog: prog, effects: effect.Of(prog), queries: query.Of(prog), calls: map[*summary.Call]int32{}, carries: map[*summary.Package]map[int32][]*summary.Carry{}, races: map[*summary.Package][]Race{}}
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				x.calls[&pkg.Calls[i]] = int32(i)
			}
			by := map[int32][]*summary.Carry{}
			for i := range pkg.Carries {
				c := &pkg.Carries[i]
				by[c.To] = append(by[c.To], c)
			}
			x.carries[pkg] = by
		}
		x.names = x.tableNames()
		x.safe = newSafety(x)
		for _, pkg := range prog.Packages {
			if len(pkg.Carries)+len(pkg.Checks) > 0 && !x.safe.local && !prog.TestSupport(pkg) {
				x.races[pkg] = x.find(pkg)
			}
		}
		return x
	}).(*Index)
}

// In returns the races whose writes stand in a package, in the order of the calls: one for each write, the graver one where there are two.
func (x *Index) In(pkg *summary.Package) []Race { return x.races[pkg] }

// Handled reports whether somebody asks, of the error of an effect that inserts rows at a call, whether the row is there already.
func (x *Index) Handled(c summary.CallRef, e *effect.Effect) bool {
	x.safe.scan()
	return x.safe.handled(&write{call: c, effect: e})
}

// find looks at the calls of a package that write.
func (x *Index) find(pkg *summary.Package) []Race {
	var out []Race
	type cause struct {
		kind Kind
		read *summary.Call
		root *summary.Function
	}
	told := map[cause]bool{}
	for i := range pkg.Calls {
		c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") || sqlsite.Migration(c) {
			continue
		}
		for _, e := range x.effects.At(c) {
			if e.Kind != effect.Write {
				continue
			}
			if r, ok := x.race(c, e); ok {
				why := cause{r.Kind, r.Read.Call, x.root(c)}
				if !told[why] && (r.Insert || !told[cause{Lost, why.read, why.root}]) {
					told[why] = true
					out = append(out, r)
				}
				break
			}
		}
	}
	return out
}

// race judges one effect of a call.
func (x *Index) race(c summary.CallRef, e *effect.Effect) (Race, bool) {
	w := x.write(c, e)
	if w == nil {
		return Race{}, false
	}
	r, lost := x.lost(w)
	check, checks := x.checks(w)
	switch {
	case lost:
		r.Check = check.Check
	case checks:
		r = check
	default:
		return Race{}, false
	}
	if x.prog.OneShot(c) || x.safe.holds(w, r) {
		return Race{}, false
	}
	r.write, r.Writes = e, w.statement
	r.Reads, _ = x.statement(r.effect, func(s *query.Statement) bool { return s.Verb == "SELECT" })
	return r, true
}

// write is a call that writes rows.
type write struct {
	call   summary.CallRef
	effect *effect.Effect
	// statement is nil where the library makes it and nothing is known of it.
	statement *query.Statement
	last      *effect.Effect // the effect at the call that is given the statement
	table     string
	insert    bool
	// chain are the calls of the builder that makes the statement, if the call itself runs it, with the call.
	chain []summary.CallRef
}

// write returns what is known of a write, nil for one that neither updates nor inserts.
func (x *Index) write(c summary.CallRef, e *effect.Effect) *write {
	w := &write{call: c, effect: e, table: e.On, chain: []summary.CallRef{c}}
	if e.Next == nil {
		w.chain = sqlChain(x.prog, c)
	}
	w.statement, w.last = x.statement(e, func(s *query.Statement) bool { return s.Verb == "UPDATE" || s.Verb == "INSERT" })
	verb := e.Verb
	if s := w.statement; s != nil {
		verb = s.Verb
		if t := s.Target(); t != "" {
			w.table = t
		}
	} else if verb == "" {
		verb = verbOf(e.Callee())
	}
	if w.table == "" && w.statement == nil {
		w.table = x.model(w)
	}
	if t := x.names[plainTable(w.table)]; t != "" && w.statement == nil {
		w.table = t
	}
	switch verb {
	case "UPDATE":
	case "INSERT":
		w.insert = true
	default:
		return nil
	}
	return w
}

// model returns the name of the struct type whose row an object mapper writes, where that is all that names the table.
func (x *Index) model(w *write) string {
	for _, c := range w.chain {
		for k := range c.Call.Args {
			if id := x.prog.Arg(c, k); id != summary.NoID {
				if typ := x.prog.Value(id).Type; len(x.prog.StructFields(typ)) > 0 && !strings.HasPrefix(typ, "[]") {
					_, name, _ := cutLast(typ)
					return name
				}
			}
		}
	}
	return ""
}

// verbOf returns the statement that a method of an object mapper makes, by its name and that of its type.
func verbOf(callee string) string {
	recv, name, _ := strings.Cut(strings.TrimLeft(callee, "(*"), ").")
	typ := recv[strings.LastIndexByte(recv, '.')+1:]
	has := func(s string, words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
	}
	switch {
	case has(name, "Upsert", "OrCreate", "OrInsert", "OrUpdate"):
		return ""
	case name == "Save", has(name, "Update", "Replace"), has(typ, "Update"):
		return "UPDATE"
	case has(name, "Insert", "Create"), has(typ, "Insert", "Create"):
		return "INSERT"
	}
	return ""
}

// statement returns the statement of an effect, and the effect at the call that is given it: the one nearest to the call that has the effect.
func (x *Index) statement(e *effect.Effect, is func(*query.Statement) bool) (*query.Statement, *effect.Effect) {
	for n := e; n != nil && !n.Via.IsZero(); n = n.Next {
		for _, s := range x.queries.At(n.Via) {
			if is(s) && (e.On == "" || s.Target() == "" || x.alike(s.Target(), e.On) || strings.Contains(e.On, "\x00")) {
				return s, n
			}
		}
	}
	return nil, e.Last()
}

// alike reports whether two names may be those of one table: they differ in case, schema, quotes, underscores and number only.
func alike(a, b string) bool { return plainTable(a) == plainTable(b) && plainTable(a) != "" }

func plainTable(name string) string {
	name = name[strings.LastIndexByte(name, '.')+1:]
	name = strings.ReplaceAll(strings.ToLower(strings.Trim(name, "`\"[]")), "_", "")
	switch {
	case strings.HasSuffix(name, "ies"):
		return strings.TrimSuffix(name, "ies") + "y"
	case strings.HasSuffix(name, "ses"), strings.HasSuffix(name, "xes"), strings.HasSuffix(name, "ches"):
		return strings.TrimSuffix(name, "es")
	}
	return strings.TrimSuffix(name, "s")
}

// plain is a name of a column or field in lower case without what joins its words.
func plain(name string) string {
	name = name[strings.LastIndexByte(name, '.')+1:]
	return strings.ReplaceAll(strings.ToLower(name), "_", "")
}

// read returns the read that a call has of a table, directly or by a statement that is put together from it.
func (x *Index) read(c summary.CallRef, w *write) (summary.CallRef, *effect.Effect) {
	for _, e := range x.effects.At(c) {
		if e.Kind == effect.Read && x.same(e, w) {
			return c, e
		}
	}
	if len(x.prog.Callees(c)) > 0 || c.Call.Recv == summary.None {
		return c, nil
	}
	for _, up := range x.made(c) {
		if up.Pkg != c.Pkg || x.root(up) != x.root(c) {
			continue
		}
		for _, e := range x.effects.At(up) {
			if e.Kind == effect.Read && x.same(e, w) {
				return up, e
			}
		}
	}
	return c, nil
}

// made returns the calls of the builder that a call begins or goes on with.
func (x *Index) made(c summary.CallRef) []summary.CallRef { return sqlsite.Chain(x.prog, c) }

// same reports whether a read and a write are of one table: of one name, or where none is known of one handle or type.
func (x *Index) same(e *effect.Effect, w *write) bool {
	if w.table != "" && e.On != "" {
		return x.alike(e.On, w.table)
	}
	read, write := e.Last().Via, w.effect.Last().Via
	if read.IsZero() || write.IsZero() {
		return false
	}
	a, b := x.prog.Arg(read, -1), x.prog.Arg(write, -1)
	return a == b && a != summary.NoID && x.prog.Value(a).Kind == summary.Field
}

// root returns the declared function that a call stands in.
func (x *Index) root(c summary.CallRef) *summary.Function {
	f := x.prog.Enclosing(c)
	for !f.IsZero() && f.Func.Parent >= 0 {
		f = f.Outer()
	}
	return f.Func
}

// at returns call i of a package.
func at(pkg *summary.Package, i int32) summary.CallRef {
	if i < 0 {
		return summary.CallRef{}
	}
	return summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
}
