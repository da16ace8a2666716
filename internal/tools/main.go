// Command tools keeps the repository in order: it generates what follows from the rules' pages, starts new rules, keeps the record of
// judged findings, and measures.
//
//	go run ./internal/tools gen
//	go run ./internal/tools new-rule NAME
//	go run ./internal/tools migrations DIR...
//	go run ./internal/tools statements DIR...
//	go run ./internal/tools corpus run --clones DIR --out FILE
//	go run ./internal/tools bench [-n 5] [-json FILE] [-md FILE] DIR...
//	go run ./internal/tools std [-whole] [DIR...]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

const usage = `usage: go run ./internal/tools COMMAND

gen                                  write analyzers/all.go, docs/rules/README.md, docs/config.schema.json, docs/precision.md,
                                     and what the command prints for examples/shop into README.md and docs/routes.md
new-rule NAME                        start a rule: code, page and fixtures that pass as they are
migrations DIR...                    write a table: how the migrations in these trees parse, and what the replay makes of them
statements DIR...                    write a table: how the statements that are written out in the Go code of these modules parse
corpus run --clones DIR --out FILE   run prodlint on the checkouts in DIR (owner+name) and write the findings without a verdict
bench [-n 5] DIR...                  measure prodlint on the modules in the directories, against go list and a checker that does nothing
std [-whole] [DIR...]                run all rules on the standard library, the go command and x/tools, or on the modules in DIR...: fails if one crashes
`

func main() {
	root, err := repository()
	if err == nil {
		err = run(root, os.Args[1:], os.Stdout)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "tools: %v\n", err)
		os.Exit(2)
	}
}

func run(root string, args []string, out io.Writer) error {
	switch {
	case len(args) == 1 && args[0] == "gen":
		if err := writeGenerated(root, out); err != nil {
			return err
		}
		if err := writeShown(root, out); err != nil {
			return err
		}
		return writePicture(root, out)
	case len(args) == 2 && args[0] == "new-rule":
		return newRule(root, args[1], out)
	case len(args) >= 2 && args[0] == "migrations":
		return migrationsTable(args[1:], out)
	case len(args) >= 2 && args[0] == "statements":
		return statementsTable(args[1:], out)
	case len(args) >= 2 && args[0] == "corpus" && args[1] == "run":
		flags := flag.NewFlagSet("corpus run", flag.ContinueOnError)
		flags.SetOutput(out)
		clones := flags.String("clones", "", "directory that holds the checkouts, each named owner+name")
		file := flags.String("out", "", "file to write")
		preset := flags.String("preset", "default", "preset to run with")
		if err := flags.Parse(args[2:]); err != nil {
			return err
		}
		if *clones == "" || *file == "" {
			return errors.New("corpus run needs --clones and --out")
		}
		return corpusRun(context.Background(), root, *clones, *file, *preset, out)
	case len(args) >= 1 && args[0] == "bench":
		return runBench(context.Background(), root, args[1:], out)
	case len(args) >= 1 && args[0] == "std":
		return stdRun(context.Background(), root, args[1:], out)
	}
	return errors.New(strings.TrimSpace(usage))
}

// repository returns the root of prodlint's module, at or above the current directory.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "internal", "tools", "main.go")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("run it inside the prodlint repository")
		}
		dir = filepath.Dir(dir)
	}
}
