package summary

import "slices"

// ID returns the program's identifier of a package's node.
func (p *Program) ID(pkg *Package, n Node) ID {
	if n == None {
		return NoID
	}
	return p.canon[p.base[pkg]+ID(n)]
}

// Memo returns what make returned when it was first called with key: what is worked out once for a program and kept with it.
// If make panicked then, every call with key panics the same way. make may ask for the Memo of other keys.
func (p *Program) Memo(key any, make func() any) any {
	return p.memo.Of(key, make)
}

// Value returns what is known of a value.
func (p *Program) Value(id ID) *Value { return p.values[id] }

// Owner returns the package that a value was extracted from.
func (p *Program) Owner(id ID) *Package { return p.owner[id] }

// Package returns the linked package with an import path, or nil.
func (p *Program) Package(path string) *Package { return p.byPath[path] }

// Function returns the function with a key.
func (p *Program) Function(key string) (FuncRef, bool) {
	f, ok := p.funcs[key]
	return f, ok
}

// FunctionOf returns the function that encloses a value, or the zero FuncRef at package level.
func (p *Program) FunctionOf(id ID) FuncRef { return funcAt(p.owner[id], p.Value(id).Fn) }

// Enclosing returns the function that a call stands in, or the zero FuncRef at package level.
func (p *Program) Enclosing(c CallRef) FuncRef { return funcAt(c.Pkg, c.Call.Fn) }

func funcAt(pkg *Package, fn int32) FuncRef {
	if fn < 0 {
		return FuncRef{}
	}
	return FuncRef{pkg, &pkg.Funcs[fn]}
}

// FunctionName returns the display name of function fn of a package, "" for -1.
func (pkg *Package) FunctionName(fn int32) string {
	if fn < 0 {
		return ""
	}
	return pkg.Funcs[fn].Name
}

// Outer returns the function around a literal, or the zero FuncRef.
func (f FuncRef) Outer() FuncRef {
	if f.IsZero() {
		return f
	}
	return funcAt(f.Pkg, f.Func.Parent)
}

// Callers returns the calls that may reach a function: direct, through interfaces and as function values.
// None means that nothing in the program is seen to call it, not that nothing does.
func (p *Program) Callers(f FuncRef) []CallRef { return p.callers[f.Func] }

// Callees returns the functions of the program that a call may reach.
func (p *Program) Callees(c CallRef) []FuncRef { return p.callees[c.Call] }

// CallOf returns the call that a Result value comes from.
func (p *Program) CallOf(id ID) CallRef {
	v := p.Value(id)
	if v.Kind != Result {
		return CallRef{}
	}
	return CallRef{p.owner[id], &p.owner[id].Calls[v.Call]}
}

// Arg returns the value of an argument of a call, -1 being the receiver.
func (p *Program) Arg(c CallRef, i int) ID {
	if i < 0 {
		return p.ID(c.Pkg, c.Call.Recv)
	}
	if i >= len(c.Call.Args) {
		return NoID
	}
	return p.ID(c.Pkg, c.Call.Args[i])
}

// Result returns result i of a call.
func (p *Program) Result(c CallRef, i int) ID {
	if i < 0 || i >= len(c.Call.Results) {
		return NoID
	}
	return p.ID(c.Pkg, c.Call.Results[i])
}

// Uses returns the calls that have exactly this value as receiver or argument. Ask for the uses of each of Aliases to see all.
func (p *Program) Uses(id ID) []Use {
	if id == NoID {
		return nil
	}
	return p.uses[id]
}

// MethodValues returns the Func values that bind a method to exactly this value.
func (p *Program) MethodValues(id ID) []ID { return p.methodValues[id] }

// Foreign reports whether what a parameter is given is not seen: nothing in the program calls its function, but others can, because it is
// exported or was handed to a library as a value.
func (p *Program) Foreign(param ID) bool {
	f := p.FunctionOf(param)
	return p.Value(param).Kind == Param && !f.IsZero() && len(p.callers[f.Func]) == 0 && (f.Func.Exported || p.valued[f.Func])
}

// Valued reports whether a function is used as a value somewhere.
func (p *Program) Valued(f FuncRef) bool { return p.valued[f.Func] }

// Stores returns the assignments to fields of exactly this value.
func (p *Program) Stores(id ID) []StoreRef { return p.stores[id] }

// Puts returns the changes to fields of exactly this value: a variable or parameter.
func (p *Program) Puts(id ID) []*Put { return p.puts[id] }

// Reads returns the uses of fields of exactly this value: a variable or parameter.
func (p *Program) Reads(id ID) []*Read {
	return p.Memo(readsKey{}, func() any {
		out := map[ID][]*Read{}
		for _, pkg := range p.Packages {
			for i := range pkg.Reads {
				r := &pkg.Reads[i]
				id := p.ID(pkg, r.Base)
				out[id] = append(out[id], r)
			}
		}
		return out
	}).(map[ID][]*Read)[id]
}

type readsKey struct{}

// Loads returns the values read from fields of exactly this value, which is a struct declared outside the workspace.
func (p *Program) Loads(id ID) []ID { return p.loads[id] }

// Aliases returns every value that the object may flow to, itself first: assignments, parameters of callees, results of functions that
// return it, fields and globals that hold it.
func (p *Program) Aliases(id ID) []ID {
	return p.walk(id, p.succ, 1, true, nil)
}

// itself returns the Aliases that are the very object: those of a library's variable without the structs it was copied to.
func (p *Program) itself(id ID) []ID {
	shared := id != NoID && p.Value(id).Kind == Global
	return p.follow(id, p.succ, 1, func(e edge) bool { return !e.copy || !shared }, nil)
}

// Origins returns where a value may come from: constants, literals, zero values, results of calls that are not seen into, fields of library
// structs that nothing is seen to set, computed values, and parameters of functions that nothing is seen to call. A variable nothing flows to is returned itself.
func (p *Program) Origins(id ID) []ID { return p.origins(id, true) }

// Objects is Origins without the elements that were put into a collection or literal on the way: of a map it returns where the map was
// made, not what it holds.
func (p *Program) Objects(id ID) []ID { return p.origins(id, false) }

func (p *Program) origins(id ID, elems bool) []ID {
	out, _ := p.originsWhile(id, elems, func(ID) bool { return true })
	return out
}

// OriginsWhile returns the Origins of a value if each of them fits, else nil and false: it stops looking at the first that does not.
func (p *Program) OriginsWhile(id ID, fits func(ID) bool) ([]ID, bool) {
	return p.originsWhile(id, true, fits)
}

// ObjectsWhile is OriginsWhile for Objects.
func (p *Program) ObjectsWhile(id ID, fits func(ID) bool) ([]ID, bool) {
	return p.originsWhile(id, false, fits)
}

func (p *Program) originsWhile(id ID, elems bool, fits func(ID) bool) ([]ID, bool) {
	var out []ID
	all := true
	found := func(n ID) {
		if all = fits(n); all {
			out = append(out, n)
		}
	}
	p.walk(id, p.pred, -1, elems, func(n ID, from []edge) bool {
		if !all {
			return false
		}
		switch p.kinds[n] {
		case Const, Lit, Zero, Func, Text, Expr, Unknown:
			found(n)
			return false
		}
		if !slices.ContainsFunc(from, func(e edge) bool { return elems || !e.elem }) {
			found(n)
		}
		return all
	})
	if !all {
		return nil, false
	}
	slices.Sort(out)
	return slices.Compact(out), true
}

// Inputs returns the values that a computed value (Expr) depends on directly.
func (p *Program) Inputs(id ID) []ID {
	var in []ID
	for _, e := range p.pred[id] {
		in = append(in, e.to)
	}
	return in
}

// Within returns the values that flow directly to a value, elements included, without passing through a call of the program: what a parameter
// is given by callers is not among them.
func (p *Program) Within(id ID) []ID {
	var in []ID
	for _, e := range p.pred[id] {
		if e.site == 0 {
			in = append(in, e.to)
		}
	}
	return in
}

// Calls returns the calls that stand in a function, without those in its literals, in the order of the code.
func (p *Program) Calls(f FuncRef) []CallRef { return p.runs().calls[f.Func] }

// StructFields returns the fields of a struct type declared in the program, by its TypeKey, in the order of their declaration.
func (p *Program) StructFields(typeKey string) []ID { return p.structs[typeKey] }

// Assigned returns the values that flow directly to a value, those put into it as elements or by literals of its struct left out.
func (p *Program) Assigned(id ID) []ID {
	var in []ID
	for _, e := range p.pred[id] {
		if !e.elem {
			in = append(in, e.to)
		}
	}
	return in
}

// FieldValues returns the values that field name of the library struct at id may have been given, by literals and by assignments,
// before or after it came here.
func (p *Program) FieldValues(id ID, name string) []ID {
	var out []ID
	for _, o := range p.Origins(id) {
		out = append(out, p.FieldsOf(o, name)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// FieldsOf returns the values that field name of the object created at origin is given, in its literal and by assignments to anything it flows to.
func (p *Program) FieldsOf(origin ID, name string) []ID {
	var out []ID
	if v := p.Value(origin); v.Kind == Lit {
		for _, f := range v.Fields {
			if f.Name == name {
				out = append(out, p.ID(p.owner[origin], f.Value))
			}
		}
	}
	for _, same := range p.sameField(origin) {
		for _, a := range p.itself(same) {
			for _, s := range p.stores[a] {
				if s.Store.Field == name {
					out = append(out, p.ID(s.Pkg, s.Store.Value))
				}
			}
		}
	}
	return slices.DeleteFunc(out, func(id ID) bool { return id == NoID })
}

// sameField returns a value and, if it was read from a field of a library struct, what is read from the same field elsewhere.
func (p *Program) sameField(id ID) []ID {
	same, v := []ID{id}, p.Value(id)
	if v.Kind != Load || v.Base == None {
		return same
	}
	for _, o := range p.Origins(p.ID(p.owner[id], v.Base)) {
		for _, a := range p.Aliases(o) {
			for _, l := range p.loads[a] {
				if p.Value(l).Field == v.Field && !slices.Contains(same, l) {
					same = append(same, l)
				}
			}
		}
	}
	return same
}

// ConstOf returns the constant that a value is known to be, whichever way it came here. ok is false where it may be something else,
// or different constants.
func (p *Program) ConstOf(id ID) (value string, ok bool) {
	for i, o := range p.Origins(id) {
		v := p.Value(o)
		if v.Kind != Const || i > 0 && v.Value != value {
			return "", false
		}
		value, ok = v.Value, true
	}
	return value, ok
}

// Unset reports whether a setting is left at zero: no value was given, or only zero and nil.
func (p *Program) Unset(values []ID) bool {
	for _, id := range values {
		if c, ok := p.ConstOf(id); !ok || c != "0" && c != "nil" && c != "" && c != "false" {
			return false
		}
	}
	return true
}
