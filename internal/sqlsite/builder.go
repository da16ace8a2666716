package sqlsite

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Chain returns the calls that put together the same builder as call c does, c included: those its receiver comes from and those made on
// its result, as long as the builder keeps its type. A call of which the catalog says that it starts afresh is where a chain begins.
func Chain(prog *summary.Program, c summary.CallRef) []summary.CallRef {
	root := c
	for range 64 {
		up := above(prog, root)
		if len(up) == 0 {
			break
		}
		root = up[0]
	}
	return below(prog, root)
}

// below returns the calls that add to the builder that call root gives, root included.
func below(prog *summary.Program, root summary.CallRef) []summary.CallRef {
	seen := map[*summary.Call]bool{root.Call: true}
	out := []summary.CallRef{root}
	for i := 0; i < len(out) && len(out) < 256; i++ {
		if i > 0 && fresh(prog, out[i]) {
			continue
		}
		result := prog.Result(out[i], 0)
		if result == summary.NoID {
			continue
		}
		for _, a := range prog.Aliases(result) {
			for _, u := range prog.Uses(a) {
				if u.Arg == -1 && !seen[u.Call] {
					seen[u.Call] = true
					out = append(out, u.CallRef)
				}
			}
		}
	}
	return out
}

// above returns the calls whose result may be the receiver of c, where both are builders of one type.
func above(prog *summary.Program, c summary.CallRef) []summary.CallRef {
	recv := prog.Arg(c, -1)
	if recv == summary.NoID || prog.Result(c, 0) == summary.NoID || fresh(prog, c) {
		return nil
	}
	var out []summary.CallRef
	for _, o := range prog.Origins(recv) {
		if v := prog.Value(o); v.Kind == summary.Result && v.Index == 0 && v.Type == prog.Value(prog.Result(c, 0)).Type && !fresh(prog, prog.CallOf(o)) {
			out = append(out, prog.CallOf(o))
		}
	}
	return out
}

// maxRoots is how many beginnings of a builder are looked at.
const maxRoots = 8

// roots returns the calls that the builder of c may begin with.
func roots(prog *summary.Program, c summary.CallRef) []summary.CallRef {
	var out []summary.CallRef
	seen := map[*summary.Call]bool{c.Call: true}
	for queue := []summary.CallRef{c}; len(queue) > 0 && len(seen) < 256 && len(out) < maxRoots; queue = queue[1:] {
		up := above(prog, queue[0])
		if len(up) == 0 {
			out = append(out, queue[0])
		}
		for _, u := range up {
			if !seen[u.Call] {
				seen[u.Call] = true
				queue = append(queue, u)
			}
		}
	}
	return out
}

// fresh reports whether what a call returns is no builder yet, though it has the type of one.
func fresh(prog *summary.Program, c summary.CallRef) bool {
	_, ok := prog.Catalog.Get(c.Call.Callee, "freshquery")
	return ok
}

// Covered reports whether an item of a select list that is given to the builder of call c decides what columns a statement returns or
// copies, and of which table; the table is empty where it is not known. An item does not count where the builder is only used to count
// rows or to write, where it becomes a subquery whose columns others name, and where what it selects from names its columns.
func Covered(prog *summary.Program, c summary.CallRef, it sqltext.Item) (table string, ok bool) {
	r := newResolver(prog)
	found := false
	for _, root := range roots(prog, c) { // of other functions, perhaps: none of them may hand over a builder of named columns
		chain := below(prog, root)
		if !r.decides(chain) {
			continue
		}
		if r.unseen(root, chain) {
			return "", false
		}
		name, covered := r.covered(chain, it)
		if !covered {
			return "", false
		}
		if found && name != table {
			name = ""
		}
		table, found = name, true
	}
	return table, found
}

// unseen reports whether a builder comes from code that is not seen, which says what it selects from, and goes back there.
func (r *resolver) unseen(root summary.CallRef, chain []summary.CallRef) bool {
	recv := r.prog.Arg(root, -1)
	if recv == summary.NoID || !slices.ContainsFunc(r.prog.Origins(recv), func(o summary.ID) bool {
		return r.prog.Value(o).Kind == summary.Param && r.prog.Value(o).Type == r.prog.Value(r.prog.Result(root, 0)).Type
	}) {
		return false
	}
	return !slices.ContainsFunc(chain, func(c summary.CallRef) bool {
		return slices.ContainsFunc(r.prog.Catalog.Of(c.Call.Callee), func(e catalog.Entry) bool {
			return e.Kind == "runquery" || e.Attrs["builder"] == "from" || e.Attrs["builder"] == "subquery"
		})
	})
}

// SelectsAll reports whether call c begins a builder that is run without ever being told which columns to select, which the library
// takes for all of them, and returns the table that it selects from, as Covered does. The table must be known.
func SelectsAll(prog *summary.Program, c summary.CallRef) (table string, ok bool) {
	e, ok := prog.Catalog.Get(c.Call.Callee, "selectall")
	if !ok || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
		return "", false
	}
	columns, run := strings.Split(e.Attrs["columns"], ","), strings.Split(e.Attrs["run"], ",")
	runs, chain := false, Chain(prog, c)
	for _, call := range chain {
		name := call.Call.Callee[strings.LastIndexByte(call.Call.Callee, '.')+1:]
		if slices.Contains(columns, name) && (len(call.Call.Args) > 0 || call.Call != c.Call) && catalog.PackageOf(call.Call.Callee) == catalog.PackageOf(e.Key) {
			return "", false
		}
		runs = runs || slices.Contains(run, name)
	}
	if !runs {
		return "", false
	}
	table, ok = newResolver(prog).covered(chain, sqltext.Item{Star: true})
	return table, ok && strings.Trim(table, string(sqltext.Hole)) != ""
}

func (r *resolver) covered(chain []summary.CallRef, it sqltext.Item) (string, bool) {
	if !it.Star || it.Composite || !r.decides(chain) {
		return "", false
	}
	q := r.query(chain)
	switch outer := r.around(chain); {
	case q.head == "":
		q.head = outer
	case outer != "" && strings.HasPrefix(string(q.head), with):
		q.head = outer + "," + q.head[len(with)-1:]
	}
	if q.model != "" { // the columns of a type
		return q.model, true
	}
	table, found := "", false
	for _, from := range q.from {
		name, ok := star(q.head, it, from+q.joins)
		if !ok {
			continue
		}
		if found && name != table {
			name = ""
		}
		table, found = name, true
	}
	return table, found
}

// star returns the table that the item stands for in a query of the builder. One with a qualifier that is not known counts, without a table.
func star(head sqltext.Template, it sqltext.Item, from sqltext.Template) (string, bool) {
	item := sqltext.Template("*")
	if it.Qualifier != "" {
		item = sqltext.Template(`"` + it.Qualifier + `".*`)
	}
	for _, s := range sqltext.Statements(head + " SELECT " + item + " FROM " + from) {
		for _, x := range s.Query.Stars() {
			if !x.Returning {
				return x.Table, true
			}
		}
		if it.Qualifier == "" || s.Query.Verb != "SELECT" {
			continue
		}
		known := slices.ContainsFunc(s.Query.Tables, func(t sqltext.Table) bool { return t.Named(it.Qualifier) })
		return "", !known && !slices.ContainsFunc(s.Query.Tables, func(t sqltext.Table) bool { return t.Sub != nil && t.Alias == "" })
	}
	return "", false
}

// parts are the pieces of the statement that a builder makes.
type parts struct {
	head  sqltext.Template   // what stands before SELECT
	from  []sqltext.Template // what it may select from; there is always one
	model string             // the type it selects instead
	joins sqltext.Template
}

// with begins the common table expressions of a builder.
const with = " WITH "

func (r *resolver) query(chain []summary.CallRef) parts {
	var q parts
	from := false
	for _, call := range chain {
		for _, e := range r.prog.Catalog.Of(call.Call.Callee) {
			clause := e.Attrs["builder"]
			arg := r.prog.Arg(call, e.Int("sql", 0))
			if arg == summary.NoID {
				continue
			}
			switch clause {
			case "subquery":
				if !from {
					q.from, from = []sqltext.Template{"(SELECT 1) " + r.only(arg)}, true
				}
			case "from":
				if !from {
					q.from, q.model, from = r.source(arg)
				}
			case "join":
				switch text := r.only(arg); {
				case strings.Trim(string(text), string(sqltext.Hole)) == "": // nothing is known of it
				case sqltext.HasJoin(text):
					q.joins += " " + text
				default:
					q.joins += " JOIN " + text
				}
			case "prefix":
				q.head = r.only(arg) + " " + q.head
			case "with":
				word := sqltext.Template(with)
				if strings.Contains(string(q.head), with) {
					word = ", "
				}
				q.head += word + r.only(arg) + " AS (SELECT 1)"
			}
		}
	}
	if !from {
		q.from = []sqltext.Template{sqltext.Template(sqltext.Hole)}
	}
	return q
}

// around returns the common table expressions of the builders that a builder is handed to: their names can be selected from in it.
func (r *resolver) around(chain []summary.CallRef) (head sqltext.Template) {
	for _, call := range chain {
		result := r.prog.Result(call, 0)
		if result == summary.NoID {
			continue
		}
		for _, a := range r.prog.Aliases(result) {
			for _, u := range r.prog.Uses(a) {
				if u.Arg >= 0 && r.builds(u.Call.Callee) {
					if _, with := r.prog.Catalog.Get(u.Call.Callee, "query"); with {
						return r.query(Chain(r.prog, u.CallRef)).head
					}
				}
			}
		}
	}
	return ""
}

// only returns the text of a value where it is known to be one, else a hole.
func (r *resolver) only(arg summary.ID) sqltext.Template {
	if all := r.resolve(arg, maxDepth); len(all) == 1 {
		return r.template(all[0])
	}
	return sqltext.Template(sqltext.Hole)
}

// source returns the texts or the model that an argument names as what is selected from.
func (r *resolver) source(arg summary.ID) (from []sqltext.Template, model string, ok bool) {
	for _, t := range r.resolve(arg, maxDepth) {
		if tm := r.template(t); strings.Trim(string(tm), string(sqltext.Hole)) != "" {
			from = append(from, tm)
		}
	}
	if len(from) > 0 {
		return from, "", true
	}
	for _, o := range r.prog.Origins(arg) {
		switch v := r.prog.Value(o); v.Kind {
		case summary.Lit, summary.Zero, summary.Param:
			typ := strings.TrimPrefix(v.Type, "[]")
			if i := strings.LastIndexByte(typ, '.'); i >= 0 {
				return nil, typ[i+1:], true
			}
		case summary.Result:
			if r.prog.Catalog.Knows(catalog.PackageOf(r.prog.CallOf(o).Call.Callee)) {
				return []sqltext.Template{"(SELECT 1)"}, "", true // an expression of the library, such as another select
			}
		}
	}
	return nil, "", false
}

// decides reports whether the select list of a builder is what a statement returns or copies. It is not where the builder only counts or
// writes, nor where it is handed to another builder as a subquery, unless that one takes all of its columns in turn.
func (r *resolver) decides(chain []summary.CallRef) bool {
	drops := false
	for _, call := range chain {
		if e, ok := r.prog.Catalog.Get(call.Call.Callee, "runquery"); ok {
			if e.Attrs["columns"] != "no" {
				return true
			}
			drops = true
		}
	}
	if drops {
		return false
	}
	handed := false
	for _, call := range chain {
		result := r.prog.Result(call, 0)
		if result == summary.NoID {
			continue
		}
		for _, a := range r.prog.Aliases(result) {
			for _, u := range r.prog.Uses(a) {
				if u.Arg < 0 || !r.builds(u.Call.Callee) {
					continue
				}
				if r.takesAll(u.CallRef) {
					return true
				}
				handed = true
			}
		}
	}
	return !handed
}

// takesAll reports whether a builder that is given to call c is copied or united by it, or selected from with all columns.
func (r *resolver) takesAll(c summary.CallRef) bool {
	for _, e := range r.prog.Catalog.Of(c.Call.Callee) {
		switch e.Attrs["builder"] {
		case "source":
			return true
		case "from", "subquery", "with":
			listed, all := false, false
			for _, call := range Chain(r.prog, c) {
				for _, e := range r.prog.Catalog.Of(call.Call.Callee) {
					if e.Attrs["builder"] != "select" {
						continue
					}
					listed = true
					for k := e.Int("sql", 0); k < len(call.Call.Args); k++ {
						if arg := r.prog.Arg(call, k); arg != summary.NoID {
							all = all || slices.ContainsFunc(sqltext.Items(r.only(arg)), func(it sqltext.Item) bool { return it.Star && !it.Composite })
						}
					}
				}
			}
			return !listed || all
		}
	}
	return false
}

// builds reports whether a function belongs to a package of which the catalog knows builders.
func (r *resolver) builds(callee string) bool {
	if r.builders == nil {
		r.builders = map[string]bool{}
		for _, e := range r.prog.Catalog.All("query") {
			if e.Has("builder") {
				r.builders[catalog.PackageOf(e.Key)] = true
			}
		}
	}
	return callee != "" && r.builders[catalog.PackageOf(callee)]
}
