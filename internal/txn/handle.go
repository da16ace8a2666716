package txn

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Through says what a statement goes through.
type Through uint8

// What statements go through.
const (
	Unknown Through = iota
	Pool            // any connection of a pool
	InTx            // a transaction
)

// Handle says whether a call of a library runs its statement through a pool or in a transaction.
func (x *Index) Handle(c summary.CallRef) Through { return x.Kind(x.Conn(c)) }

// Conn returns the connection, pool or transaction that a call of a library runs its statement on: its receiver, what the builder that is its
// receiver was told to run on, or an argument. It is NoID where that is not seen.
func (x *Index) Conn(c summary.CallRef) summary.ID {
	prog := x.Program
	recv := prog.Arg(c, -1)
	if recv != summary.NoID && x.connects(prog.Value(recv).Type) {
		return recv
	}
	for id, n := recv, 0; id != summary.NoID && n < maxChain; n++ {
		from := x.made(id)
		if from.IsZero() {
			break
		}
		if e, ok := prog.Catalog.Get(from.Call.Callee, "runwith"); ok {
			return prog.Arg(from, e.Int("conn", 0))
		}
		id = prog.Arg(from, -1)
		if id != summary.NoID && x.connects(prog.Value(id).Type) {
			return id
		}
	}
	for k, a := range c.Call.Args {
		if a != summary.None && x.connects(c.Pkg.Nodes[a].Type) {
			return prog.Arg(c, k)
		}
	}
	if c.Call.Iface != "" { // an interface of the program for both
		return recv
	}
	return summary.NoID
}

// maxChain bounds how many calls of a builder are looked at.
const maxChain = 24

// made returns the call of a library that a value comes from at once.
func (x *Index) made(id summary.ID) summary.CallRef {
	for range 4 {
		if from := x.Program.CallOf(id); !from.IsZero() {
			if len(x.Program.Callees(from)) > 0 {
				return summary.CallRef{}
			}
			return from
		}
		in := x.Program.Assigned(id)
		if len(in) == 0 {
			return summary.CallRef{}
		}
		id = in[len(in)-1]
	}
	return summary.CallRef{}
}

func (x *Index) connects(typ string) bool {
	if typ == "" {
		return false
	}
	table := x.Program.Catalog
	if table.Handles(typ) {
		return true
	}
	for _, kind := range []string{"tx", "txpool"} {
		if _, ok := table.Get(typ, kind); ok {
			return true
		}
	}
	return x.pools[typ] || x.txs[typ]
}

// Kind says what a value is: a pool, a transaction, or something that may be either.
func (x *Index) Kind(id summary.ID) Through {
	if id == summary.NoID {
		return Unknown
	}
	if k := x.typed(x.Program.Value(id).Type); k != Unknown {
		return k
	}
	var pool, tx bool
	seen := map[summary.ID]bool{}
	for queue := []summary.ID{id}; len(queue) > 0 && len(seen) < maxSources; queue = queue[1:] {
		for _, o := range x.Program.Sources(queue[0]) {
			if seen[o] {
				continue
			}
			seen[o] = true
			k, next := x.origin(o)
			switch {
			case k == Pool:
				pool = true
			case k == InTx:
				tx = true
			case next != summary.NoID:
				queue = append(queue, next)
			case x.Program.Value(o).Kind == summary.Param && len(x.Program.Inputs(o)) == 0:
				return Unknown // whoever gives it is not seen
			}
		}
	}
	switch {
	case pool && !tx:
		return Pool
	case tx && !pool:
		return InTx
	}
	return Unknown
}

// maxSources bounds how many values are looked at that may be a connection.
const maxSources = 256

// Roots returns where a connection comes from: its origins, through the methods by which a library gives a handle of the same type.
func (x *Index) Roots(id summary.ID) []summary.ID {
	var out []summary.ID
	seen := map[summary.ID]bool{}
	for queue := []summary.ID{id}; len(queue) > 0 && len(seen) < maxChain; queue = queue[1:] {
		id := queue[0]
		if id == summary.NoID || seen[id] {
			continue
		}
		seen[id] = true
		out = append(out, id)
		from := x.Program.CallOf(id)
		if recv := x.receiver(from); recv != summary.NoID && x.Program.Value(recv).Type == x.Program.Value(id).Type {
			queue = append(queue, recv)
			continue
		}
		queue = append(queue, x.Program.Origins(id)...)
	}
	return out
}

func (x *Index) receiver(c summary.CallRef) summary.ID {
	if c.IsZero() {
		return summary.NoID
	}
	return x.Program.Arg(c, -1)
}

// typed says what values of a type are, where all are the same.
func (x *Index) typed(typ string) Through {
	table := x.Program.Catalog
	if x.isTx(typ) {
		return InTx
	}
	if _, ok := table.Get(typ, "txpool"); ok || x.pools[typ] && !x.txs[typ] {
		return Pool
	}
	return Unknown
}

// isTx reports whether values of a type are open transactions.
func (x *Index) isTx(typ string) bool {
	if typ == "" {
		return false
	}
	if _, ok := x.Program.Catalog.Get(typ, "tx"); ok {
		return true
	}
	if x.txs[typ] && !x.pools[typ] {
		return true
	}
	dot := strings.LastIndexByte(typ, '.')
	if dot < 0 {
		return false
	}
	pkg := x.Program.Package(typ[:dot])
	return pkg != nil && slices.ContainsFunc(x.Program.Catalog.All("generatedtx"), func(e catalog.Entry) bool {
		return typ[dot+1:] == e.Attrs["type"] && slices.Contains(pkg.Uses, e.Key)
	})
}

// origin is Kind for one value that may be the connection, or gives the one that it is a method's result of.
func (x *Index) origin(o summary.ID) (Through, summary.ID) {
	prog := x.Program
	v := prog.Value(o)
	switch v.Kind {
	case summary.Param:
		if x.isTx(v.Type) || x.givenTx(o) {
			return InTx, summary.NoID
		}
	case summary.Result:
		from := prog.CallOf(o)
		if r, ok := x.roles[from.Call]; ok && r.kind == "begin" {
			return InTx, summary.NoID
		}
		if _, ok := prog.Catalog.Get(from.Call.Callee, "pool"); ok && v.Index == 0 {
			return Pool, summary.NoID
		}
		if len(prog.Callees(from)) == 0 {
			if recv := prog.Arg(from, -1); recv != summary.NoID && prog.Value(recv).Type == v.Type {
				return Unknown, recv
			}
		}
	}
	return x.typed(v.Type), summary.NoID
}

// givenTx reports whether a parameter of a literal is the transaction that the call of a library runs it in.
func (x *Index) givenTx(param summary.ID) bool {
	f := x.Program.FunctionOf(param)
	if f.IsZero() || f.Func.Site < 0 || f.Func.SiteArg < 0 {
		return false
	}
	r, ok := x.roles[&f.Pkg.Calls[f.Func.Site]]
	return ok && r.kind == "withtx" && r.entry.Int("fn", -1) == int(f.Func.SiteArg) && r.entry.Int("tx", -1) == int(x.Program.Value(param).Index)
}

// Given returns the parameter of a function, or of one around the literal that it is, by which it is handed a transaction; NoID where it is not.
func (x *Index) Given(f summary.FuncRef) summary.ID {
	for ; !f.IsZero(); f = f.Outer() {
		for _, n := range f.Func.Params {
			if x.isTx(f.Pkg.Nodes[n].Type) {
				return x.Program.ID(f.Pkg, n)
			}
		}
	}
	return summary.NoID
}
