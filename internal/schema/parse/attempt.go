package parse

import (
	"errors"
	"fmt"
	"reflect"
	"sync"

	"github.com/prodlint/prodlint/internal/schema/mysql"
	"github.com/prodlint/prodlint/internal/schema/postgres"
	"github.com/prodlint/prodlint/internal/schema/sqlite"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// Known reports whether there is a parser for a dialect. The one of PostgreSQL can be left out by the build tag prodlint_nopg.
func Known(d stmt.Dialect) bool {
	switch d {
	case stmt.PostgreSQL:
		return postgres.Available
	case stmt.MySQL, stmt.SQLite:
		return true
	}
	return false
}

// attempt parses a statement as it is, then with its unknown parts filled in. guessed says that parts were filled in or left out.
// The error is that of the first reading.
func attempt(d stmt.Dialect, text string, toks []sqltext.Token) (actions []stmt.Action, guessed bool, err error) {
	fills := fillings(d, text, toks)
	for i, f := range fills {
		got, e := once(d, f.text)
		if e == nil {
			if i == 0 && !f.changed {
				return got, false, nil
			}
			return f.restore(got), true, nil
		}
		var at *stmt.SyntaxError
		if errors.As(e, &at) && at.Offset >= 0 {
			e = &stmt.SyntaxError{Offset: min(f.back(at.Offset), len(text)), Message: at.Message}
		}
		if err == nil {
			err = e
		}
	}
	return nil, len(fills) > 1, err
}

// answer is what a parser said of a text.
type answer struct {
	actions []stmt.Action
	err     error
}

// maxAnswers bounds how many answers are remembered.
const maxAnswers = 20000

var memory struct {
	sync.Mutex
	answers map[string]answer
}

// Forget drops the answers that are remembered. They are dropped by themselves when they are many.
func Forget() {
	memory.Lock()
	memory.answers = nil
	memory.Unlock()
}

// once parses a text and remembers the answer. Actions are shared: nobody changes them.
func once(d stmt.Dialect, text string) ([]stmt.Action, error) {
	key := string(d) + "\x00" + text
	memory.Lock()
	a, ok := memory.answers[key]
	memory.Unlock()
	if ok {
		return a.actions, a.err
	}
	a.actions, a.err = guarded(parserOf(d), text)
	memory.Lock()
	if memory.answers == nil || len(memory.answers) >= maxAnswers {
		memory.answers = map[string]answer{}
	}
	memory.answers[key] = a
	memory.Unlock()
	return a.actions, a.err
}

// guarded calls a parser. A panic in it becomes an error.
func guarded(parse func(string) ([]stmt.Action, error), text string) (actions []stmt.Action, err error) {
	defer func() {
		if r := recover(); r != nil {
			actions, err = nil, &stmt.SyntaxError{Offset: -1, Message: fmt.Sprintf("the parser failed: %v", r)}
		}
	}()
	if deep(text) {
		return nil, &stmt.SyntaxError{Offset: -1, Message: "nested too deeply"}
	}
	return parse(text)
}

// parserOf returns the parser of a known dialect.
func parserOf(d stmt.Dialect) func(string) ([]stmt.Action, error) {
	switch d {
	case stmt.PostgreSQL:
		return postgres.Parse
	case stmt.MySQL:
		return mysql.Parse
	}
	return sqlite.Parse
}

// maxNesting bounds parentheses and CASE: the parsers are recursive, and the end of the stack cannot be caught.
const maxNesting = 500

// deep reports whether a text is nested so deeply, or chained so long with operators that apply to what follows, that a parser might run out of
// stack.
func deep(text string) bool {
	depth, chain := 0, 0
	for _, t := range sqltext.Tokens(sqltext.Literal(text)) {
		switch {
		case t.IsPunct("("), t.IsPunct("["), t.Is("CASE"), t.Is("BEGIN"):
			depth++
		case t.IsPunct(")"), t.IsPunct("]"), t.Is("END"):
			depth = max(depth-1, 0)
		}
		if t.Is("NOT") || t.IsPunct("-") || t.IsPunct("+") || t.IsPunct("~") || t.IsPunct("!") || t.IsPunct("@") {
			chain++
		} else if t.Kind != sqltext.Op {
			chain = 0
		}
		if depth > maxNesting || chain > maxNesting {
			return true
		}
	}
	return false
}

// shift returns the action with its offset moved by f. Constraints and columns in it keep theirs, which are relative to the filled text.
func shift(a stmt.Action, f func(int) int) stmt.Action {
	v := reflect.New(reflect.TypeOf(a)).Elem()
	v.Set(reflect.ValueOf(a))
	if at := v.FieldByName("Act"); at.IsValid() && at.CanSet() {
		act := at.Interface().(stmt.Act)
		if act.Offset > 0 {
			act.Offset = f(act.Offset)
		}
		at.Set(reflect.ValueOf(act))
	}
	return v.Interface().(stmt.Action)
}
