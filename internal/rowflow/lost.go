package rowflow

import (
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/summary"
)

// column is a column that a write sets, with what is known of the value.
type column struct {
	name     string
	computed bool // from what was read of the same row
	stale    bool // it is what was read
}

// lost reports whether a write sets columns to what was read of them before, or to what is computed from it.
func (x *Index) lost(w *write) (Race, bool) {
	if w.insert {
		return Race{}, false
	}
	best, found := Race{}, false
	for _, c := range w.chain {
		if c.Pkg != w.call.Pkg {
			continue
		}
		for _, carry := range x.carries[c.Pkg][x.calls[c.Call]] {
			if carry.From < 0 || x.fetchedBetween(c.Pkg, carry) {
				continue
			}
			read, e := x.read(at(c.Pkg, carry.From), w)
			if e == nil || read.Call == w.call.Call || x.makes(at(c.Pkg, carry.From), w) {
				continue
			}
			if _, arrives := x.way(w, carry); carry.Record && !arrives {
				continue
			}
			r := Race{Kind: Lost, Write: w.call, Read: read, Table: w.table, effect: e}
			var stale []string
			for _, col := range x.columns(w, c, carry) {
				switch {
				case col.computed && !slices.Contains(r.Columns, col.name):
					r.Columns = append(r.Columns, col.name)
				case col.stale && !slices.Contains(stale, col.name):
					stale = append(stale, col.name)
				}
			}
			if len(r.Columns) == 0 && len(stale) > 0 && x.differs(w, carry) {
				r.Columns, r.Stale = stale, true
			}
			if len(r.Columns) > 0 && (!found || best.Stale && !r.Stale) {
				best, found = r, true
			} else if len(r.Columns) > 0 && best.Stale == r.Stale && best.Read.Call == r.Read.Call {
				for _, name := range r.Columns {
					if !slices.Contains(best.Columns, name) {
						best.Columns = append(best.Columns, name)
					}
				}
			}
		}
	}
	return best, found
}

// makes reports whether a call writes to the table that a write is about: a row that it has made nobody else knows yet.
func (x *Index) makes(c summary.CallRef, w *write) bool {
	return slices.ContainsFunc(x.effects.At(c), func(e *effect.Effect) bool {
		return e.Kind == effect.Write && x.same(e, w)
	})
}

// fetchedBetween reports whether a value is the answer to a further question, of which what was read is only the key.
func (x *Index) fetchedBetween(pkg *summary.Package, c *summary.Carry) bool {
	return slices.ContainsFunc(c.Through, func(i int32) bool { return len(x.effects.At(at(pkg, i))) > 0 })
}

// differs reports whether a write sets anything that was not read, besides what is written back.
func (x *Index) differs(w *write, c *summary.Carry) bool {
	if c.Record || len(c.Changes) > 0 {
		return len(x.changes(w, c)) > 0
	}
	return true // values one by one: the others are given
}

// columns returns the columns that a write sets from what a carry brings.
func (x *Index) columns(w *write, c summary.CallRef, carry *summary.Carry) []column {
	if carry.Record {
		return x.recordColumns(w, c, carry)
	}
	name, ok := x.columnOf(w, c, carry)
	if !ok {
		return nil
	}
	same := carry.Field == "" || plain(carry.Field) == plain(name) || x.tagged(w, carry.Field, name)
	if !same || carry.Field == "" && !x.reads(w, carry, c.Pkg, name) {
		return nil
	}
	if carry.Computed {
		return []column{{name: name, computed: true}}
	}
	if lasting(name) || len(carry.Through) > 0 {
		return nil
	}
	return []column{{name: name, stale: true}}
}

// recordColumns returns the columns that a write sets from the fields of a record.
func (x *Index) recordColumns(w *write, c summary.CallRef, carry *summary.Carry) []column {
	changes := x.changes(w, carry)
	fields, sure := x.written(w, c, carry)
	if !sure {
		fields = x.named(w, fields)
	}
	var out []column
	for _, f := range fields {
		col := column{name: f.column, stale: sure && !lasting(f.column)}
		for _, ch := range changes {
			if ch.Field == "" || plain(ch.Field) != plain(f.field) {
				continue
			}
			col.computed = col.computed || ch.Computed
			if !ch.Cond {
				col.stale = false
			}
		}
		out = append(out, col)
	}
	return out
}

// fieldColumn is a field of a record and the column that it goes to.
type fieldColumn struct{ field, column string }

// written returns the fields of the record in a carry that a write sets columns to.
func (x *Index) written(w *write, c summary.CallRef, carry *summary.Carry) (out []fieldColumn, sure bool) {
	arg := x.prog.Arg(c, int(carry.Arg))
	if arg == summary.NoID {
		return nil, false
	}
	typ := strings.TrimPrefix(x.prog.Value(arg).Type, "[]")
	fields := x.fieldsOf(typ)
	if w.statement != nil && w.statement.Query != nil {
		for _, s := range w.statement.Set {
			if s.Value.Kind != query.Bound {
				continue
			}
			if f := x.fieldFor(s, typ, fields); f != "" {
				out = append(out, fieldColumn{f, s.Column.Name})
			}
		}
		return out, true
	}
	if w.statement != nil && w.statement.Model != "" && w.statement.Model != typ {
		return nil, false // another record, made of it
	}
	for _, f := range fields {
		out = append(out, fieldColumn{f, x.columnIn(typ, f)})
	}
	return x.chosen(w, out)
}

// fieldFor returns the field of a struct type that the value of an assignment is, or empty.
func (x *Index) fieldFor(s query.Assignment, typ string, fields []string) string {
	seen := map[summary.ID]bool{}
	queue := []summary.ID{s.Value.Arg}
	for len(queue) > 0 && len(seen) < 64 {
		id := queue[0]
		queue = queue[1:]
		if id == summary.NoID || seen[id] {
			continue
		}
		seen[id] = true
		v := x.prog.Value(id)
		switch v.Kind {
		case summary.Field:
			if owner, name, ok := cutLast(v.Key); ok && owner == typ && slices.Contains(fields, name) {
				return name
			}
			queue = append(queue, x.prog.Inputs(id)...)
		case summary.Result: // of what turns it into another form
			from := x.prog.CallOf(id)
			for k := range from.Call.Args {
				queue = append(queue, x.prog.Arg(from, k))
			}
			if len(from.Call.Args) == 0 {
				queue = append(queue, x.prog.Arg(from, -1))
			}
			queue = append(queue, x.prog.Inputs(id)...)
		case summary.Lit, summary.Expr:
			queue = append(queue, x.prog.Inputs(id)...)
		case summary.Var, summary.Load:
			queue = append(queue, x.prog.Inputs(id)...)
		}
	}
	return ""
}

func cutLast(key string) (before, after string, ok bool) {
	i := strings.LastIndexByte(key, '.')
	if i < 0 {
		return "", key, false
	}
	return key[:i], key[i+1:], true
}

// fieldsOf returns the names of the fields of a struct type that may be columns.
func (x *Index) fieldsOf(typ string) []string {
	var out []string
	for _, id := range x.prog.StructFields(typ) {
		v := x.prog.Value(id)
		_, name, _ := cutLast(v.Key)
		if name == "" || name == "_" {
			continue
		}
		if len(x.prog.StructFields(strings.TrimPrefix(v.Type, "[]"))) > 0 && !strings.Contains(v.Value, "json") && !strings.Contains(v.Value, "serializer") {
			continue // rows of another table
		}
		if columnName(name, v.Value) != "" {
			out = append(out, name)
		}
	}
	return out
}

// columnTags are the keys of struct tags that name columns.
var columnTags = []string{"db", "bun", "bson", "sql", "pg", "xorm", "gorm"}

// columnName returns the column that a field stands for, by its tag or by its name; empty for a field that is none.
func columnName(field, tag string) string {
	for _, key := range columnTags {
		value := reflect.StructTag(tag).Get(key)
		if value == "" {
			continue
		}
		if value == "-" || strings.HasPrefix(value, "-,") {
			return ""
		}
		switch key {
		case "gorm":
			for part := range strings.SplitSeq(value, ";") {
				if name, ok := strings.CutPrefix(part, "column:"); ok {
					return name
				}
			}
		case "xorm":
			if _, rest, ok := strings.Cut(value, "'"); ok {
				name, _, _ := strings.Cut(rest, "'")
				return name
			}
		default:
			if name, _, _ := strings.Cut(value, ","); name != "" && !strings.Contains(name, ":") {
				return name
			}
		}
	}
	return snake(field)
}

// snake writes a name in camel case with underscores.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			prev := rune(name[i-1])
			next := i+1 < len(name) && unicode.IsLower(rune(name[i+1]))
			if unicode.IsLower(prev) || unicode.IsDigit(prev) || next {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// columnIn returns the column of a field of a struct type.
func (x *Index) columnIn(typ, field string) string {
	for _, id := range x.prog.StructFields(typ) {
		if _, name, _ := cutLast(x.prog.Value(id).Key); name == field {
			return columnName(field, x.prog.Value(id).Value)
		}
	}
	return snake(field)
}

// chosen returns the columns that a builder is told to write; all where it is told nothing.
// sure is false where it is told columns that are not known.
func (x *Index) chosen(w *write, fields []fieldColumn) (out []fieldColumn, sure bool) {
	out, sure = fields, true
	if set := x.setters(w); set != nil {
		out = slices.DeleteFunc(slices.Clone(out), func(f fieldColumn) bool { return !set[plain(f.field)] && !set[plain(f.column)] })
	}
	for _, c := range sqlChain(x.prog, w.effect.Last().Via) {
		e, ok := x.prog.Catalog.Get(c.Call.Callee, "chooses")
		if !ok {
			continue
		}
		named, known := map[string]bool{}, !c.Call.Spread
		for k := range c.Call.Args {
			text, ok := x.prog.ConstOf(x.prog.Arg(c, k))
			known = known && ok
			for part := range strings.SplitSeq(text, ",") {
				named[plain(strings.Trim(part, " `\""))] = true
			}
		}
		switch {
		case named["*"]:
		case !known:
			sure = false
		default:
			out = slices.DeleteFunc(slices.Clone(out), func(f fieldColumn) bool {
				return (named[plain(f.field)] || named[plain(f.column)]) == e.Has("leaves")
			})
		}
	}
	return out, sure
}

// columnOf returns the column that a value given to a call is written to.
func (x *Index) columnOf(w *write, c summary.CallRef, carry *summary.Carry) (string, bool) {
	if w.statement != nil && len(w.statement.Set) > 0 {
		return x.assigned(w, c, carry)
	}
	if carry.Key != "" { // a map or struct with the new values
		if _, only := x.effectArg(w, c, carry); !only {
			return "", false
		}
		if set := x.setters(w); set != nil && !set[plain(carry.Key)] {
			return "", false // it says which rows
		}
		if r := carry.Key[0]; r >= 'A' && r <= 'Z' { // a field of a struct
			return snake(carry.Key), true
		}
		return carry.Key, true
	}
	if carry.Arg > 0 {
		text, ok := x.prog.ConstOf(x.prog.Arg(c, int(carry.Arg)-1))
		if _, name, _ := cutLast(c.Call.Callee); ok && (strings.HasPrefix(name, "Update") || name == "Set" || name == "SetMap") {
			text, _, _ = strings.Cut(text, "=")
			text = strings.Trim(text, " `\"?")
			return text, text != "" && !strings.ContainsAny(text, " (")
		}
	}
	return "", false
}

// effectArg reports whether a value is handed to the call that writes, and not to one that only says which rows.
func (x *Index) effectArg(w *write, c summary.CallRef, carry *summary.Carry) (summary.ID, bool) {
	_, name, _ := cutLast(c.Call.Callee)
	if w.effect.Next == nil && (name == "Where" || name == "Find" || name == "And" || name == "Or") {
		return summary.NoID, false
	}
	return x.prog.Arg(c, int(carry.Arg)), true
}

// assigned returns the column that a statement sets to what a carry brings.
func (x *Index) assigned(w *write, c summary.CallRef, carry *summary.Carry) (string, bool) {
	arg := x.prog.Arg(c, int(carry.Arg))
	if arg == summary.NoID {
		return "", false
	}
	var flows []summary.ID
	for _, s := range w.statement.Set {
		if s.Value.Kind != query.Bound || s.Value.Arg == summary.NoID {
			continue
		}
		if carry.Key != "" {
			if plain(carry.Key) == plain(s.Column.Name) || x.keyed(s.Value.Arg, carry.Key) {
				return s.Column.Name, true
			}
			continue
		}
		if s.Value.Arg == arg {
			return s.Column.Name, true
		}
		if flows == nil {
			flows = x.prog.Aliases(arg)
		}
		if slices.Contains(flows, s.Value.Arg) {
			return s.Column.Name, true
		}
	}
	return "", false
}

// keyed reports whether a bound value is the field of a struct that a literal has set under a name.
func (x *Index) keyed(bound summary.ID, key string) bool {
	v := x.prog.Value(bound)
	_, name, _ := cutLast(v.Key)
	return v.Kind == summary.Field && name == key
}

// tagged reports whether a field's tag names a column.
func (x *Index) tagged(w *write, field, name string) bool {
	if w.statement == nil {
		return false
	}
	for _, s := range w.statement.Set {
		if plain(s.Column.Name) == plain(name) && s.Value.Arg != summary.NoID && x.prog.Value(s.Value.Arg).Kind == summary.Field {
			_, f, _ := cutLast(x.prog.Value(s.Value.Arg).Key)
			return f == field
		}
	}
	return false
}

// reads reports whether what was read, and has no name of a field, may be a column.
func (x *Index) reads(w *write, carry *summary.Carry, pkg *summary.Package, name string) bool {
	_, e := x.read(at(pkg, carry.From), w)
	s, _ := x.statement(e, func(s *query.Statement) bool { return s.Verb == "SELECT" })
	if s == nil || s.Query == nil {
		return false
	}
	for _, it := range s.Query.Items {
		if it.Star || plain(it.Name) == plain(name) {
			return true
		}
		for _, t := range it.Tokens {
			if plain(t.Value()) == plain(name) {
				return true
			}
		}
	}
	return false
}

// lasting reports whether a column is one that is not changed once the row is there, or is set with every write.
func lasting(name string) bool {
	p := plain(name)
	switch p {
	case "id", "uid", "uuid", "guid", "key", "slug", "type", "kind", "basemodel", "model", "tablename", "xxxunrecognized":
		return true
	}
	for _, s := range []string{"created", "updated", "modified", "deleted", "inserted", "last", "seen", "accessed", "touched"} {
		if strings.HasPrefix(p, s) {
			return true
		}
	}
	lower := strings.ToLower(name)
	return strings.HasSuffix(lower, "_id") || strings.HasSuffix(name, "ID") || strings.HasSuffix(name, "Id") || strings.HasSuffix(lower, "_uuid")
}
