package effect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// asksFew reports whether a collection is what calls of the function gave that were told, by a constant, to give a few elements at most.
func (x *Index) asksFew(id summary.ID, depth int) bool {
	p := x.Program
	if id == summary.NoID || depth == 0 {
		return false
	}
	switch p.Value(id).Kind {
	case summary.Result:
		return x.givenLimit(p.CallOf(id))
	case summary.Var:
		in := p.Assigned(id)
		return len(in) > 0 && !slices.ContainsFunc(in, func(from summary.ID) bool { return !x.asksFew(from, depth-1) })
	}
	return false
}

// givenLimit reports whether a call is given a small number for a parameter, or a field of a struct, that is called a limit.
func (x *Index) givenLimit(c summary.CallRef) bool {
	p := x.Program
	callees := p.Callees(c)
	for k := range c.Call.Args {
		arg := p.Arg(c, k)
		if arg == summary.NoID {
			continue
		}
		if len(callees) > 0 && !slices.ContainsFunc(callees, func(f summary.FuncRef) bool { return !bounds(paramName(f, k)) }) && x.small(arg) {
			return true
		}
		objects := p.Objects(arg)
		if len(objects) > 0 && !slices.ContainsFunc(objects, func(o summary.ID) bool {
			return !slices.ContainsFunc(p.Value(o).Fields, func(f summary.FieldValue) bool { return bounds(f.Name) && x.small(p.ID(p.Owner(o), f.Value)) })
		}) {
			return true
		}
	}
	return false
}

// small reports whether a value is a constant of a few elements.
func (x *Index) small(id summary.ID) bool {
	if id == summary.NoID {
		return false
	}
	v, ok := x.Program.ConstOf(id)
	n, err := strconv.Atoi(v)
	return ok && err == nil && 0 < n && n <= maxListed
}

// bounds reports whether a parameter or field says by its name how many elements there may be.
func bounds(name string) bool {
	switch strings.ToLower(name) {
	case "limit", "max", "top", "take", "maxresults", "maxrows", "maxitems", "maxcount", "rowlimit":
		return true
	}
	return false
}
