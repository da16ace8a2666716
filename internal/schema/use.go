package schema

import (
	"reflect"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// qualified returns an action of MySQL with the database that USE has chosen in the names of tables that give none. Actions are shared, so a copy
// is made.
func qualified(a stmt.Action, database string) stmt.Action {
	if _, ok := a.(stmt.DropIndex); ok && database != "" { // the index is looked up in its table
		d := a.(stmt.DropIndex)
		d.Table = inDatabase(d.Table, database)
		return d
	}
	if database == "" {
		return a
	}
	return withDatabase(reflect.ValueOf(a), database).Interface().(stmt.Action)
}

func inDatabase(n stmt.Name, database string) stmt.Name {
	if n.Name != "" && n.Schema == "" {
		n.Schema = database
	}
	return n
}

// withDatabase returns a copy of a value with each stmt.Name in it made whole.
func withDatabase(v reflect.Value, database string) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch {
	case v.Type() == reflect.TypeFor[stmt.Name]():
		out.Set(reflect.ValueOf(inDatabase(v.Interface().(stmt.Name), database)))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			out.Field(i).Set(withDatabase(v.Field(i), database))
		}
	case v.Kind() == reflect.Slice && v.Len() > 0 && v.Type().Elem().Kind() == reflect.Struct:
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(withDatabase(v.Index(i), database))
		}
	}
	return out
}
