package summary

import (
	"go/types"
	"strings"
)

// FuncKey names a function or method across packages: "net/http.Get", "(*database/sql.DB).Query", "(example.com/shop.Store).Load"
// for interface methods too. Type arguments are left out.
func FuncKey(f *types.Func) string {
	return stripArgs(f.Origin().FullName())
}

// TypeKey names a type: "net/http.Client", "string". Pointers are removed, and then the container of slices, arrays, maps (the value counts)
// and channels with the pointers in it. Types without a name give "".
func TypeKey(t types.Type) string {
	switch t := core(t).(type) {
	case *types.Named:
		if t.Obj().Pkg() == nil {
			return t.Obj().Name()
		}
		return t.Obj().Pkg().Path() + "." + t.Obj().Name()
	case *types.Basic:
		return t.Name()
	}
	return ""
}

// NamedIn returns the type with a name that TypeKey names, or nil.
func NamedIn(t types.Type) *types.Named {
	n, _ := core(t).(*types.Named)
	return n
}

// core removes pointers and a container from a type, as TypeKey says.
func core(t types.Type) types.Type {
	t = deref(t)
	switch c := t.(type) {
	case *types.Slice:
		t = deref(c.Elem())
	case *types.Array:
		t = deref(c.Elem())
	case *types.Map:
		t = deref(c.Elem())
	case *types.Chan:
		t = deref(c.Elem())
	}
	return t
}

func deref(t types.Type) types.Type {
	for {
		t = types.Unalias(t)
		p, ok := t.(*types.Pointer)
		if !ok {
			return t
		}
		t = p.Elem()
	}
}

// stripArgs removes bracketed type arguments.
func stripArgs(s string) string {
	if !strings.Contains(s, "[") {
		return s
	}
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}
