package overfetch

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/summary"
)

// consumed returns which fields are read of the object at a value, by the function and those it hands the object to. ok is false where the
// object goes where it is not seen: it is returned, kept, or given to a library. scanned says that the address of each field was taken once.
func consumed(prog *summary.Program, s *query.Statement, at summary.ID, fields []string, scanned bool) (read []string, ok bool) {
	typ := strings.TrimPrefix(prog.Value(at).Type, "[]")
	if len(fields) == 0 || prog.Value(at).Kind != summary.Var {
		return nil, false
	}
	places := prog.Aliases(at)
	for _, o := range prog.Objects(at) {
		if k := prog.Value(o).Kind; k != summary.Lit && k != summary.Zero && k != summary.Var && k != summary.Const {
			return nil, false
		}
		places = append(places, prog.Aliases(o)...)
	}
	slices.Sort(places)
	seen, addressed := map[string]bool{}, map[string]int{}
	for _, a := range slices.Compact(places) {
		if !inSight(prog, s, a, typ) {
			return nil, false
		}
		for _, r := range prog.Reads(a) {
			if r.Addr && scanned {
				addressed[r.Field]++
			} else {
				seen[r.Field] = true
			}
		}
	}
	for _, f := range fields {
		if seen[f] || addressed[f] > 1 {
			read = append(read, f)
		}
	}
	slices.Sort(read)
	return read, true
}

// inSight reports whether all that is done with a value that holds the object can be seen.
func inSight(prog *summary.Program, s *query.Statement, a summary.ID, typ string) bool {
	v := prog.Value(a)
	if v.Type == "int" || strings.HasSuffix(v.Type, "bool") {
		return true // how many there are, or whether it is nil
	}
	switch v.Kind {
	case summary.Var, summary.Param:
		if strings.TrimPrefix(v.Type, "[]") != typ {
			return false
		}
	case summary.Lit, summary.Zero:
		if strings.TrimPrefix(v.Type, "[]") != typ || len(v.Fields) > 0 {
			return false
		}
	case summary.Const:
		return v.Value == "nil"
	default:
		return false
	}
	if stored(prog)[a] || len(prog.MethodValues(a)) > 0 {
		return false
	}
	for _, u := range prog.Uses(a) {
		if len(prog.Callees(u.CallRef)) > 0 {
			continue // its parameter is among the places
		}
		if _, reads := prog.Catalog.Get(u.Call.Callee, "dest"); !reads && u.Call != s.Call.Call && u.Call != s.Library().Call &&
			!slices.ContainsFunc(builder(prog, s.Library()), func(c summary.CallRef) bool { return c.Call == u.Call }) {
			return false
		}
	}
	return true
}

type storedKey struct{}

// stored are the values that are put into structs of libraries or maps, and the channels that something is sent to.
func stored(prog *summary.Program) map[summary.ID]bool {
	return prog.Memo(storedKey{}, func() any {
		out := map[summary.ID]bool{}
		for _, pkg := range prog.Packages {
			for i := range pkg.Stores {
				out[prog.ID(pkg, pkg.Stores[i].Value)] = true
			}
			for i := range pkg.Sends {
				out[prog.ID(pkg, pkg.Sends[i].Chan)] = true
			}
		}
		return out
	}).(map[summary.ID]bool)
}

// variables judges columns that are read into a variable each.
func variables(prog *summary.Program, dest []summary.ID) (u use, ok bool) {
	u.of = len(dest)
	for _, d := range dest {
		v := prog.Value(d)
		if v.Kind != summary.Var {
			return u, false
		}
		if len(prog.Aliases(d)) > 1 || len(prog.Uses(d)) > 1 || len(prog.Loads(d)) > 0 || len(prog.Reads(d)) > 0 || stored(prog)[d] {
			u.read = append(u.read, v.Key)
		}
	}
	return u, true
}
