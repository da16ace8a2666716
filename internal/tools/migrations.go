package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/parse"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// reading is how the migrations of a set were read.
type reading struct {
	files, statements, parsed, panics int
	slowest                           time.Duration
	slowestAt                         string
	tables, unsure, misfits           int
}

// migrationsTable writes, for the migrations in each tree, how many statements parse for their dialect, how long the slowest one takes (the best of
// three), and what the replay makes of them. Statements in Go files and those for databases without a parser do not count.
func migrationsTable(trees []string, out io.Writer) error {
	fmt.Fprintln(out, "| tree | migrations | tool | dialect | files | statements | parsed | slowest ms | panics | tables | unsure | misfits |\n|---|---|---|---|---|---|---|---|---|---|---|---|")
	var sum reading
	for _, tree := range trees {
		sets, err := migrate.Find(os.DirFS(tree), nil)
		if err != nil {
			return err
		}
		for _, set := range sets {
			if !parse.Known(set.Dialect) {
				fmt.Fprintf(out, "| %s | %s | %s | %s | %d | | | | | | | |\n", filepath.Base(tree), set.Dir, set.Tool, set.Dialect, len(set.Files))
				continue
			}
			r := readSet(set)
			fmt.Fprintf(out, "| %s | %s | %s | %s | %d | %d | %.1f %% | %.1f | %d | %d | %d | %d |\n", filepath.Base(tree), set.Dir, set.Tool, set.Dialect, r.files, r.statements,
				100*float64(r.parsed)/float64(max(r.statements, 1)), float64(r.slowest.Microseconds())/1000, r.panics, r.tables, r.unsure, r.misfits)
			sum.files += r.files
			sum.statements += r.statements
			sum.parsed += r.parsed
			sum.panics += r.panics
			sum.tables += r.tables
			sum.unsure += r.unsure
			sum.misfits += r.misfits
			if r.slowest > sum.slowest {
				sum.slowest, sum.slowestAt = r.slowest, r.slowestAt
			}
		}
	}
	fmt.Fprintf(out, "| all | | | | %d | %d | %.2f %% | %.1f | %d | %d | %d | %d |\n\nslowest: %s\n", sum.files, sum.statements, 100*float64(sum.parsed)/float64(max(sum.statements, 1)),
		float64(sum.slowest.Microseconds())/1000, sum.panics, sum.tables, sum.unsure, sum.misfits, sum.slowestAt)
	return nil
}

func readSet(set migrate.Set) reading {
	var r reading
	for _, f := range set.Files {
		r.files++
		if f.Go {
			continue
		}
		list, err := parse.File(set.Dialect, f.Text)
		if errors.Is(err, parse.ErrBinary) {
			continue
		}
		for _, s := range list {
			r.statements++
			switch {
			case s.Err == nil:
				r.parsed++
			case strings.Contains(s.Err.Error(), "the parser failed"):
				r.panics++
			}
			if d := fastest(set.Dialect, s.Text); d > r.slowest {
				r.slowest, r.slowestAt = d, fmt.Sprintf("%s:%d, %d bytes", f.Path, s.Line, len(s.Text))
			}
		}
	}
	h := schema.Replay(set)
	for _, t := range h.Schema.Tables() {
		r.tables++
		if t.Unsure != "" {
			r.unsure++
		}
	}
	for _, p := range h.Problems {
		if !p.Syntax {
			r.misfits++
		}
	}
	return r
}

// fastest is the best time of three for parsing a statement anew.
func fastest(d stmt.Dialect, text string) time.Duration {
	best := time.Hour
	for range 3 {
		parse.Forget()
		start := time.Now()
		if _, err := parse.Text(d, sqltext.Literal(text)); err != nil {
			return 0
		}
		best = min(best, time.Since(start))
	}
	return best
}
