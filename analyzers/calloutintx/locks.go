package calloutintx

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/txn"
)

// fetched are the guards of what is done only where the answer is not there yet, or is out of date: the lock keeps others from asking as well.
const fetched = summary.OnMiss | summary.OnMemo | summary.Aged | summary.SharedRun | summary.OnLack

// shared reports whether a lock is one for many: a variable of the package, or a field of what is no stream of bytes, which one reads at a time.
func (j *judge) shared(t *txn.Tx) bool {
	if t.Value == summary.NoID {
		return false
	}
	v := j.Program.Value(t.Value)
	return v.Kind == summary.Global || v.Kind == summary.Field && !j.streams(ownerOf(v)) && !j.turnstile(t)
}

func ownerOf(v *summary.Value) string {
	owner, _, _ := cutLast(v.Key)
	return owner
}

// cutLast cuts a key before its last dot.
func cutLast(key string) (before, after string, ok bool) {
	i := strings.LastIndexByte(key, '.')
	if i < 0 {
		return "", key, false
	}
	return key[:i], key[i+1:], true
}

// turnstile reports whether a lock is taken by one function alone, which sets nothing that is kept beside it: it lets in one at a time, on purpose.
func (j *judge) turnstile(t *txn.Tx) bool {
	fn := j.Program.Enclosing(t.Open).Func
	for _, u := range j.Program.Uses(t.Value) {
		if _, ok := j.Program.Catalog.Get(u.Call.Callee, "lock"); ok && j.Program.Enclosing(u.CallRef).Func != fn {
			return false
		}
	}
	return !slices.ContainsFunc(j.Program.StructFields(ownerOf(j.Program.Value(t.Value))), func(f summary.ID) bool {
		return slices.ContainsFunc(j.Program.Inputs(f), func(in summary.ID) bool { return j.Program.FunctionOf(in).Func == fn })
	})
}

// streams reports whether a type has the methods of a reader or writer of bytes.
func (j *judge) streams(typ string) bool {
	pkg := j.Program.Package(catalog.PackageOf(typ))
	return pkg != nil && slices.ContainsFunc(pkg.Types, func(t summary.NamedType) bool {
		return t.Key == typ && slices.ContainsFunc(t.Methods, func(m summary.MethodSig) bool { return m.Sig == "func([]byte) (int, error)" })
	})
}

// keeps reports whether the function that takes a lock asks what is kept beside it and sets that: it fetches once for all.
func (j *judge) keeps(t *txn.Tx) bool {
	pkg, fn := t.Begin.Pkg, t.Begin.Call.Fn
	var asked []summary.ID
	for i := range pkg.Nodes {
		if v := &pkg.Nodes[i]; v.Fn == fn && v.Cond != summary.None {
			asked = append(asked, j.Program.ID(pkg, v.Cond))
		}
	}
	beside := j.beside(j.Program.Value(t.Value))
	seen := map[summary.ID]bool{}
	for ; len(asked) > 0; asked = asked[1:] {
		id := asked[0]
		if id == summary.NoID || seen[id] {
			continue
		}
		seen[id] = true
		switch v := j.Program.Value(id); v.Kind {
		case summary.Field, summary.Global:
			if beside(v) && (j.sets(t, v) || slices.ContainsFunc(j.Program.Inputs(id), func(in summary.ID) bool { return j.Program.Owner(in) == pkg && j.Program.Value(in).Fn == fn })) {
				return true
			}
		case summary.Expr, summary.Var:
			asked = append(asked, j.Program.Inputs(id)...)
		case summary.Result: // of a function that asks it: time.Now().Before(c.expires)
			if c := j.Program.CallOf(id); len(j.Program.Callees(c)) == 0 {
				for k := -1; k < len(c.Call.Args); k++ {
					asked = append(asked, j.Program.Arg(c, k))
				}
			}
		}
	}
	return false
}

// sets reports whether the function that takes a lock changes a field of what it is called on, or of another variable.
func (j *judge) sets(t *txn.Tx, field *summary.Value) bool {
	pkg := t.Begin.Pkg
	_, name, _ := cutLast(field.Key)
	return field.Kind == summary.Field && slices.ContainsFunc(pkg.Puts, func(p summary.Put) bool { return p.Field == name && pkg.Nodes[p.Base].Fn == t.Begin.Call.Fn })
}

// exchanges reports whether a call sends what is kept beside a lock, and the function that takes the lock puts something else in its place: a
// token that can be used once. Two of those at the same time would undo each other.
func (j *judge) exchanges(t *txn.Tx, c summary.CallRef) bool {
	if c.Pkg != t.Begin.Pkg || c.Call.Fn != t.Begin.Call.Fn {
		return false
	}
	beside := j.beside(j.Program.Value(t.Value))
	for k := range c.Call.Args {
		id := j.Program.Arg(c, k)
		if id == summary.NoID {
			continue
		}
		sent := j.Program.Sources(id)
		for _, o := range j.Program.Objects(id) {
			for _, f := range j.Program.Value(o).Fields {
				if f.Value != summary.None {
					sent = append(sent, j.Program.ID(j.Program.Owner(o), f.Value))
				}
			}
		}
		if slices.ContainsFunc(sent, func(from summary.ID) bool {
			v := j.Program.Value(from)
			return v.Kind == summary.Field && beside(v) && j.sets(t, v)
		}) {
			return true
		}
	}
	return false
}

// beside tells the values that are kept where a lock is: other variables, or fields of its struct and of the structs that are fields of it.
func (j *judge) beside(lock *summary.Value) func(*summary.Value) bool {
	if lock.Kind != summary.Field {
		return func(v *summary.Value) bool { return v.Kind == lock.Kind && ownerOf(v) == ownerOf(lock) }
	}
	owners := []string{ownerOf(lock)}
	for _, f := range j.Program.StructFields(owners[0]) {
		if typ := strings.TrimLeft(j.Program.Value(f).Type, "*"); typ != "" {
			owners = append(owners, typ)
		}
	}
	return func(v *summary.Value) bool { return v.Kind == summary.Field && slices.Contains(owners, ownerOf(v)) }
}

// serial reports whether an effect goes through a connection that one goroutine may use at a time: the lock is there for it.
func (j *judge) serial(e *effect.Effect) bool {
	if e.Via.IsZero() || e.Via.Call.Recv == summary.None {
		return false
	}
	typ := e.Via.Pkg.Nodes[e.Via.Call.Recv].Type
	if e.Via.Call.Iface != "" {
		typ = e.Via.Call.Iface
	}
	_, ok := j.Program.Catalog.Get(typ, "serial")
	return ok
}

// lockName returns what the code calls a lock: "Cache.mu".
func lockName(v *summary.Value) string {
	return v.Key[strings.LastIndexByte(v.Key, '/')+1:]
}
