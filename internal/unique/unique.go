// Package unique says whether a database itself keeps rows apart that a program asks for: whether the columns of a condition hold a primary key or
// a unique index, as far as the migrations beside the code, or the tags of the structs that an object mapper makes tables from, show it. It imports
// the parsers of SQL, by way of package database.
package unique

import (
	"reflect"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/database"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/summary"
)

// Key returns the columns of a key or unique index of the table that a query reads, such that all rows which meet its conditions agree in them: of
// two rows that are inserted because the query has found none, the database refuses one. models are further structs that may be rows of the
// table. It is nil where there is none, or none is known.
func Key(prog *summary.Program, tree *beside.Tree, s *query.Statement, models ...string) []string {
	if s == nil {
		return nil
	}
	eq, mentioned := compared(s)
	if len(eq) == 0 {
		return nil
	}
	if d := database.Of(tree); d != nil {
		tables, state := d.Table(s.Library().Pkg.Path, stmt.Split(s.Target()))
		if state == database.Present {
			return inSchema(tables, eq, mentioned)
		}
	}
	for _, m := range append([]string{s.Model}, models...) {
		for _, key := range tagged(prog, m) {
			if within(key, eq) {
				return key
			}
		}
	}
	return nil
}

// Keys returns the columns of the keys and unique indexes of the table that a statement is about, partial ones and those of expressions left out.
// known is false where the table is not seen.
func Keys(prog *summary.Program, tree *beside.Tree, s *query.Statement) (keys [][]string, known bool) {
	d := database.Of(tree)
	if d == nil {
		return nil, false
	}
	tables, state := d.Table(s.Library().Pkg.Path, stmt.Split(s.Target()))
	if state != database.Present {
		return nil, false
	}
	for _, t := range tables {
		for _, x := range t.Indexes {
			if key := parts(x); x.Unique && x.Where == nil && len(key) > 0 {
				keys = append(keys, key)
			}
		}
	}
	return keys, true
}

// Unseen reports whether files that are not seen may say what Key does not: the query asks for columns that may be unique, and no tag of a model
// says what is.
func Unseen(prog *summary.Program, tree *beside.Tree, s *query.Statement, models ...string) bool {
	if tree != nil || s == nil {
		return false
	}
	eq, _ := compared(s)
	return len(eq) > 0 && !slices.ContainsFunc(append(models, s.Model), func(m string) bool { return len(tagged(prog, m)) > 0 })
}

// compared returns the columns of a query's first table that must equal a value, and all those that its conditions name.
func compared(s *query.Statement) (eq, mentioned []string) {
	for _, p := range s.Where {
		if p.Column.Name == "" || p.Column.Table != "" && !strings.EqualFold(p.Column.Table, s.Target()) {
			continue
		}
		name := p.Column.Name
		if fn, arg, ok := strings.Cut(name, "("); ok && (strings.EqualFold(fn, "lower") || strings.EqualFold(fn, "upper")) { // Eq{"LOWER(name)": x}
			name = strings.TrimSuffix(arg, ")")
		}
		mentioned = append(mentioned, name)
		if p.Op == "=" && !p.Not && !p.Or && !p.Maybe && p.Value.Kind != query.OfColumn && (p.Func == "" || p.Func == "LOWER" || p.Func == "UPPER") {
			eq = append(eq, name)
		}
	}
	return eq, mentioned
}

// inSchema returns a key that a table has in each of the databases.
func inSchema(tables []database.Table, eq, mentioned []string) []string {
	var found []string
	for _, t := range tables {
		i := slices.IndexFunc(t.Indexes, func(x schema.Index) bool {
			return x.Unique && within(parts(x), eq) && (x.Where == nil || len(x.Where.Columns) > 0 && within(x.Where.Columns, slices.Concat(mentioned, parts(x))))
		})
		if i < 0 {
			return nil
		}
		found = parts(t.Indexes[i])
	}
	return found
}

// parts returns the columns of an index; that of an expression is the one that it reads.
func parts(x schema.Index) []string {
	var out []string
	for _, p := range x.Parts {
		switch {
		case p.Column != "":
			out = append(out, p.Column)
		case p.Expr != nil && len(p.Expr.Columns) == 1:
			out = append(out, p.Expr.Columns...)
		default:
			return nil
		}
	}
	return out
}

// within reports whether all names of a list, which is not empty, are among others.
func within(list, others []string) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(a string) bool {
		return !slices.ContainsFunc(others, func(b string) bool { return plain(a) == plain(b) })
	})
}

// plain is a name of a column or field in lower case without what joins its words.
func plain(name string) string { return strings.ReplaceAll(strings.ToLower(name), "_", "") }

// tagged returns the keys that the tags of a struct's fields ask an object mapper for: those of gorm, xorm and bun.
func tagged(prog *summary.Program, typ string) [][]string {
	var primary []string
	var out [][]string
	groups := map[string]int{} // index of the key in out
	add := func(group, column string) {
		if i, ok := groups[group]; ok && group != "" {
			out[i] = append(out[i], column)
			return
		}
		groups[group] = len(out)
		out = append(out, []string{column})
	}
	for _, f := range prog.StructFields(typ) {
		v := prog.Value(f)
		field := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
		list := words(reflect.StructTag(v.Value))
		for _, word := range list {
			if key, value, _ := strings.Cut(word, ":"); strings.EqualFold(key, "column") {
				field = value
			}
		}
		for _, word := range list {
			switch key, value, _ := strings.Cut(word, ":"); strings.ToLower(key) {
			case "primarykey", "primary_key", "pk":
				primary = append(primary, field)
			case "unique":
				add(value, field)
			case "uniqueindex", "unique_index":
				name, _, _ := strings.Cut(value, ",")
				add(name, field)
			case "index":
				if name, rest, _ := strings.Cut(value, ","); strings.Contains(strings.ToLower(rest), "unique") {
					add(name, field)
				}
			}
		}
	}
	if len(primary) > 0 {
		out = append(out, primary)
	}
	return out
}

// words returns the settings in the tags of a field, those with a value as name:value.
func words(tag reflect.StructTag) []string {
	var out []string
	for word := range strings.SplitSeq(tag.Get("gorm"), ";") {
		out = append(out, strings.TrimSpace(word))
	}
	for word := range strings.SplitSeq(tag.Get("bun"), ",") {
		out = append(out, strings.TrimSpace(word))
	}
	for word := range strings.FieldsSeq(tag.Get("xorm")) {
		if name := strings.Trim(word, "'"); name != word {
			word = "column:" + name
		} else if name, rest, ok := strings.Cut(word, "("); ok {
			word = name + ":" + strings.TrimSuffix(rest, ")")
		}
		out = append(out, word)
	}
	return out
}
