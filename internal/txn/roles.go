package txn

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// role is what the call of a library does.
type role struct {
	kind  string // begin, endtx, withtx, lock, unlock
	entry catalog.Entry
}

// findRoles finds the calls that begin or end something. It reports whether any begins.
func (x *Index) findRoles() (begins bool) {
	table := x.Program.Catalog
	for _, pkg := range x.Program.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if r, ok := x.role(table, c); ok {
				x.roles[c.Call] = r
				begins = begins || r.kind != "endtx" && r.kind != "unlock"
			}
		}
	}
	return begins
}

func (x *Index) role(table *catalog.Table, c summary.CallRef) (role, bool) {
	for _, key := range []string{c.Call.Callee, c.Call.Like} {
		if key == "" {
			continue
		}
		for _, e := range table.Of(key) {
			switch e.Kind {
			case "begin", "endtx", "withtx", "lock", "unlock":
				return role{e.Kind, e}, true
			}
		}
	}
	return x.generated(table, c)
}

// generated returns what a method of a generated client does.
func (x *Index) generated(table *catalog.Table, c summary.CallRef) (role, bool) {
	lines := table.All("generatedtx")
	recv, method, ok := strings.Cut(strings.TrimLeft(c.Call.Callee, "(*"), ").")
	if !ok || len(lines) == 0 {
		return role{}, false
	}
	dot := strings.LastIndexByte(recv, '.')
	if dot < 0 {
		return role{}, false
	}
	pkg := x.Program.Package(recv[:dot])
	if pkg == nil {
		return role{}, false
	}
	for _, e := range lines {
		if !slices.Contains(pkg.Uses, e.Key) {
			continue
		}
		has := func(attr string) bool { return slices.Contains(strings.Split(e.Attrs[attr], ","), method) }
		switch {
		case recv[dot+1:] == e.Attrs["recv"] && has("begin"):
			return role{"begin", catalog.Entry{Key: e.Key, Kind: "begin", Attrs: map[string]string{"tx": "r0"}}}, true
		case recv[dot+1:] == e.Attrs["type"] && has("end"):
			return role{"endtx", catalog.Entry{Key: e.Key, Kind: "endtx", Attrs: map[string]string{"tx": "recv"}}}, true
		}
	}
	return role{}, false
}

// operand returns the value that an attribute names: recv, r0 or an argument.
func (x *Index) operand(c summary.CallRef, name string) summary.ID {
	switch {
	case name == "r0":
		return x.Program.Result(c, 0)
	case name == "recv":
		return x.Program.Arg(c, -1)
	}
	return summary.NoID
}

// begun is the transaction or lock that the call of a library leaves open.
func (x *Index) begun(c summary.CallRef, r role) *Tx {
	t := &Tx{Begin: c, Open: c, out: outItself}
	switch r.kind {
	case "begin":
		t.Value = x.operand(c, r.entry.Attrs["tx"])
	case "withtx":
		t.Runs, t.Value = true, summary.NoID
	case "lock":
		t.Lock, t.Read, t.Value = true, r.entry.Has("read"), x.lock(x.Program.Arg(c, -1))
	}
	if r.entry.Has("opts") {
		t.Isolation = x.isolation(x.Program.Arg(c, r.entry.Int("opts", 0)))
	}
	return t
}

// isolation reads the level from the options of a transaction.
func (x *Index) isolation(opts summary.ID) string {
	if opts == summary.NoID {
		return ""
	}
	for _, name := range []string{"Isolation", "IsoLevel"} {
		for _, v := range x.Program.FieldValues(opts, name) {
			if level, ok := x.Program.ConstOf(v); ok {
				if n := slices.Index(levels, level); n >= 0 && n%2 == 0 {
					return levels[n+1]
				}
				return strings.ToLower(level)
			}
		}
	}
	return ""
}

// levels are the numbers of the levels of database/sql, each before its name.
var levels = []string{"1", "read uncommitted", "2", "read committed", "3", "write committed", "4", "repeatable read", "5", "snapshot", "6", "serializable", "7", "linearizable"}

// lock returns the field or variable that a lock is, through variables that hold nothing else.
func (x *Index) lock(id summary.ID) summary.ID {
	for range 4 {
		if id == summary.NoID || x.Program.Value(id).Kind != summary.Var {
			return id
		}
		in := x.Program.Assigned(id)
		if len(in) != 1 {
			return id
		}
		id = in[0]
	}
	return id
}
