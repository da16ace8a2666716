package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/parse"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// What follows reads code that runs in the database: DO blocks, and functions and procedures that a migration makes and calls.

var (
	bodyChanges = lazyre.New(`(?i)\b(create|alter|drop)\s+(unique\s+)?(table|index|type|view)\b`)
	bodyDynamic = lazyre.New(`(?i)\b(prepare|execute)\s`)
)

// routine remembers a function or procedure whose body changes the schema.
func (h *History) routine(o stmt.Object) {
	name := strings.ToLower(o.Name.Name)
	delete(h.routines, name)
	if o.Verb == "CREATE" && (bodyChanges().MatchString(o.Body) || bodyDynamic().MatchString(o.Body)) {
		if h.routines == nil {
			h.routines = map[string]string{}
		}
		h.routines[name] = o.Body
	}
}

// Routines returns the names of the functions and procedures whose bodies change the schema, or put statements together, sorted and in lower case:
// those that are there after the last migration.
func (h *History) Routines() []string { return slices.Sorted(maps.Keys(h.routines)) }

// Routine returns the body of one of Routines.
func (h *History) Routine(name string) string { return h.routines[strings.ToLower(name)] }

// called applies what the routines do that a statement calls.
func (h *History) called(e *edit, f *migrate.File, s stmt.Statement) {
	if len(h.routines) == 0 || s.Verb != "SELECT" && s.Verb != "CALL" {
		return
	}
	text := strings.ToLower(s.Text)
	for _, name := range slices.Sorted(maps.Keys(h.routines)) {
		if !strings.Contains(text, name+"(") {
			continue
		}
		body := h.routines[name]
		h.block(e, f, s, stmt.Block{Body: body})
		if !bodyDynamic().MatchString(body) {
			continue
		}
		for _, tok := range sqltext.Tokens(sqltext.Literal(s.Text)) {
			if tok.Kind != sqltext.String {
				continue
			}
			if list := sqltext.Statements(sqltext.Literal(tok.Value())); len(list) > 0 && parse.AboutObject(list[0]) {
				e.piece(piece{text: tok.Value(), conditional: true}, h.Set.Dialect)
			} else if t := e.table(stmt.Split(tok.Value())); t != nil && t.Unsure == "" {
				t.Unsure = e.atRunTime()
			}
		}
	}
}

func (e *edit) atRunTime() string {
	return fmt.Sprintf("%s:%d changes it by a statement that is put together at run time", e.at.Path, e.at.Line)
}

// loosen says that from here on the schema is not all known: a statement is not in the text.
func (h *History) loosen(e *edit, f *migrate.File, s stmt.Statement) {
	if !h.loose {
		h.loose, e.lenient = true, true
		h.Problems = append(h.Problems, Problem{Path: f.Path, Line: s.Line, Message: "runs a statement that is put together at run time: not replayed"})
	}
}

// block applies the statements about the schema in the code of a block. Where a condition other than one about what exists decides whether
// they run, the tables they change are unsure; so are the tables that a block names which puts statements together.
func (h *History) block(e *edit, f *migrate.File, s stmt.Statement, b stmt.Block) {
	if b.Body == "" { // PREPARE and EXECUTE of MySQL
		h.loosen(e, f, s)
		return
	}
	list, dynamic := pieces(b.Body)
	base := strings.Index(s.Text, b.Body)
	for _, p := range list {
		before := e.schema
		for _, inner := range e.piece(p, h.Set.Dialect) {
			step := Step{File: f, Statement: inner, Before: before, After: e.schema, Tx: Within}
			if at := base + p.at + inner.Start; base >= 0 && p.at >= 0 {
				step.Statement.Line = s.Line + strings.Count(s.Text[:at], "\n")
				step.Statement.Start, step.Statement.End = s.Start+at, s.Start+at+inner.End-inner.Start
			} else {
				step.Statement.Start, step.Statement.End, step.Statement.Line = s.Start, s.End, s.Line
			}
			if !p.conditional {
				h.inner = append(h.inner, step)
			}
		}
	}
	if !dynamic {
		return
	}
	found := false
	for _, word := range names(b.Body) {
		if t := e.table(stmt.Split(word)); t != nil {
			found = true
			if t.Unsure == "" {
				t.Unsure = e.atRunTime()
			}
		}
	}
	if !found {
		h.loosen(e, f, s)
	}
}

// piece applies a piece of code, and returns its statements.
func (e *edit) piece(p piece, d stmt.Dialect) []stmt.Statement {
	list, _ := parse.Text(d, sqltext.Literal(p.text))
	for _, s := range list {
		if !changesSchema(s.Verb) || s.Verb == "" {
			continue
		}
		why := fmt.Sprintf("code at %s:%d changes it", e.at.Path, e.at.Line)
		if s.Err != nil {
			e.unsure(s, why)
			continue
		}
		inner := &edit{schema: e.schema, at: e.at, lenient: true}
		for _, a := range s.Actions {
			if p.conditional && inner.mayDrop(a, why) {
				continue
			}
			inner.apply(a)
		}
		if p.conditional {
			inner.unsure(s, why)
		}
		e.schema, e.copied, e.tables = inner.schema, false, nil
	}
	return list
}

// mayDrop reports whether an action drops something. Where that depends on a condition, what is there stays, and the table is unsure.
func (e *edit) mayDrop(a stmt.Action, why string) bool {
	mark := func(t *Table) bool {
		if t != nil {
			if own := e.table(t.Name); own.Unsure == "" {
				own.Unsure = why
			}
		}
		return true
	}
	switch a := a.(type) {
	case stmt.DropTable:
		return mark(e.schema.Table(a.Table))
	case stmt.DropColumn:
		return mark(e.schema.Table(a.Table))
	case stmt.DropConstraint:
		return mark(e.schema.Table(a.Table))
	case stmt.DropIndex:
		_, t := e.schema.Index(a.Index)
		return mark(t)
	case stmt.RenameIndex:
		_, t := e.schema.Index(a.Index)
		mark(t)
	}
	return false
}

// names returns the names in a text and in the strings in it: a, a.b.
func names(body string) []string {
	var out []string
	toks := sqltext.Tokens(sqltext.Literal(body))
	for i := 0; i < len(toks); i++ {
		switch toks[i].Kind {
		case sqltext.String:
			if v := toks[i].Value(); len(v) < len(body) {
				out = append(out, names(v)...)
			}
		case sqltext.Word, sqltext.Quoted:
			name := toks[i].Value()
			if i+2 < len(toks) && toks[i+1].IsPunct(".") {
				name += "." + toks[i+2].Value()
				i += 2
			}
			out = append(out, name)
		}
	}
	return out
}

// piece is a statement in a block of PL/pgSQL.
type piece struct {
	text        string
	conditional bool
	at          int // its offset in the block, -1 where the text is not written there as it is
}

// pieces finds the statements about the schema in a block, and those that write many rows, in EXECUTE '…' included. dynamic says that the block
// runs statements that it puts together.
func pieces(body string) (out []piece, dynamic bool) {
	toks := sqltext.Tokens(sqltext.Literal(body))
	var conditions []bool // of the blocks around: true where they are not about what exists
	pop := func() {
		if n := len(conditions); n > 0 {
			conditions = conditions[:n-1]
		}
	}
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		switch ended := i > 0 && toks[i-1].Is("END"); {
		case t.Is("LOOP", "IF") && ended:
			pop()
		case t.Is("LOOP"):
			conditions = append(conditions, true)
		case t.Is("IF") && i+1 < len(toks) && !toks[i+1].Is("EXISTS", "NOT") || t.Is("IF") && thenFollows(toks, i):
			exists := false
			for i++; i < len(toks) && !toks[i].Is("THEN"); i++ {
				exists = exists || toks[i].Is("EXISTS", "FOUND")
			}
			conditions = append(conditions, !exists)
		case t.Is("EXECUTE") && i+1 < len(toks) && !toks[i+1].Is("FUNCTION", "PROCEDURE"):
			if arg := toks[i+1]; arg.Kind == sqltext.String && i+2 < len(toks) && toks[i+2].Kind == sqltext.End {
				at := strings.Index(body[arg.Start:arg.End], arg.Value())
				if at >= 0 {
					at += arg.Start
				}
				out = append(out, piece{arg.Value(), slices.Contains(conditions, true), at})
				i++
			} else {
				dynamic = true
			}
		case t.Is("CREATE", "ALTER", "DROP"), t.Is("UPDATE", "DELETE", "TRUNCATE", "LOCK") && begins(toks, i):
			end := i
			for end < len(toks) && toks[end].Kind != sqltext.End && toks[end].Kind != sqltext.EOF {
				end++
			}
			out = append(out, piece{body[t.Start:toks[end-1].End], slices.Contains(conditions, true), t.Start})
			i = end
		}
	}
	return out, dynamic
}

// begins reports whether a statement begins at token i.
func begins(toks []sqltext.Token, i int) bool {
	return i == 0 || toks[i-1].Kind == sqltext.End || toks[i-1].Is("BEGIN", "THEN", "ELSE", "LOOP")
}

// thenFollows reports whether the IF at i belongs to the code, and not to CREATE … IF NOT EXISTS.
func thenFollows(toks []sqltext.Token, i int) bool {
	for _, t := range toks[i:] {
		if t.Is("THEN") {
			return true
		}
		if t.Kind == sqltext.End {
			return false
		}
	}
	return false
}
