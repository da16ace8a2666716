//go:build !prodlint_nopg

package postgres

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/sqlc-dev/oliphant"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// expr converts an expression; nil stays nil. Its text is written anew, in the style of the parser.
func expr(n *pg.Node) *stmt.Expr {
	if n == nil {
		return nil
	}
	out := &stmt.Expr{Constant: true}
	sel := &pg.SelectStmt{TargetList: []*pg.Node{{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: n}}}}}
	sel.LimitOption, sel.Op = pg.LimitOption_LIMIT_OPTION_DEFAULT, pg.SetOperation_SETOP_NONE
	tree := &pg.ParseResult{Stmts: []*pg.RawStmt{{Stmt: &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: sel}}}}}
	if text, err := pg.Deparse(tree); err == nil {
		out.Text = strings.TrimPrefix(text, "SELECT ")
	}
	bare := n
	for bare.GetTypeCast() != nil {
		bare = bare.GetTypeCast().Arg
	}
	out.Null = bare.GetAConst().GetIsnull()
	walk(n.ProtoReflect(), func(m protoreflect.Message) {
		switch x := m.Interface().(type) {
		case *pg.FuncCall:
			out.Constant = false
			if name := dotted(x.Funcname).Name; !slices.Contains(out.Funcs, name) {
				out.Funcs = append(out.Funcs, name)
			}
		case *pg.SQLValueFunction:
			out.Constant = false
			name := strings.ToLower(strings.TrimPrefix(x.Op.String(), "SVFOP_"))
			if !slices.Contains(out.Funcs, name) {
				out.Funcs = append(out.Funcs, name)
			}
		case *pg.ColumnRef:
			out.Constant = false
			if col := words(x.Fields); len(col) > 0 && !slices.Contains(out.Columns, col[len(col)-1]) {
				out.Columns = append(out.Columns, col[len(col)-1])
			}
		case *pg.ParamRef, *pg.SubLink:
			out.Constant = false
		}
	})
	return out
}

// walk calls f for a message and the messages in it.
func walk(m protoreflect.Message, f func(protoreflect.Message)) {
	f(m)
	m.Range(func(fd protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case fd.IsMap() || fd.Message() == nil:
		case fd.IsList():
			for i := range v.List().Len() {
				walk(v.List().Get(i).Message(), f)
			}
		default:
			walk(v.Message(), f)
		}
		return true
	})
}

// typeNames are the names that format_type gives to types, by those in pg_type and the short ones of the manual.
var typeNames = map[string]string{
	"int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean", "float4": "real", "float8": "double precision",
	"varchar": "character varying", "bpchar": "character", "decimal": "numeric", "timestamptz": "timestamp with time zone",
	"timestamp": "timestamp without time zone", "timetz": "time with time zone", "time": "time without time zone", "varbit": "bit varying",
}

var serials = map[string]string{"serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint", "smallserial": "smallint", "serial2": "smallint"}

// typeOf converts a type to the name that the catalog shows (format_type).
func typeOf(t *pg.TypeName) stmt.Type {
	names := words(t.GetNames())
	if len(names) == 0 {
		return stmt.Type{}
	}
	out := stmt.Type{Name: names[len(names)-1], Dims: len(t.ArrayBounds)}
	if integer, ok := serials[out.Name]; ok && len(names) == 1 {
		out.Name, out.Serial = integer, true
		return out
	}
	builtin := len(names) == 1 || names[0] == "pg_catalog"
	if long, ok := typeNames[out.Name]; ok && builtin {
		out.Name = long
	} else if !builtin {
		out.Name = plain(names[len(names)-2], out.Name).String()
	}
	if out.Name == "interval" {
		return out // its modifiers are bits
	}
	for _, m := range t.Typmods {
		switch k := m.GetAConst(); {
		case k.GetIval() != nil:
			out.Args = append(out.Args, strconv.Itoa(int(k.GetIval().Ival)))
		case k.GetSval() != nil:
			out.Args = append(out.Args, k.GetSval().Sval)
		default:
			if e := expr(m); e != nil {
				out.Args = append(out.Args, e.Text)
			}
		}
	}
	if out.Name == "numeric" && len(out.Args) == 1 {
		out.Args = append(out.Args, "0")
	}
	return out
}
