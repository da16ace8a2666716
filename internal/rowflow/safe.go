package rowflow

import (
	"slices"
	"strings"
	"sync"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/summary"
)

// safety knows what keeps two from writing on the same answer: locks, isolation, versions, and who deals with what comes of it.
type safety struct {
	x         *Index
	local     bool // the program speaks to databases in its own process alone, which one writes at a time
	scanned   sync.Once
	locking   map[*summary.Function]bool // takes a lock that others wait for, or asks for isolation
	duplicate map[*summary.Function]bool // asks whether an error is about a row that is there already
	inner     map[*summary.Function][]summary.CallRef
}

func newSafety(x *Index) *safety {
	return &safety{x: x, local: x.queries.Only(query.SQLite)}
}

// holds reports whether something keeps a race from happening, or from doing harm.
func (s *safety) holds(w *write, r Race) bool {
	if s.locksRead(r.effect) || s.versioned(w, r) || s.x.effects.Once(w.call) != "" || s.constructs(s.x.prog.Enclosing(w.call), 3) {
		return true
	}
	s.scan()
	if s.guarded(w.call) {
		return true
	}
	return r.Insert && (s.handled(w) || s.readAgain(w, r))
}

// constructs reports whether a function only runs in constructors that nothing of the program calls: how often is not known.
func (s *safety) constructs(f summary.FuncRef, depth int) bool {
	for !f.IsZero() && f.Func.Parent >= 0 {
		f = f.Outer()
	}
	if f.IsZero() || depth == 0 || s.x.prog.Valued(f) {
		return false
	}
	n := 0
	for _, c := range s.x.prog.Callers(f) {
		if s.x.prog.TestSupport(c.Pkg) || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		if !s.constructs(s.x.prog.Enclosing(c), depth-1) {
			return false
		}
		n++
	}
	return n > 0 || f.Func.Recv == summary.None && (strings.HasPrefix(f.Func.Name, "New") || strings.HasPrefix(f.Func.Name, "Open"))
}

// locksRead reports whether a read locks the rows that it gives.
func (s *safety) locksRead(e *effect.Effect) bool {
	for n := e; n != nil && !n.Via.IsZero(); n = n.Next {
		for _, st := range s.x.queries.At(n.Via) {
			for _, sc := range st.Scopes() {
				if sc.Lock != "" {
					return true
				}
			}
			if advisory(string(st.Template)) {
				return true
			}
		}
		if n.Next == nil && slices.ContainsFunc(sqlChain(s.x.prog, n.Via), s.rowlock) {
			return true
		}
	}
	return false
}

// rowlock reports whether a call makes a query lock its rows.
func (s *safety) rowlock(c summary.CallRef) bool {
	e, ok := s.x.prog.Catalog.Get(c.Call.Callee, "rowlock")
	if !ok {
		return false
	}
	if !e.Has("arg") {
		return true
	}
	for k := e.Int("arg", 0); k < len(c.Call.Args); k++ {
		id := s.x.prog.Arg(c, k)
		if id == summary.NoID {
			continue
		}
		for _, o := range s.x.prog.Origins(id) {
			v := s.x.prog.Value(o)
			if _, ok := s.x.prog.Catalog.Get(v.Type, "rowlock"); ok && v.Kind != summary.Const {
				return true
			}
			if v.Kind == summary.Const && (strings.Contains(strings.ToUpper(v.Value), "UPDATE") || strings.Contains(strings.ToUpper(v.Value), "SHARE")) {
				return true
			}
		}
	}
	return false
}

// advisory reports whether a statement takes a lock that is not one of rows, or sets the isolation of a transaction.
func advisory(text string) bool {
	t := strings.ToUpper(text)
	for _, word := range []string{"ADVISORY", "GET_LOCK(", "LOCK TABLE", "SP_GETAPPLOCK", "SERIALIZABLE", "REPEATABLE READ", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "FOR UPDATE"} {
		if strings.Contains(t, word) {
			return true
		}
	}
	return false
}

// versions are names of columns that change with every write of a row.
var versions = []string{"version", "revision", "rev", "etag", "lockversion", "rowversion", "xmin", "updatedat", "modifiedat", "updated", "modified", "resourceversion", "generation", "checksum", "hash", "lastupdated", "updatedon"}

// versioned reports whether a write only happens where the row is still what it was.
func (s *safety) versioned(w *write, r Race) bool {
	risk := func(name string) bool {
		p := plain(name)
		return slices.Contains(versions, p) || slices.ContainsFunc(r.Columns, func(c string) bool { return plain(c) == p })
	}
	if st := w.statement; st != nil {
		for _, p := range st.Where {
			if risk(p.Column.Name) {
				return true
			}
		}
		if st.Query != nil {
			return false
		}
	}
	for _, c := range sqlChain(s.x.prog, w.effect.Last().Via) {
		_, method, _ := cutLast(c.Call.Callee)
		if !strings.Contains(method, "Where") && method != "And" && method != "Find" && method != "ReplaceOne" && method != "UpdateOne" && method != "FindOneAndUpdate" && method != "FindOneAndReplace" {
			continue
		}
		for k := range c.Call.Args {
			for _, name := range s.mentioned(s.x.prog.Arg(c, k)) {
				if risk(name) && (k == 0 || strings.Contains(method, "One") && k == 1) {
					return true
				}
			}
		}
	}
	for _, c := range w.chain {
		for k := range c.Call.Args {
			if id := s.x.prog.Arg(c, k); id != summary.NoID && s.versionField(s.x.prog.Value(id).Type) {
				return true
			}
		}
	}
	return false
}

// mentioned returns the names in a condition: of a text those before a comparison, of a map or struct its keys.
func (s *safety) mentioned(id summary.ID) []string {
	if id == summary.NoID {
		return nil
	}
	var out []string
	if text, ok := s.x.prog.ConstOf(id); ok {
		return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" =<>!?()`\",", r) })
	}
	for _, o := range s.x.prog.Objects(id) {
		for _, f := range s.x.prog.Value(o).Fields {
			if f.Name != "" {
				out = append(out, f.Name)
			}
		}
	}
	return out
}

// versionField reports whether a struct type has a field by which its library finds out that the row has changed.
func (s *safety) versionField(typ string) bool {
	return slices.ContainsFunc(s.x.prog.StructFields(strings.TrimPrefix(typ, "[]")), func(id summary.ID) bool {
		v := s.x.prog.Value(id)
		_, ok := s.x.prog.Catalog.Get(v.Type, "versionfield")
		return ok || strings.Contains(v.Value, `xorm:"version`) || strings.Contains(v.Value, ` version"`) && strings.Contains(v.Value, "xorm:")
	})
}

// scan looks once for functions that lock, and for those that look for duplicates.
func (s *safety) scan() { s.scanned.Do(s.look) }

func (s *safety) look() {
	s.locking, s.duplicate, s.inner = map[*summary.Function]bool{}, map[*summary.Function]bool{}, map[*summary.Function][]summary.CallRef{}
	table := s.x.prog.Catalog
	for _, pkg := range s.x.prog.Packages {
		for i := range pkg.Nodes {
			v := &pkg.Nodes[i]
			if v.Fn < 0 && v.Kind != summary.Global {
				continue
			}
			if _, ok := table.Get(v.Type, "duplicate"); ok && v.Fn >= 0 {
				s.duplicate[outermost(pkg, v.Fn)] = true
			}
			if v.Kind == summary.Const && duplicateText(v.Value) {
				s.duplicate[outermost(pkg, v.Fn)] = true
			}
			if e, ok := table.Get(v.Type, "isolation"); ok && v.Kind == summary.Lit && s.isolates(pkg, v, e) {
				s.locking[outermost(pkg, v.Fn)] = true
			}
		}
		for _, e := range pkg.Edges { // err == ErrDuplicate
			if from, to := &pkg.Nodes[e.From], &pkg.Nodes[e.To]; from.Kind == summary.Global && to.Kind == summary.Expr && to.Fn >= 0 {
				if _, ok := table.Get(from.Key, "duplicate"); ok {
					s.duplicate[outermost(pkg, to.Fn)] = true
				}
			}
		}
		for _, st := range s.x.queries.In(pkg) {
			if f := st.Call.Call.Fn; f >= 0 && (advisory(string(st.Template)) || slices.ContainsFunc(st.Scopes(), func(sc query.Scope) bool { return sc.Lock != "" })) {
				s.locking[outermost(pkg, f)] = true
			}
		}
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if c.Call.Fn < 0 {
				continue
			}
			f := outermost(pkg, c.Call.Fn)
			s.inner[f] = append(s.inner[f], c)
			if s.takesLock(c) || s.rowlock(c) {
				s.locking[f] = true
			}
			if s.asksDuplicate(c) {
				s.duplicate[f] = true
			}
		}
	}
}

// outermost returns the declared function around function fn of a package.
func outermost(pkg *summary.Package, fn int32) *summary.Function {
	if fn < 0 {
		return nil
	}
	for pkg.Funcs[fn].Parent >= 0 {
		fn = pkg.Funcs[fn].Parent
	}
	return &pkg.Funcs[fn]
}

// duplicateText reports whether a text is one by which errors of databases say that a row is there already.
func duplicateText(text string) bool {
	switch text {
	case "23505", "1062":
		return true
	}
	t := strings.ToLower(text)
	return len(t) < 80 && (strings.Contains(t, "duplicate key") || strings.Contains(t, "unique constraint") || strings.Contains(t, "duplicate entry") || strings.Contains(t, "unique violation") || strings.Contains(t, "unique_violation"))
}

// isolates reports whether options of a transaction ask for a level at which it fails when others have written what it read.
func (s *safety) isolates(pkg *summary.Package, v *summary.Value, e catalog.Entry) bool {
	for _, f := range v.Fields {
		if f.Name != e.Attrs["level"] || f.Value == summary.None {
			continue
		}
		if level, ok := s.x.prog.ConstOf(s.x.prog.ID(pkg, f.Value)); ok {
			return slices.Contains(strings.Split(e.Attrs["safe"], ","), strings.ReplaceAll(strings.ToLower(level), " ", ""))
		}
	}
	return false
}

// takesLock reports whether a call takes a lock that all instances of the program share.
func (s *safety) takesLock(c summary.CallRef) bool {
	if _, ok := s.x.prog.Catalog.Get(c.Call.Callee, "applock"); ok {
		return true
	}
	if c.Call.Callee == "" || catalog.Standard(catalog.PackageOf(c.Call.Callee)) && s.x.prog.Package(catalog.PackageOf(c.Call.Callee)) == nil {
		return false
	}
	_, name, _ := cutLast(c.Call.Callee)
	name = strings.ToLower(name)
	return strings.Contains(name, "advisory") || strings.Contains(name, "withlock") || strings.Contains(name, "forupdate") || strings.Contains(name, "serializable") ||
		strings.Contains(name, "trylock") || strings.Contains(name, "acquirelock") || strings.Contains(name, "obtainlock") || strings.HasPrefix(name, "lock") && len(name) > 4
}

// asksDuplicate reports whether a call asks of an error whether it is about a row that is there already.
func (s *safety) asksDuplicate(c summary.CallRef) bool {
	if _, ok := s.x.prog.Catalog.Get(c.Call.Callee, "duplicate"); ok {
		return true
	}
	for k := range c.Call.Args {
		id := s.x.prog.Arg(c, k)
		if id == summary.NoID {
			continue
		}
		if _, ok := s.x.prog.Catalog.Get(s.x.prog.Value(id).Key, "duplicate"); ok {
			return true
		}
	}
	_, name, _ := cutLast(c.Call.Callee)
	if len(c.Call.Results) != 1 || s.x.prog.Value(s.x.prog.Result(c, 0)).Type != "bool" || len(c.Call.Args) == 0 {
		return false
	}
	for _, word := range []string{"Unique", "Duplicate", "Conflict", "AlreadyExist", "Constraint", "Exists"} {
		if strings.Contains(name, word) && s.x.prog.Arg(c, 0) != summary.NoID && s.x.prog.Value(s.x.prog.Arg(c, 0)).Type == "error" {
			return true
		}
	}
	return false
}

// guarded reports whether a call runs under a lock, or in a transaction that does not let others in between: one that its function takes, or
// what calls it.
func (s *safety) guarded(c summary.CallRef) bool {
	return s.guardedIn(outermost(c.Pkg, c.Call.Fn), 3, map[*summary.Function]bool{}, nil)
}

// guardedIn looks at a function and what calls it. The call by which it goes on to the write is no lock itself: what a dispatcher may run
// instead says nothing of what runs here.
func (s *safety) guardedIn(f *summary.Function, depth int, seen map[*summary.Function]bool, on *summary.Call) bool {
	if f == nil || seen[f] {
		return false
	}
	seen[f] = true
	if s.locks(f, 2, map[*summary.Function]bool{}, on) {
		return true
	}
	ref, ok := s.x.prog.Function(f.Key)
	if !ok || depth == 0 {
		return false
	}
	callers := s.x.prog.Callers(ref)
	n := 0
	for _, c := range callers {
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		if !s.guardedIn(outermost(c.Pkg, c.Call.Fn), depth-1, seen, c.Call) {
			return false
		}
		n++
	}
	return n > 0
}

// locks reports whether a function takes a lock, or calls one that does, other than by the call on.
func (s *safety) locks(f *summary.Function, depth int, seen map[*summary.Function]bool, on *summary.Call) bool {
	if s.locking[f] {
		return true
	}
	if depth == 0 || seen[f] {
		return false
	}
	seen[f] = true
	for _, c := range s.inner[f] {
		if c.Call == on {
			continue
		}
		for _, g := range s.x.prog.Callees(c) {
			if !g.Func.Lit && s.locks(outermostOf(g), depth-1, seen, nil) {
				return true
			}
		}
	}
	return false
}

func outermostOf(f summary.FuncRef) *summary.Function {
	for f.Func.Parent >= 0 {
		f = f.Outer()
	}
	return f.Func
}

// handled reports whether somebody asks, of the error of an INSERT, whether the row is there already.
func (s *safety) handled(w *write) bool {
	for e := w.effect; e != nil && !e.Via.IsZero(); e = e.Next {
		if f := outermost(e.Via.Pkg, e.Via.Call.Fn); f != nil && s.looks(f) {
			return true
		}
	}
	level := []*summary.Function{outermost(w.call.Pkg, w.call.Call.Fn)}
	seen := map[*summary.Function]bool{}
	for range 3 {
		var next []*summary.Function
		for _, f := range level {
			if f == nil || seen[f] {
				continue
			}
			seen[f] = true
			ref, ok := s.x.prog.Function(f.Key)
			if !ok {
				continue
			}
			for _, c := range s.x.prog.Callers(ref) {
				g := outermost(c.Pkg, c.Call.Fn)
				if g != nil && s.looks(g) {
					return true
				}
				next = append(next, g)
			}
		}
		level = next
	}
	return false
}

// looks reports whether a function looks for duplicates, or has another do so for an error.
func (s *safety) looks(f *summary.Function) bool {
	if s.duplicate[f] {
		return true
	}
	for _, c := range s.inner[f] {
		takes := false
		for k := range c.Call.Args {
			if id := s.x.prog.Arg(c, k); id != summary.NoID && s.x.prog.Value(id).Type == "error" {
				takes = true
			}
		}
		if takes && slices.ContainsFunc(s.x.prog.Callees(c), func(g summary.FuncRef) bool { return s.duplicate[outermostOf(g)] }) {
			return true
		}
	}
	return false
}

// readAgain reports whether a function on the way to the INSERT asks once more when it has failed: another was faster.
func (s *safety) readAgain(w *write, r Race) bool {
	for e := w.effect; e != nil && !e.Via.IsZero(); e = e.Next {
		for _, c := range s.inner[outermost(e.Via.Pkg, e.Via.Call.Fn)] {
			if c.Call.Callee == r.Read.Call.Callee && c.Call != r.Read.Call && before(e.Via.Call.Pos, c.Call.Pos) && c.Call.Guard&summary.OnError != 0 {
				return true
			}
		}
	}
	return false
}
