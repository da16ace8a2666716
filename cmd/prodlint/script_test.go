package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"prodlint": main})
}

// TestScripts runs the transcripts in testdata/script. They use the command as its users do, with the standard library alone: nothing
// is downloaded. Besides the usual commands they have:
//
//	exits CODE PROGRAM ARGS...   runs a program that must end with an exit code, for stdout and stderr to look at
//	bytes FILE "TEXT"            writes a file from a quoted Go string, which may hold any byte
//	long FILE LINES              adds functions to a Go file until it has as many lines
//	await FILE TEXT              waits until a file that a program in the background writes has a text in it
//
// $PRODLINT is the path of the command.
func TestScripts(t *testing.T) {
	caches, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := strings.Fields(string(caches))
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("..", "..", "testdata", "script"),
		Setup: func(env *testscript.Env) error {
			command, err := exec.LookPath("prodlint")
			env.Vars = append(env.Vars, "PRODLINT="+command, "GOCACHE="+dirs[0], "GOMODCACHE="+dirs[1], "PRODLINT_CACHE="+filepath.Join(env.WorkDir, ".prodlint-cache"),
				"GOPROXY=off", "GOTOOLCHAIN=local", "GOPACKAGESDRIVER=off",
				"GOFLAGS=", "GOWORK=", "NO_COLOR=1")
			return err
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "bytes": writeBytes, "long": long, "await": await,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	code := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if args[0] != strconv.Itoa(code) {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes FILE TEXT")
	}
	text, err := strconv.Unquote(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE TEXT")
	}
	var text []byte
	for range 1200 { // two minutes; it is there much sooner, or never
		text, _ = os.ReadFile(ts.MkAbs(args[0]))
		if bytes.Contains(text, []byte(args[1])) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("%s does not come to hold %q:\n%s", args[0], args[1], text)
}

func long(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: long FILE LINES")
	}
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	name := ts.MkAbs(args[0])
	src, err := os.ReadFile(name)
	ts.Check(err)
	b := bytes.NewBuffer(src)
	for lines := bytes.Count(src, []byte("\n")); lines < want; lines += 4 {
		fmt.Fprintf(b, "\nfunc long%d(n int) int {\n\treturn n + %d\n}\n", lines, lines)
	}
	ts.Check(os.WriteFile(name, b.Bytes(), 0o666))
}
