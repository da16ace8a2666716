package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/schema/parse"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// maxFailed bounds how many statements are named that do not parse.
const maxFailed = 60

// statementsTable writes, for the module in each directory, how many of the statements that are written out in its Go code parse for their dialect, how
// long the slowest takes (the best of three), and which do not parse. A statement whose dialect the program does not show parses if the parser of
// one of its databases takes it; of databases without a parser there is none.
func statementsTable(dirs []string, out io.Writer) error {
	fmt.Fprintln(out, "| module | statements | parsed | slowest ms |\n|---|---|---|---|")
	var failed []string
	total, good, slowest, where := 0, 0, time.Duration(0), ""
	for _, dir := range dirs {
		var list []constant
		_, err := driver.Run(context.Background(), driver.Options{Dir: dir, Linked: func(prog *summary.Program, place func(summary.Pos) summary.Pos) {
			list = constants(prog, place)
		}})
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		parsed, most := 0, time.Duration(0)
		for _, c := range list {
			took, err := c.read()
			if err == nil {
				parsed++
			} else if len(failed) < maxFailed {
				failed = append(failed, fmt.Sprintf("%s: %s:%d: %v", filepath.Base(dir), c.at.File, c.at.Line, err))
			}
			most = max(most, took)
			if took > slowest {
				slowest, where = took, fmt.Sprintf("%s: %s:%d, %d bytes", filepath.Base(dir), c.at.File, c.at.Line, len(c.text))
			}
		}
		fmt.Fprintf(out, "| %s | %d | %.1f %% | %.1f |\n", filepath.Base(dir), len(list), 100*float64(parsed)/float64(max(len(list), 1)), float64(most.Microseconds())/1000)
		total += len(list)
		good += parsed
	}
	fmt.Fprintf(out, "| all | %d | %.2f %% | %.1f |\n\nslowest: %s\n", total, 100*float64(good)/float64(max(total, 1)), float64(slowest.Microseconds())/1000, where)
	for _, f := range failed {
		fmt.Fprintln(out, "not parsed: "+f)
	}
	return nil
}

// constant is a statement without unknown parts, and the dialects that it may be of.
type constant struct {
	text     string
	dialects []stmt.Dialect
	at       summary.Pos
}

// constants returns the statements of a program that are written out, each once a package.
func constants(prog *summary.Program, place func(summary.Pos) summary.Pos) []constant {
	x := query.Of(prog)
	var out []constant
	for _, pkg := range prog.Packages {
		seen := map[sqltext.Template]bool{}
		for _, s := range x.In(pkg) {
			if s.Template == "" || seen[s.Template] || s.Origin == summary.NoID {
				continue
			}
			if text, ok := prog.ConstOf(s.Origin); !ok || text != string(s.Template) { // put together
				continue
			}
			seen[s.Template] = true
			var known []stmt.Dialect
			names := x.Dialects()
			if s.Dialect != "" {
				names = []query.Dialect{s.Dialect}
			}
			for _, d := range names {
				if parse.Known(stmt.Dialect(d)) {
					known = append(known, stmt.Dialect(d))
				}
			}
			if len(known) == 0 && len(names) > 0 {
				continue // a database without a parser
			}
			if len(known) == 0 {
				known = slices.Clone(stmt.Dialects)
			}
			out = append(out, constant{string(s.Template), known, place(s.Call.Call.Pos)})
		}
	}
	return out
}

// read parses a statement. The error is that of the first dialect where none takes it.
func (c constant) read() (took time.Duration, err error) {
	var first error
	for _, d := range c.dialects {
		list, err := parse.Text(d, sqltext.Literal(c.text))
		for _, s := range list {
			err = errors.Join(err, s.Err)
		}
		took = max(took, fastest(d, c.text))
		if err == nil {
			return took, nil
		}
		if first == nil {
			first = err
		}
	}
	return took, first
}
