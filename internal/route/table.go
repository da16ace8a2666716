package route

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// maxRows bounds the elements of a table of routes.
const maxRows = 400

// tabled returns registrations with those that take method, path or handler from the fields of a struct made into one for each literal of the
// struct: a table of routes, or what a function that makes them returns.
func (r *reader) tabled(regs []registration) []registration {
	var out []registration
	var lits map[string][]summary.ID
	for _, g := range regs {
		owner, fields := r.fieldsOf(g)
		if owner == "" {
			out = append(out, g)
			continue
		}
		if lits == nil {
			lits = r.literals()
		}
		n := len(out)
		for _, lit := range lits[owner] {
			row := map[summary.ID]value{}
			pkg := r.prog.Owner(lit)
			for _, f := range r.prog.Value(lit).Fields {
				if id, ok := fields[f.Name]; ok {
					row[id] = value{id: r.prog.ID(pkg, f.Value)}
				}
			}
			if len(row) > 1 && len(out)-n < maxRows {
				g.row = row
				out = append(out, g)
			}
		}
		if len(out) == n {
			out = append(out, g)
		}
	}
	return out
}

// fieldsOf returns the struct of the program of which a registration has at least two of its arguments, with the fields by name.
func (r *reader) fieldsOf(g registration) (owner string, fields map[string]summary.ID) {
	for _, name := range []string{"pattern", "methods", "handler"} {
		if !g.entry.Has(name) {
			continue
		}
		id := r.fieldAt(r.prog.Arg(g.call, g.entry.Int(name, 0)), 3)
		if id == summary.NoID {
			continue
		}
		n := r.prog.Value(id)
		if fields == nil {
			owner, fields = n.FieldOwner(), map[string]summary.ID{}
		}
		if n.FieldOwner() == owner {
			fields[n.Key[strings.LastIndexByte(n.Key, '.')+1:]] = id
		}
	}
	if len(fields) < 2 {
		return "", nil
	}
	return owner, fields
}

// fieldAt returns the field that a value is read from, if it is, through calls that wrap it.
func (r *reader) fieldAt(id summary.ID, depth int) summary.ID {
	for range 5 {
		if id == summary.NoID {
			return id
		}
		if r.prog.Value(id).Kind == summary.Field {
			return id
		}
		in := r.prog.Within(id)
		if c := r.prog.CallOf(id); !c.IsZero() && depth > 0 {
			in = nil
			for k := range c.Call.Args {
				if f := r.fieldAt(r.prog.Arg(c, k), depth-1); f != summary.NoID {
					return f
				}
			}
		}
		if k := slices.IndexFunc(in, func(o summary.ID) bool { return r.prog.Value(o).Kind == summary.Field }); k >= 0 {
			return in[k]
		}
		if len(in) != 1 {
			return summary.NoID
		}
		id = in[0]
	}
	return summary.NoID
}

// literals returns the literals of structs of the program by their type, those of tests left out.
func (r *reader) literals() map[string][]summary.ID {
	out := map[string][]summary.ID{}
	for _, pkg := range r.prog.Packages {
		for i := range pkg.Nodes {
			v := &pkg.Nodes[i]
			if v.Kind != summary.Lit || len(v.Fields) < 2 || v.Fn >= 0 && pkg.Funcs[v.Fn].Test {
				continue
			}
			out[v.Type] = append(out[v.Type], r.prog.ID(pkg, summary.Node(i)))
		}
	}
	return out
}
