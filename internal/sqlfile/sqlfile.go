// Package sqlfile reads the statements that stand in files of SQL beside the code and that the program runs again and again: the queries that
// sqlc, goyesql, dotsql and the like find by the name in a comment before them, and the bodies of functions that migrations leave in the database.
// It needs no parser of any dialect.
package sqlfile

import (
	"io/fs"
	"strings"
	"sync"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Query is a statement of a file.
type Query struct {
	*query.Statement
	// Name is the name of the query, or of the function of the database in whose body it stands.
	Name string
	// Command is what sqlc is told that the query gives: one, many, exec and others; empty in files of other tools.
	Command string
	// Routine says that it stands in the body of a function or procedure.
	Routine bool
	// Pos is the place of the statement, up to the end of its verb.
	Pos summary.Pos
}

// Index is the statements in the files beside a program.
type Index struct {
	// Queries are those with a name, Routines those in bodies of functions as the last migration leaves them. Both are in the order of the files.
	Queries, Routines []*Query

	names map[string][]*Query
	dirs  map[string]string // of packages

	once sync.Once
	runs map[*summary.Package][]*query.Statement // of calls that run named queries
	of   map[*query.Statement]*Query
}

type memoKey struct{}

// Of returns the statements of the files beside a program; nil where they are not seen. They are read once for a program.
func Of(prog *summary.Program, tree *beside.Tree) *Index {
	if tree == nil {
		return nil
	}
	return prog.Memo(memoKey{}, func() any {
		x := &Index{names: map[string][]*Query{}, dirs: tree.Dirs}
		r := routines{last: map[string]int{}}
		for _, name := range beside.Files(tree) {
			if !beside.SQL(name) {
				continue
			}
			data, err := fs.ReadFile(tree, name)
			if err != nil {
				continue
			}
			text := string(data)
			for _, q := range Read(tree, name, text) {
				x.Queries = append(x.Queries, q)
				x.names[q.Name] = append(x.names[q.Name], q)
			}
			r.file(name, text)
		}
		x.Routines = r.queries()
		return x
	}).(*Index)
}

// From returns the query of a file that a statement of the program is: one of In, or one whose text has the comment with the name, which sqlc leaves
// there. Of several with one name it is the one nearest to the package; nil where that is not one, or the text has no name.
func (x *Index) From(s *query.Statement) *Query {
	if x == nil || len(x.names) == 0 {
		return nil
	}
	if q := x.of[s]; q != nil {
		return q
	}
	m := named().FindStringSubmatch(string(s.Template[:min(len(s.Template), maxComment)]))
	if m == nil {
		return nil
	}
	if list := x.nearest(m[1], x.dirs[s.Call.Pkg.Path]); len(list) == 1 {
		return list[0]
	}
	return nil
}

// Aside reports whether production does not run a statement. That the code is generated does not matter where the query stands in a file.
func (x *Index) Aside(prog *summary.Program, s *query.Statement) bool {
	if x.From(s) != nil {
		return admin.Outside(prog, s.Call)
	}
	return admin.Aside(prog, s.Call)
}

// common counts the folders that two paths begin with.
func common(a, b string) int {
	p, q := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < min(len(p), len(q)) && p[n] == q[n] && p[n] != "." {
		n++
	}
	return n
}

// maxComment bounds where in a text the name of a query is looked for.
const maxComment = 400

var (
	// named matches the comment that names a query, with what sqlc is told beside.
	named = lazyre.New(`(?m)^\s*--\s*name\s*:\s*(\S+)(?:[ \t]+:(\w+))?`)
	// placeholders are what programs put into a query by text: %s, %order%, {{ … }}.
	placeholders = lazyre.New(`%[A-Za-z_]+%|%\[\d+\][sdv]|%[sdv]\b|\{\{[^}\n]*\}\}`)
	// back matches the names of files that undo a migration.
	back = lazyre.New(`(?i)(?:^|[._-])(?:down|undo|rollback|revert)(?:[._-]|$)|^U\d`)
)

// Undoes reports whether a file undoes a migration, by its name without folders.
func Undoes(base string) bool { return back().MatchString(base) }

// Named reports whether a text has comments that name queries.
func Named(text string) bool {
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "--")
		if !ok {
			return false
		}
		if strings.HasPrefix(strings.TrimLeft(after, " \t\r\n\f"), "name") {
			return named().MatchString(text)
		}
		rest = after
	}
}

// Read returns the statements that read or write rows in a file of named queries, with its text, none where nothing in it has a name. Each query is read by
// itself: not all of them end with a semicolon.
func Read(tree *beside.Tree, name, text string) []*Query {
	if !Named(text) {
		return nil
	}
	return tree.Memo(fileKey(name), func() any { return read(name, text) }).([]*Query)
}

// fileKey is the name of a file that was read.
type fileKey string

func read(name, text string) []*Query {
	var out []*Query
	marks := named().FindAllStringSubmatchIndex(text, -1)
	for i, m := range marks {
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		command := ""
		if m[4] >= 0 {
			command = text[m[4]:m[5]]
		}
		for _, q := range statements(name, text, m[0], end) {
			q.Name, q.Command = text[m[2]:m[3]], command
			q.Many = command == "many" || command == "batchmany"
			q.One = command == "one" || command == "batchone"
			out = append(out, q)
		}
	}
	return out
}

// statements reads the statements of a part of a text that read or write rows.
func statements(name, text string, from, to int) []*Query {
	var out []*Query
	line := 1 + strings.Count(text[:from], "\n")
	column := from - (strings.LastIndexByte(text[:from], '\n') + 1)
	t := template(text[from:to])
	for _, s := range query.Text(t) {
		switch s.Verb {
		case "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE":
		default:
			continue
		}
		before := string(t[:s.Query.Start()])
		pos := summary.Pos{File: name, Line: line + strings.Count(before, "\n"), Col: len(before) - strings.LastIndexByte(before, '\n')}
		if pos.Line == line {
			pos.Col += column
		}
		pos.EndLine, pos.EndCol = pos.Line, pos.Col+len(s.Verb)
		out = append(out, &Query{Statement: s, Pos: pos})
	}
	return out
}

// template returns the text of a file with holes for what programs put into it.
func template(text string) sqltext.Template {
	var b sqltext.Builder
	at := 0
	if !strings.Contains(text, "%") && !strings.Contains(text, "{{") {
		b.Text(text)
		return b.Template()
	}
	for _, m := range placeholders().FindAllStringIndex(text, -1) {
		if m[0] > 0 && (text[m[0]-1] == '\'' || text[m[0]-1] == '%') {
			continue // a pattern of LIKE
		}
		b.Text(text[at:m[0]])
		b.Hole()
		at = m[1]
	}
	b.Text(text[at:])
	return b.Template()
}
