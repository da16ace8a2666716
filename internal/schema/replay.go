package schema

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/parse"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// History is a set of migrations, replayed.
type History struct {
	Set   migrate.Set
	Steps []Step
	// Schema is the schema after all steps.
	Schema   *Schema
	Problems []Problem

	// loose says that what does not fit is no problem: the schema before it is not all known.
	loose bool
	// database is what USE of MySQL has chosen in the file.
	database string
	// routines are the bodies, by name, of functions and procedures that change the schema.
	routines map[string]string
	// inner are those of the statement that is being applied.
	inner []Step
}

// Step is one statement of a migration.
type Step struct {
	File      *migrate.File
	Statement stmt.Statement // its offsets and lines are those of the file
	// Before and After are the schema around the statement. They are the same where it does not change the schema.
	Before, After *Schema
	// FileStart is the schema before the first statement of the file.
	FileStart *Schema
	Tx        Tx
	// Inner are the statements that a DO block, or a routine that the statement calls, runs whenever it runs, or unless a look at what exists says
	// that it is done. They are in a transaction; those whose place in the file is not known have that of the statement.
	Inner []Step
}

// Tx says whether a statement runs in a transaction that holds other statements too.
type Tx string

// The answers.
const (
	Unknown Tx = ""
	Alone   Tx = "alone" // by itself
	Within  Tx = "transaction"
)

// Problem is a statement, or a file, that could not be replayed.
type Problem struct {
	Path    string
	Line    int // 0 for the file as a whole
	Message string
	// Syntax says that the statement does not parse; else it does not fit the schema before it.
	Syntax bool
}

// String returns the problem with its place.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.Path + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d: %s", p.Path, p.Line, p.Message)
}

// Load finds the migrations of a tree and replays them. The error is that of reading the tree.
func Load(fsys fs.FS, overrides []migrate.Override) ([]*History, error) {
	sets, err := migrate.Find(fsys, overrides)
	if err != nil {
		return nil, err
	}
	var out []*History
	for _, s := range sets {
		out = append(out, Replay(s))
	}
	return out, nil
}

// Replay applies the statements of a set, in order, to an empty schema.
func Replay(set migrate.Set) *History {
	h := &History{Set: set, Schema: New(set.Dialect)}
	for i := range h.Set.Files {
		h.file(&h.Set.Files[i])
	}
	return h
}

func (h *History) file(f *migrate.File) {
	list, err := parse.File(h.Set.Dialect, f.Text)
	if errors.Is(err, parse.ErrBinary) {
		h.Problems = append(h.Problems, Problem{Path: f.Path, Message: "is not a text file", Syntax: true})
		return
	}
	if f.Snapshot {
		h.Schema = New(h.Set.Dialect)
	}
	h.database = ""
	start := h.Schema
	h.loose = f.Go || !f.Snapshot && h.hasSnapshot()
	modes := transactions(f.Tx, h.Set.Dialect, list)
	for i, s := range list {
		step := Step{File: f, Statement: s, Before: h.Schema, FileStart: start, Tx: modes[i]}
		h.apply(f, s)
		step.After, step.Inner, h.inner = h.Schema, h.inner, nil
		for k := range step.Inner {
			step.Inner[k].FileStart = start
		}
		h.Steps = append(h.Steps, step)
	}
	h.dropTemporary()
}

// dropTemporary drops temporary tables: each migration has a session of its own, or may have.
func (h *History) dropTemporary() {
	e := &edit{schema: h.Schema}
	for _, t := range h.Schema.Tables() {
		if t.Temporary {
			e.remove(t)
		}
	}
	h.Schema = e.schema
}

// hasSnapshot reports whether the set ends with a file of the whole schema: then what stood before its first migration is in no file.
func (h *History) hasSnapshot() bool {
	return slices.ContainsFunc(h.Set.Files, func(f migrate.File) bool { return f.Snapshot })
}

// apply changes the schema by a statement.
func (h *History) apply(f *migrate.File, s stmt.Statement) {
	at := Origin{Path: f.Path, Line: s.Line, Version: f.Version}
	e := &edit{schema: h.Schema, at: at, lenient: h.loose}
	switch {
	case errors.Is(s.Err, parse.ErrDialect):
		return // said once, of the set
	case errors.Is(s.Err, parse.ErrLong) && !changesSchema(s.Verb):
		return // rows
	case s.Err != nil && f.Go:
		e.unsure(s, "the Go migration "+f.Path+" changes it")
	case s.Err != nil:
		line := s.Line
		var se *parse.SyntaxError
		if errors.As(s.Err, &se) {
			line = se.Line
		}
		h.Problems = append(h.Problems, Problem{Path: f.Path, Line: line, Message: s.Err.Error(), Syntax: true})
		e.unsure(s, fmt.Sprintf("%s:%d does not parse", f.Path, line))
	default:
		for _, a := range s.Actions {
			if b, ok := a.(stmt.Block); ok {
				h.block(e, f, s, b)
				continue
			}
			if o, ok := a.(stmt.Object); ok && (o.Kind == "FUNCTION" || o.Kind == "PROCEDURE") {
				h.routine(o)
			}
			if set, ok := a.(stmt.Setting); ok && set.Name == "use" {
				h.database = set.Value
			}
			e.apply(qualified(a, h.database))
		}
		h.called(e, f, s)
		if f.Go {
			e.unsure(s, "the Go migration "+f.Path+" changes it")
		}
		for _, p := range e.problems {
			h.Problems = append(h.Problems, Problem{Path: f.Path, Line: s.Line, Message: p})
		}
		if len(e.problems) > 0 {
			e.unsure(s, fmt.Sprintf("%s:%d does not fit: %s", f.Path, s.Line, e.problems[0]))
		}
	}
	h.Schema = e.schema
}

// unsure marks the tables that a statement changes.
func (e *edit) unsure(s stmt.Statement, why string) {
	if !changesSchema(s.Verb) {
		return
	}
	for _, n := range s.Tables {
		if !n.Written {
			continue
		}
		t := e.table(n.Name)
		if t == nil {
			if s.Err == nil || strings.HasPrefix(s.Verb, "DROP") || e.schema.View(n.Name) != nil {
				continue
			}
			t = &Table{Name: n.Name, Open: true, Made: e.at}
			e.put(t)
		}
		if t.Unsure == "" {
			t.Unsure = why
		}
	}
}

func changesSchema(verb string) bool {
	head, _, _ := strings.Cut(verb, " ")
	return slices.Contains([]string{"CREATE", "ALTER", "DROP", "RENAME", ""}, head)
}

// transactions says for each statement of a file in which transaction it runs.
func transactions(mode migrate.TxMode, d stmt.Dialect, list []stmt.Statement) []Tx {
	out := make([]Tx, len(list))
	base := Unknown
	switch mode {
	case migrate.TxNone:
		base = Alone
	case migrate.TxFile:
		base = Within
	case migrate.TxMessage:
		base = Alone
		if d == stmt.PostgreSQL && len(list) > 1 {
			base = Within
		}
	}
	open := false
	for i, s := range list {
		out[i] = base
		if open {
			out[i] = Within
		}
		for _, a := range s.Actions {
			if tx, ok := a.(stmt.Transaction); ok {
				switch tx.Verb {
				case "BEGIN":
					open = true
				case "COMMIT", "ROLLBACK":
					open = false
					if base == Within && mode == migrate.TxMessage {
						base = Alone
					}
				}
			}
		}
	}
	return out
}
