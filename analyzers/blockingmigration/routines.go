package blockingmigration

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/database"
	"github.com/prodlint/prodlint/internal/hazard"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// locking matches what a function of the database does that waits for a lock which lets no writer, or nobody, in.
var locking = lazyre.New(`(?i)\b(?:drop\s+(?:index|table|trigger)|alter\s+table|create\s+(?:unique\s+)?index|partition\s+of|(?:detach|attach)\s+partition|truncate|lock\s+table)\b`)

// routines reports where the program has a function of the database change the schema, and nothing bounds how long that waits for its lock: what the
// migration that made the function has set does not come with it.
func routines(p *rule.Pass) {
	d := database.Of(p.Tree)
	if d == nil || p.Program.TestSupport(p.Summary) {
		return
	}
	changing := map[string]bool{}
	for _, h := range d.Near(p.Summary.Path) {
		if h.Set.Dialect != stmt.PostgreSQL {
			continue
		}
		for _, name := range h.Routines() {
			if body := strings.ToLower(h.Routine(name)); locking().MatchString(body) && !strings.Contains(body, "lock_timeout") && !strings.Contains(body, "nowait") {
				changing[name] = true
			}
		}
	}
	if len(changing) == 0 {
		return
	}
	for _, s := range query.Of(p.Program).In(p.Summary) {
		if s.Query == nil || s.Verb != "SELECT" || admin.Aside(p.Program, s.Call) {
			continue
		}
		name := called(s.Template, changing)
		if name == "" || bounded(p.Program, p.Summary, s.Call) {
			continue
		}
		p.Report(rule.Finding{Pos: s.Call.Call.Pos, Function: p.Summary.FunctionName(s.Call.Call.Fn), Key: string(hazard.NoTimeout) + " " + name, Severity: rule.Info,
			Message: "without lock_timeout, " + name + "() waits for its lock and everyone behind it: SET LOCAL lock_timeout in the transaction", Path: rule.Way(s.Path, "called here")})
	}
}

// called returns the function of a list that a text calls.
func called(t sqltext.Template, names map[string]bool) string {
	toks := sqltext.Tokens(t)
	for i, tok := range toks[:len(toks)-1] {
		if tok.Kind == sqltext.Word && toks[i+1].IsPunct("(") && names[strings.ToLower(tok.Text)] {
			return strings.ToLower(tok.Text)
		}
	}
	return ""
}

// bounded reports whether a text in the function that a call stands in, in one that calls it, or in the settings of a connection names lock_timeout.
func bounded(prog *summary.Program, pkg *summary.Package, c summary.CallRef) bool {
	near := map[*summary.Function]bool{}
	f := prog.Enclosing(c)
	for !f.IsZero() {
		near[f.Func] = true
		for _, up := range prog.Callers(f) {
			near[prog.Enclosing(up).Func] = true
		}
		f = f.Outer()
	}
	for _, other := range prog.Packages {
		for i := range other.Nodes {
			v := &other.Nodes[i]
			if v.Kind == summary.Const && strings.Contains(v.Value, "lock_timeout") && (v.Fn >= 0 && near[&other.Funcs[v.Fn]] || !strings.Contains(strings.ToUpper(v.Value), "SET ")) {
				return true
			}
			if v.Kind == summary.Text && v.Fn >= 0 && near[&other.Funcs[v.Fn]] && slices.ContainsFunc(v.Parts, func(part summary.Part) bool { return strings.Contains(part.Lit, "lock_timeout") }) {
				return true
			}
		}
	}
	return false
}
