package selectstar

import (
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// tag is the key of struct tags that sqlx, scany, pgx, goqu, dbx and gorp share.
const tag = "db"

// plain matches names that need no quotes unless they are reserved.
var plain = lazyre.New(`^[a-z_][a-z0-9_]*$`)

// reserved are the words that PostgreSQL, MySQL or SQLite does not take for the name of a column without quotes, of those that columns are called.
var reserved = strings.Fields(`add all alter analyze and any array as asc before between binary blob both by call cascade case change char character check
	collate column condition constraint create cross cube current_date current_time current_timestamp current_user cursor database databases day_hour
	default delayed delete desc describe distinct div do double drop each else end escape except exists exit explain false fetch float for force foreign
	from full fulltext function generated get grant group grouping groups having if ignore in index infile initially inner inout insert int integer
	intersect interval into is join key keys kill lag lateral lead leading leave left like limit linear lines load lock long loop match mod natural not
	null of offset on only optimize option or order out outer over partition placing precision primary procedure range rank read real recursive
	references release rename repeat replace require restrict return returning revoke right row rows schema schemas select separator session_user set
	show signal similar some spatial sql ssl starting symmetric system table then to trailing trigger true undo union unique unlock unsigned update usage
	use user using values variadic verbose virtual when where while window with write xor zerofill`)

// read returns the columns that the rows of a statement with one star, of one table, are read into: those in the tags of a struct. It returns
// none where a field has no tag, or the struct is read from elsewhere as well and may have fields that the table does not.
func read(prog *summary.Program, site sqlsite.Site) []string {
	x := query.Of(prog)
	list := x.At(site.Call)
	if len(list) != 1 || len(list[0].Inner) > 0 || list[0].Query == nil || len(list[0].Dest()) != 1 {
		return nil
	}
	s := list[0]
	items := s.Query.Items
	if s.Verb != "SELECT" {
		items = s.Query.Returning
	}
	if len(items) != 1 || !items[0].Star || len(s.Query.With)+len(s.Query.Arms) > 0 || len(s.Tables) != 1 || s.Tables[0].Derived || strings.ContainsRune(s.Tables[0].Name, sqltext.Hole) {
		return nil
	}
	typ := strings.TrimPrefix(prog.Value(s.Dest()[0]).Type, "[]")
	if table, ok := tables(x)[typ]; !ok || table != strings.ToLower(s.Tables[0].Name) {
		return nil
	}
	var out []string
	for _, f := range prog.StructFields(typ) {
		v := prog.Value(f)
		name, _, _ := strings.Cut(reflect.StructTag(v.Value).Get(tag), ",")
		switch {
		case name == "-" || !token.IsExported(v.Key[strings.LastIndexByte(v.Key, '.')+1:]):
			continue
		case !plain().MatchString(name) || slices.Contains(reserved, name) || slices.Contains(out, name):
			return nil
		}
		if items[0].Qualifier != "" {
			name = items[0].Qualifier + "." + name
		}
		out = append(out, name)
	}
	return out
}

type tablesKey struct{}

// tables returns for each struct type that rows are read into the table of all these rows; none where there are several, or it is not known.
func tables(x *query.Index) map[string]string {
	return x.Program.Memo(tablesKey{}, func() any {
		out := map[string]string{}
		for _, pkg := range x.Program.Packages {
			for _, s := range x.In(pkg) {
				table := ""
				if len(s.Tables) == 1 && !s.Tables[0].Derived {
					table = strings.ToLower(s.Tables[0].Name)
				}
				for _, d := range s.Dest() {
					typ := strings.TrimPrefix(x.Program.Value(d).Type, "[]")
					if known, ok := out[typ]; ok && known != table {
						table = ""
					}
					out[typ] = table
				}
			}
		}
		return out
	}).(map[string]string)
}

// list matches the star that fix replaces.
var list = lazyre.New(`(?i)(\b(?:select(?:\s+distinct)?|returning)\s+)((?:\w+\.)?\*)(?:[\s;"\x60]|$)`)

// fix writes the columns in place of the star, where the text stands in the call, or in a variable or constant of the function that nothing
// else uses.
func fix(p *rule.FixPass) []rule.Edit {
	if len(p.Finding.Names) == 0 {
		return nil
	}
	var call *ast.CallExpr
	var fn ast.Node
	for _, n := range append([]ast.Node{p.Node}, p.Parents...) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if call == nil {
				call = n
			}
		case *ast.FuncDecl:
			fn = n
		}
	}
	if call == nil || fn == nil {
		return nil
	}
	var lits []*ast.BasicLit
	for _, arg := range call.Args {
		if id, ok := arg.(*ast.Ident); ok {
			if e := only(fn, id.Name); e != nil {
				lits = append(lits, literals(e)...)
			}
			continue
		}
		lits = append(lits, literals(arg)...)
	}
	var edits []rule.Edit
	for _, l := range lits {
		if _, err := strconv.Unquote(l.Value); err != nil {
			return nil
		}
		for _, m := range list().FindAllStringSubmatchIndex(l.Value, -1) {
			at := p.Offset(l.Pos())
			edits = append(edits, rule.Edit{Start: at + m[4], End: at + m[5], New: strings.Join(p.Finding.Names, ", ")})
		}
	}
	if len(edits) != 1 {
		return nil
	}
	return edits
}

// literals returns the string literals in an expression.
func literals(e ast.Node) []*ast.BasicLit {
	var out []*ast.BasicLit
	ast.Inspect(e, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			out = append(out, l)
		}
		_, lit := n.(*ast.FuncLit)
		return !lit
	})
	return out
}

// only returns what a variable or constant of a function is given where that is said once, and it is used once.
func only(fn ast.Node, name string) ast.Expr {
	var given ast.Expr
	sets, uses := 0, 0
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if n.Name == name {
				uses++
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && id.Name == name {
					sets++
					if len(n.Lhs) == len(n.Rhs) && n.Tok == token.DEFINE {
						given = n.Rhs[i]
					}
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if id.Name == name {
					sets++
					if len(n.Values) == len(n.Names) {
						given = n.Values[i]
					}
				}
			}
		}
		return true
	})
	if sets != 1 || uses != 2 {
		return nil
	}
	return given
}
