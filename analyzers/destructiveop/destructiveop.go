// Package destructiveop finds statements and calls that destroy or rewrite everything at once, in code that production runs. One call in the
// wrong moment, by a request, a retry or a tired hand, and the data is gone before anybody sees the row count.
package destructiveop

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports DELETE and UPDATE without a condition, TRUNCATE, DROP, and their like in libraries.
var Rule = rule.New("destructiveop", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	j := &judge{Pass: p, seen: map[summary.Pos]bool{}}
	j.texts()
	j.calls()
	j.unguarded()
	j.deletes()
}

type judge struct {
	*rule.Pass
	seen    map[summary.Pos]bool
	deleted []deletion
	// scratch are the tables that the package creates as temporary ones, by name in lower case; made is what each function creates, filled
	// what it inserts into.
	scratch      map[string]bool
	made, filled map[int32][]string
}

func (j *judge) report(f rule.Finding) {
	if !j.seen[f.Pos] {
		j.seen[f.Pos] = true
		j.Report(f)
	}
}

// maintained reports whether the configuration says that a table is emptied on purpose.
func (j *judge) maintained(table string) bool {
	return j.Program.Settings.Listed("destructiveop", "maintained", table)
}

// texts judges statements.
func (j *judge) texts() {
	for _, s := range admin.Statements(j.Program, j.Summary) {
		d, ok := s.Query.Destroys()
		if !ok {
			continue
		}
		name := j.victim(s, d)
		if name == "" || j.maintained(name) || d.Always && j.oneOf(s) || d.What == "UPDATE" && ofAll(s.Call) || admin.Aside(j.Program, s.Call) {
			continue
		}
		if _, serves := admin.Serves(j.Program, s.Call); !serves {
			continue
		}
		f, ok := admin.Place(j.Pass, s, func(q *sqltext.Query) bool { _, ok := q.Destroys(); return ok })
		if !ok {
			continue
		}
		f.Message, f.Key = message(d.What, d.Always, name), d.What+" "+name
		if d.What == "DELETE" {
			j.deleted = append(j.deleted, deletion{f, name, s.Call.Call.Fn})
		} else {
			j.report(f)
		}
	}
}

// oneOf reports whether the call is given other texts of the same verb as well: conditions are added to one that is always true.
func (j *judge) oneOf(s *query.Statement) bool {
	return slices.ContainsFunc(query.Of(j.Program).At(s.Call), func(o *query.Statement) bool { return o != s && o.Verb == s.Verb && o.Template != s.Template })
}

// ofAll reports whether the name of the function says that it changes all: PauseAll.
func ofAll(c summary.CallRef) bool {
	name, _, _ := strings.Cut(c.Pkg.FunctionName(c.Call.Fn)+".", ".func")
	return all().MatchString(strings.TrimSuffix(name, "."))
}

var all = lazyre.New(`(All|Every|Everyone)([A-Z]\w*)?$`)

// deletion is a finding about all rows of a table.
type deletion struct {
	rule.Finding
	table string
	fn    int32
}

// deletes reports what deletes all rows. Of a table that some function empties and fills anew, that is how it is written.
func (j *judge) deletes() {
	renewed := map[string]bool{}
	for _, d := range j.deleted {
		if slices.Contains(j.filled[d.fn], base(d.table)) {
			renewed[base(d.table)] = true
		}
	}
	for _, d := range j.deleted {
		if renewed[base(d.table)] {
			d.Severity = rule.Info
			d.Message = "DELETE FROM " + sqltext.Template(d.table).String() + " empties a table that is filled anew: readers see it empty unless one transaction does both"
		}
		j.report(d.Finding)
	}
}

// message says what becomes of a table, database or schema.
func message(what string, always bool, name string) string {
	name = sqltext.Template(name).String()
	if len(name) > 40 {
		name = "a table"
	}
	lacks := " has no WHERE"
	if always {
		lacks = " has a WHERE that is always true"
	}
	switch what {
	case "DELETE":
		return "DELETE FROM " + name + lacks + ", so one call empties the table: keep a real condition in the statement"
	case "UPDATE":
		return "UPDATE " + name + lacks + ", so one call rewrites every row: keep a real condition in the statement"
	case "TRUNCATE":
		return "TRUNCATE of " + name + " empties the table whatever is in it: delete by a condition, or do it outside of the service"
	}
	return what + " " + name + " loses everything in it with one call: leave it to a reviewed migration, out of the service's reach"
}

// victim returns the first name that a statement destroys and that is none of those which come and go: temporary and staging tables, copies,
// partitions, what the function itself has made.
func (j *judge) victim(t *query.Statement, d sqltext.Destroys) string {
	var about []string // what the program calls the parts that are not known
	for _, h := range t.Holes {
		about = append(about, admin.Words(j.Program, h)...)
	}
	if slices.ContainsFunc(about, func(w string) bool { return passing().MatchString(w) }) {
		return ""
	}
	if d.Open && !slices.ContainsFunc(about, func(w string) bool {
		return strings.Contains(w, "table") || strings.HasSuffix(w, "tbl") || strings.HasSuffix(w, "name")
	}) {
		return "" // the end may hold more than a name
	}
	j.index()
	in := strings.ToLower(t.Call.Pkg.Path[strings.LastIndexByte(t.Call.Pkg.Path, '/')+1:] + "." + t.Call.Pkg.FunctionName(t.Call.Call.Fn))
	for _, name := range d.Names {
		last := base(name)
		switch {
		case last == "", passing().MatchString(last), bookkeeping().MatchString(last), sqltext.IsCatalog(name), j.scratch[last], slices.Contains(j.made[t.Call.Call.Fn], last):
		case d.What == "DROP SCHEMA" && strings.Trim(last, string(sqltext.Hole)) == "": // that of one tenant
		case d.What == "UPDATE" && single().MatchString(last): // a table with one row
		case strings.IndexByte(last, sqltext.Hole) > 0: // one of many tables, chosen by what its name ends in
		case strings.HasPrefix(d.What, "DROP") && retention().MatchString(in):
		default:
			return name
		}
	}
	return ""
}

var (
	// passing matches names of tables that come and go.
	passing = lazyre.New(`^#|(^|_)(tmp|temp|temporary|staging|stage|stg|scratch|shadow|swap)(_|$|\d)|(_|^)(bak|backup|old|new|copy)$|partition|_p\d+$|_y\d{4}|\d{4}_?\d{2}|^temp[A-Z]|(tmp|temp|staging)(table|name)`)
	// bookkeeping matches the tables in which tools for migrations keep where they are.
	bookkeeping = lazyre.New(`migrations?$|schema_(version|info|lock)|^(gorp|goose|atlas|flyway)_`)
	// single matches names of tables that usually have one row.
	single = lazyre.New(`(^|_)(settings?|config(uration)?s?|meta(data)?|version|globals?|singleton|sequence|counter|state|cursor|checkpoint|heartbeat|leader|info)$`)
	// retention matches functions that drop what has expired.
	retention = lazyre.New(`partition|retention|expir|prune`)
)

// base is the name of a table without its schema, in lower case.
func base(name string) string { return strings.ToLower(name[strings.LastIndexByte(name, '.')+1:]) }

// index finds what the package creates and fills.
func (j *judge) index() {
	if j.scratch != nil {
		return
	}
	j.scratch, j.made, j.filled = map[string]bool{}, map[int32][]string{}, map[int32][]string{}
	for _, s := range query.Of(j.Program).In(j.Summary) {
		fn := s.Call.Call.Fn
		if s.Verb == "INSERT" && len(s.Tables) > 0 {
			j.filled[fn] = append(j.filled[fn], base(s.Tables[0].Name))
		}
		if s.Query == nil {
			continue
		}
		name, temporary, ok := s.Query.Creates()
		if !ok {
			continue
		}
		if temporary {
			j.scratch[base(name)] = true
		}
		j.made[fn] = append(j.made[fn], base(name))
	}
}
