package sqlfile

import (
	"path"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/sqltext"
)

// routine is a function or procedure of the database.
type routine struct {
	name       string
	file, text string
	body       int // where its body begins and ends
	end        int
}

// routines gathers the functions that files make, in the order of the files.
type routines struct {
	list []routine
	last map[string]int // of each folder and name
}

// file reads the functions that a file makes or drops. What undoes a migration is left out.
func (r *routines) file(name, text string) {
	if Undoes(path.Base(name)) {
		return
	}
	lower := strings.ToLower(text)
	if !strings.Contains(lower, "function") && !strings.Contains(lower, "procedure") {
		return
	}
	if i := downAt(lower); i >= 0 {
		text = text[:i]
	}
	toks := tokens(text)
	for i := 0; i < len(toks); i++ {
		if !toks[i].Is("FUNCTION", "PROCEDURE") || i == 0 {
			continue
		}
		k := i + 1
		for k < len(toks) && toks[k].Is("IF", "EXISTS", "NOT") {
			k++
		}
		called := ""
		for k < len(toks) && (toks[k].Kind == sqltext.Word || toks[k].Kind == sqltext.Quoted || toks[k].IsPunct(".")) {
			called = strings.ToLower(strings.Trim(toks[k].Text, "\"`"))
			k++
		}
		key := path.Dir(name) + " " + called
		switch {
		case called == "":
		case toks[i-1].Is("DROP"):
			delete(r.last, key)
		case toks[i-1].Is("CREATE", "REPLACE"):
			for ; k < len(toks) && toks[k].Kind != sqltext.End; k++ {
				if from, to, ok := dollars(toks[k]); ok {
					r.last[key] = len(r.list)
					if plpgsql(toks[i:], k-i) {
						r.list = append(r.list, routine{called, name, text, from, to})
					} else {
						delete(r.last, key)
					}
					break
				}
			}
			i = k
		}
	}
}

// tokens returns the tokens of a text without comments.
func tokens(text string) []sqltext.Token {
	return slices.DeleteFunc(sqltext.Tokens(sqltext.Literal(text)), func(t sqltext.Token) bool { return t.Kind == sqltext.Comment || t.Kind == sqltext.EOF })
}

// downAt returns where the part of a file begins that undoes the migration, in the comments of goose, sql-migrate and dbmate; -1 where there is none.
func downAt(lower string) int {
	out := -1
	for _, mark := range []string{"+goose down", "+migrate down", "migrate:down", "---- create above / drop below ----"} {
		if i := strings.Index(lower, mark); i >= 0 && (out < 0 || i < out) {
			out = i
		}
	}
	return out
}

// dollars returns where the text within dollar quotes begins and ends.
func dollars(t sqltext.Token) (from, to int, ok bool) {
	if t.Kind != sqltext.String || !strings.HasPrefix(t.Text, "$") {
		return 0, 0, false
	}
	n := strings.IndexByte(t.Text[1:], '$') + 2
	if len(t.Text) < 2*n {
		return 0, 0, false
	}
	return t.Start + n, t.End - n, true
}

// plpgsql reports whether a function is in PL/pgSQL: its language stands before its body, at token body, or behind.
func plpgsql(toks []sqltext.Token, body int) bool {
	for k := range toks {
		if k > body && toks[k].Kind == sqltext.End {
			break
		}
		if toks[k].Is("LANGUAGE") && k+1 < len(toks) {
			return strings.EqualFold(strings.Trim(toks[k+1].Text, "'"), "plpgsql")
		}
	}
	return false
}

// queries returns the statements in the bodies of the functions that are there in the end.
func (r *routines) queries() []*Query {
	var out []*Query
	for i := range r.list {
		f := &r.list[i]
		if at, ok := r.last[path.Dir(f.file)+" "+f.name]; !ok || at != i {
			continue
		}
		own := temporary(f.text[f.body:f.end])
		for _, p := range pieces(f.text[f.body:f.end]) {
			for _, q := range statements(f.file, f.text, f.body+p.from, f.body+p.to) {
				if q.Name, q.Routine = f.name, true; !slices.Contains(own, strings.ToLower(q.Target())) {
					out = append(out, q)
				}
			}
		}
	}
	return out
}

// temporary returns the names of the temporary tables that a body makes for itself, in lower case.
func temporary(body string) []string {
	var out []string
	toks := tokens(body)
	for i := range toks {
		if !toks[i].Is("TEMP", "TEMPORARY") {
			continue
		}
		k := i + 1
		for k < len(toks) && toks[k].Is("TABLE", "IF", "NOT", "EXISTS") {
			k++
		}
		if k < len(toks) {
			out = append(out, strings.ToLower(toks[k].Text))
		}
	}
	return out
}

// piece is where a statement of a body begins and ends.
type piece struct{ from, to int }

// pieces returns the statements of SQL in a body of PL/pgSQL. A query whose rows the function returns is left out, since its caller says what it
// reads, and so is one whose rows are put into a variable that is a row of the table.
func pieces(body string) []piece {
	var out []piece
	toks := tokens(body)
	rows := rowTypes(toks)
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		if !t.Is("SELECT", "WITH", "INSERT", "UPDATE", "DELETE") || i == 0 {
			continue
		}
		prev := toks[i-1]
		loop := prev.Is("IN", "FOR")
		if !loop && prev.Kind != sqltext.End && !prev.Is("BEGIN", "THEN", "ELSE", "LOOP") {
			continue
		}
		k, depth := i, 0
		whole := false
		for ; k < len(toks); k++ {
			switch {
			case toks[k].IsPunct("("):
				depth++
			case toks[k].IsPunct(")"):
				depth--
			case toks[k].Is("INTO") && k+1 < len(toks):
				into := toks[k+1]
				if into.Is("STRICT") && k+2 < len(toks) {
					into = toks[k+2]
				}
				whole = whole || slices.Contains(rows, strings.ToLower(into.Text))
			}
			if toks[k].Kind == sqltext.End || depth < 0 || loop && depth == 0 && toks[k].Is("LOOP") {
				break
			}
		}
		end := len(body)
		if k < len(toks) {
			end = toks[k].Start
		}
		if !whole {
			out = append(out, piece{t.Start, end})
		}
		i = k
	}
	return out
}

// rowTypes returns the names of the variables that are declared as a row of a table.
func rowTypes(toks []sqltext.Token) []string {
	var out []string
	for i, t := range toks {
		if !strings.EqualFold(t.Text, "ROWTYPE") {
			continue
		}
		for k := i; k > 0; k-- { // name table%ROWTYPE
			if k == 1 || toks[k-1].Kind == sqltext.End || toks[k-1].Is("DECLARE") {
				out = append(out, strings.ToLower(toks[k].Text))
				break
			}
		}
	}
	return out
}
