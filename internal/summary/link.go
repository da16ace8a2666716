package summary

import (
	"slices"
	"strings"
	"sync"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/memo"
	"github.com/prodlint/prodlint/internal/setting"
)

// ID identifies a value of a Program. Globals and fields that several packages mention are one value.
type ID int32

// NoID is the ID of values that are not tracked.
const NoID ID = -1

// CallRef identifies a call of a Program.
type CallRef struct {
	Pkg  *Package
	Call *Call
}

// IsZero reports whether the reference names no call.
func (c CallRef) IsZero() bool { return c.Call == nil }

// Name returns the name of the function or method that is called, of the variable or field that holds it, or "" where there is none.
func (c CallRef) Name() string {
	switch {
	case c.Call == nil:
		return ""
	case c.Call.Method != "":
		return c.Call.Method
	case c.Call.Callee != "":
		return c.Call.Callee[strings.LastIndexByte(c.Call.Callee, '.')+1:]
	case c.Call.Dyn != None:
		key := c.Pkg.Nodes[c.Call.Dyn].Key
		return key[strings.LastIndexByte(key, '.')+1:]
	}
	return ""
}

// FuncRef identifies a function of a Program.
type FuncRef struct {
	Pkg  *Package
	Func *Function
}

// IsZero reports whether the reference names no function.
func (f FuncRef) IsZero() bool { return f.Func == nil }

// edge is a flow between two values of the program. site is 0 within a function, else the number of the call it passes through:
// positive into the callee, negative out of it.
type edge struct {
	to    ID
	site  int32
	elem  bool
	added bool
	copy  bool
	spare bool
}

// Use is one place where a value is the receiver (Arg -1) or an argument of a call.
type Use struct {
	CallRef
	Arg int
}

// Program is a set of linked packages.
type Program struct {
	Packages []*Package // sorted by path
	Catalog  *catalog.Table
	// Settings are what the configuration tells rules; nil tells nothing.
	Settings *setting.Settings
	// Configured reports whether the configuration says that a package, by its import path, belongs to a service. Nil knows of none.
	Configured func(path string) bool
	// Partial says that packages which import these may exist unseen: a package is judged with what it imports alone.
	Partial bool
	// Crash says that the package being judged could not be summarised, and is not among Packages.
	Crash error

	byPath  map[string]*Package
	base    map[*Package]ID
	canon   []ID // every node's representative
	owner   []*Package
	values  []*Value
	kinds   []NodeKind
	succ    [][]edge
	pred    [][]edge
	holds   []bool  // by value, see findFunctions
	uses    [][]Use // by value
	stores  map[ID][]StoreRef
	puts    map[ID][]*Put
	loads   map[ID][]ID
	funcs   map[string]FuncRef
	callers map[*Function][]CallRef
	callees map[*Call][]FuncRef
	sites   []*Call
	running running
	staying sync.Map // bool by *Function, see Stays

	methodsOnce sync.Once
	methodsMu   sync.Mutex
	methods     *methodIndex
	structs     map[string][]ID // fields of workspace structs by TypeKey

	trails sync.Pool // of *trail

	memo memo.Table
	// crashed holds what the calls of Memo panic with whose work crashed, by key.

	methodValues map[ID][]ID          // by receiver
	through      map[string][]FuncRef // what values that are methods of interfaces stand for
	valued       map[*Function]bool
}

// StoreRef is an assignment to a field of a struct declared outside the workspace.
type StoreRef struct {
	Pkg   *Package
	Store *Store
}

// Link joins packages. Calls are bound to the functions they reach: statically, through interfaces declared in these packages, and
// through function values. It keeps the packages and does not change them.
func Link(pkgs []*Package, table *catalog.Table) *Program {
	p := &Program{
		Packages: slices.SortedFunc(slices.Values(pkgs), func(a, b *Package) int { return strings.Compare(a.Path, b.Path) }),
		Catalog:  table,
		byPath:   map[string]*Package{}, base: map[*Package]ID{}, stores: map[ID][]StoreRef{}, puts: map[ID][]*Put{},
		structs:      map[string][]ID{},
		methodValues: map[ID][]ID{}, valued: map[*Function]bool{}, through: map[string][]FuncRef{},
	}
	n, calls, funcs := 0, 0, 0
	for _, pkg := range pkgs {
		n, calls, funcs = n+len(pkg.Nodes), calls+len(pkg.Calls), funcs+len(pkg.Funcs)
	}
	p.funcs, p.callers, p.callees = make(map[string]FuncRef, funcs), make(map[*Function][]CallRef, funcs), make(map[*Call][]FuncRef, calls/2)
	p.sites = append(make([]*Call, 0, calls+1), nil)
	p.canon, p.owner, p.values, p.kinds = make([]ID, 0, n), make([]*Package, 0, n), make([]*Value, 0, n), make([]NodeKind, 0, n)
	keyed := p.declared()
	for _, pkg := range p.Packages {
		p.byPath[pkg.Path] = pkg
		base := ID(len(p.canon))
		p.base[pkg] = base
		for i := range pkg.Nodes {
			id, v := base+ID(i), &pkg.Nodes[i]
			if v.Kind == Global || v.Kind == Field {
				if first, ok := keyed[v.Key]; ok {
					id = first
				} else {
					keyed[v.Key] = id
				}
			}
			p.canon = append(p.canon, id)
			p.owner = append(p.owner, pkg)
			p.values = append(p.values, v)
			p.kinds = append(p.kinds, v.Kind)
		}
		for i := range pkg.Funcs {
			p.funcs[pkg.Funcs[i].Key] = FuncRef{pkg, &pkg.Funcs[i]}
		}
	}
	p.roomForEdges()
	p.findUses()
	for _, pkg := range p.Packages {
		for _, e := range pkg.Edges {
			p.join(p.ID(pkg, e.From), p.ID(pkg, e.To), edge{elem: e.Elem, added: e.Added, copy: e.Copy, spare: e.Spare})
		}
		for i := range pkg.Stores {
			s := &pkg.Stores[i]
			base := p.ID(pkg, s.Base)
			p.stores[base] = append(p.stores[base], StoreRef{pkg, s})
		}
		for i := range pkg.Puts {
			base := p.ID(pkg, pkg.Puts[i].Base)
			p.puts[base] = append(p.puts[base], &pkg.Puts[i])
		}
		for i := range pkg.Nodes {
			v := &pkg.Nodes[i]
			if f, ok := p.funcs[v.Value]; ok && v.Kind == Func {
				p.valued[f.Func] = true
			}
			if v.Kind == Func && v.Base != None {
				base := p.ID(pkg, v.Base)
				p.methodValues[base] = append(p.methodValues[base], p.ID(pkg, Node(i)))
				if f, ok := p.funcs[v.Value]; ok {
					p.connect(base, p.ID(f.Pkg, f.Func.Recv), 0)
				}
			}
		}
	}
	p.bindHolds()
	p.bindCalls()
	return p
}

// declared finds the nodes that represent the fields of structs: those of the packages that declare them, which know their tags.
func (p *Program) declared() map[string]ID {
	keyed := map[string]ID{}
	base := ID(0)
	for _, pkg := range p.Packages {
		for i := range pkg.Nodes {
			if v := &pkg.Nodes[i]; v.Kind == Field && v.Pos.IsValid() {
				id, owner := base+ID(i), v.Key[:strings.LastIndexByte(v.Key, '.')]
				keyed[v.Key] = id
				p.structs[owner] = append(p.structs[owner], id)
			}
		}
		base += ID(len(pkg.Nodes))
	}
	return keyed
}

func (p *Program) connect(from, to ID, site int32) { p.join(from, to, edge{site: site}) }

// join adds an edge of the kind of e.
func (p *Program) join(from, to ID, e edge) {
	if from == NoID || to == NoID || from == to {
		return
	}
	e.to = to
	p.succ[from] = append(p.succ[from], e)
	e.to = from
	p.pred[to] = append(p.pred[to], e)
	if p.holds != nil && p.holds[from] && !p.holds[to] {
		p.spread(to)
	}
}

// bindCalls resolves every call, function values last: binding one may show what another calls.
func (p *Program) bindCalls() {
	methods := p.methodIndex()
	p.bindMethodValues(methods)
	type numbered struct {
		CallRef
		site int32
	}
	var dynamic []numbered
	for _, pkg := range p.Packages {
		for i := range pkg.Calls {
			c := &pkg.Calls[i]
			ref := CallRef{pkg, c}
			p.sites = append(p.sites, c)
			site := int32(len(p.sites) - 1)
			p.catalogFlow(ref)
			if f, ok := p.funcs[c.Callee]; ok {
				p.bind(ref, f, site)
			} else if c.Iface != "" {
				for _, key := range methods.implementations(c.Iface, c.Method) {
					if f, ok := p.funcs[key]; ok {
						p.bind(ref, f, site)
					}
				}
			}
			if c.Dyn != None || p.hasCallback(c) {
				dynamic = append(dynamic, numbered{ref, site})
			}
		}
	}
	p.bindDefaults()
	p.bindLoads()
	p.findFunctions()
	defer p.bindLoads()
	for range 4 {
		changed := false
		for _, ref := range dynamic {
			if ref.Call.Dyn != None {
				for _, f := range p.FunctionsAt(p.ID(ref.Pkg, ref.Call.Dyn)) {
					changed = p.bind(ref.CallRef, f, ref.site) || changed
				}
			}
			changed = p.bindCallbacks(ref.CallRef) || changed
		}
		if !changed {
			return
		}
	}
}

// bindLoads connects what the fields of a library struct are given, in its literal or by assignment, with the places that read them.
// Only structs that the catalog speaks of count: no rule asks about others.
func (p *Program) bindLoads() {
	loads, read := map[ID][]ID{}, map[string]bool{}
	p.loads = loads
	for _, pkg := range p.Packages {
		for i := range pkg.Nodes {
			if v := &pkg.Nodes[i]; v.Kind == Load && v.Base != None {
				base := p.ID(pkg, v.Base)
				loads[base] = append(loads[base], p.ID(pkg, Node(i)))
				read[v.Field] = true
			}
		}
	}
	aliases := map[ID][]ID{} // until the next edge
	set := func(origin ID, field string, value ID) {
		if _, ok := aliases[origin]; !ok {
			aliases[origin] = p.Aliases(origin)
		}
		for _, a := range aliases[origin] {
			for _, l := range loads[a] {
				if p.Value(l).Field == field && !slices.Contains(p.pred[l], edge{to: value}) {
					p.connect(value, l, 0)
					clear(aliases)
				}
			}
		}
	}
	for _, pkg := range p.Packages {
		for i := range pkg.Nodes {
			if v := &pkg.Nodes[i]; v.Kind == Lit && p.Catalog.Knows(catalog.PackageOf(v.Type)) {
				for _, f := range v.Fields {
					if read[f.Name] && f.Name != "" {
						set(p.ID(pkg, Node(i)), f.Name, p.ID(pkg, f.Value))
					}
				}
			}
		}
		for i := range pkg.Stores {
			s := &pkg.Stores[i]
			if base := p.ID(pkg, s.Base); read[s.Field] && base != NoID && p.Catalog.Knows(catalog.PackageOf(p.Value(base).Type)) {
				for _, o := range p.Origins(base) {
					set(o, s.Field, p.ID(pkg, s.Value))
				}
			}
		}
	}
}

// bind connects arguments with parameters and returns with results. It reports whether the pair is new.
func (p *Program) bind(ref CallRef, f FuncRef, site int32) bool {
	c := ref.Call
	if slices.Contains(p.callees[c], f) {
		return false
	}
	p.callees[c] = append(p.callees[c], f)
	p.callers[f.Func] = append(p.callers[f.Func], ref)
	if c.Recv != None {
		p.connect(p.ID(ref.Pkg, c.Recv), p.ID(f.Pkg, f.Func.Recv), site)
	}
	args := c.Args
	if c.Recv == None && f.Func.Recv != None && c.Dyn == None && len(args) == len(f.Func.Params)+1 {
		p.connect(p.ID(ref.Pkg, args[0]), p.ID(f.Pkg, f.Func.Recv), site) // method expression
		args = args[1:]
	}
	for i, a := range args {
		if n := len(f.Func.Params); n > 0 {
			p.connect(p.ID(ref.Pkg, a), p.ID(f.Pkg, f.Func.Params[min(i, n-1)]), site)
		}
	}
	for i, r := range c.Results {
		if i < len(f.Func.Results) {
			p.connect(p.ID(f.Pkg, f.Func.Results[i]), p.ID(ref.Pkg, r), -site)
		}
	}
	return true
}

// catalogFlow connects the values that a library function hands through: of flow lines, and the defaults of settings.
func (p *Program) catalogFlow(ref CallRef) {
	if ref.Call.Callee == "" {
		return
	}
	for _, e := range p.Catalog.Of(ref.Call.Callee) {
		from, to := e.Attrs["from"], e.Attrs["to"]
		switch e.Kind {
		case "setting":
			from = e.Attrs["default"]
			if to == "" {
				to = "r0"
			}
		case "flow":
		default:
			continue
		}
		for _, f := range p.operands(ref, from) {
			for _, t := range p.operands(ref, to) {
				p.join(f, t, edge{copy: e.Has("copy")})
			}
		}
	}
}

// bindDefaults connects the defaults that are set by name with the settings that are read by it.
func (p *Program) bindDefaults() {
	named := map[string][]ID{}
	each := func(kind string, see func(ref CallRef, e catalog.Entry, name string)) {
		for _, pkg := range p.Packages {
			for i := range pkg.Calls {
				ref := CallRef{pkg, &pkg.Calls[i]}
				if e, ok := p.Catalog.Get(ref.Call.Callee, kind); ok {
					if name, ok := p.ConstOf(p.Arg(ref, e.Int("name", 0))); ok {
						see(ref, e, strings.ToLower(name))
					}
				}
			}
		}
	}
	each("setdefault", func(ref CallRef, e catalog.Entry, name string) {
		named[name] = append(named[name], p.Arg(ref, e.Int("value", 1)))
	})
	if len(named) == 0 {
		return
	}
	each("setting", func(ref CallRef, _ catalog.Entry, name string) {
		for _, v := range named[name] {
			p.connect(v, p.Result(ref, 0), 0)
		}
	})
}

// operands returns the values that an attribute of the catalog names: recv, all, an argument's number, or a result as r0.
func (p *Program) operands(ref CallRef, name string) []ID {
	c := ref.Call
	nodes, index := c.Args, 0
	switch {
	case name == "recv":
		return []ID{p.ID(ref.Pkg, c.Recv)}
	case name == "all":
		var ids []ID
		for _, a := range c.Args {
			ids = append(ids, p.ID(ref.Pkg, a))
		}
		return ids
	case strings.HasPrefix(name, "r"):
		nodes, name = c.Results, name[1:]
	}
	for _, d := range name {
		if d < '0' || d > '9' {
			return nil
		}
		index = index*10 + int(d-'0')
	}
	if name == "" || index >= len(nodes) { // also a variadic argument that is not there
		return nil
	}
	return []ID{p.ID(ref.Pkg, nodes[index])}
}

func (p *Program) hasCallback(c *Call) bool {
	if c.Callee == "" {
		return false
	}
	_, ok := p.Catalog.Get(c.Callee, "callback")
	return ok
}

// bindCallbacks records that a library function calls the functions given to it.
func (p *Program) bindCallbacks(ref CallRef) bool {
	changed := false
	for _, e := range p.Catalog.Of(ref.Call.Callee) {
		if e.Kind != "callback" {
			continue
		}
		for _, arg := range p.operands(ref, e.Attrs["fn"]) {
			if arg == NoID {
				continue
			}
			for _, f := range p.FunctionsAt(arg) {
				if slices.Contains(p.callees[ref.Call], f) {
					continue
				}
				changed = true
				p.callees[ref.Call] = append(p.callees[ref.Call], f)
				p.callers[f.Func] = append(p.callers[f.Func], ref)
				if i := e.Int("result", 0); e.Has("to") && i < len(f.Func.Results) {
					for _, to := range p.operands(ref, e.Attrs["to"]) {
						p.connect(p.ID(f.Pkg, f.Func.Results[i]), to, 0)
					}
				}
			}
		}
	}
	return changed
}
