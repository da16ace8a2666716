package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// spot is the place of the edits: a function with a body in the package that most packages of the module depend on. An edit there is the
// dearest there is.
type spot struct {
	file     string
	original []byte
	brace    int // offset behind the "{" of the function's body
}

// listed is a package as go list describes it.
type listed struct {
	ImportPath, Dir string
	GoFiles, Deps   []string
	Standard        bool
	Module          *struct{ Main bool }
}

// chooseSpot finds the place of the edits, and notes it and the size of the module.
func chooseSpot(ctx context.Context, tree string, packages []string, o *outcome) (*spot, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", "-deps", "-json=ImportPath,Dir,GoFiles,Deps,Standard,Module"}, packages...)...)
	cmd.Dir, cmd.Stderr = tree, os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var own []listed
	above := map[string]int{}
	for dec := json.NewDecoder(strings.NewReader(string(text))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if p.Module == nil || !p.Module.Main {
			continue
		}
		own = append(own, p)
		for _, d := range p.Deps {
			above[d]++
		}
		for _, f := range p.GoFiles {
			src, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				return nil, err
			}
			o.Lines += strings.Count(string(src), "\n")
		}
	}
	o.Packages = len(own)
	slices.SortStableFunc(own, func(a, b listed) int { return above[b.ImportPath] - above[a.ImportPath] })
	for _, p := range own {
		for _, f := range p.GoFiles {
			s, err := spotIn(filepath.Join(p.Dir, f))
			if err != nil {
				return nil, err
			}
			if s != nil {
				rel, err := filepath.Rel(tree, s.file)
				o.Edited, o.Above = filepath.ToSlash(rel), above[p.ImportPath]
				return s, err
			}
		}
	}
	return nil, errors.New("it has no function with a body")
}

// spotIn returns the body of the first function of a file, or nil where there is none. Generated files are left alone.
func spotIn(file string) (*spot, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil || ast.IsGenerated(f) {
		return nil, nil
	}
	for _, d := range f.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil {
			return &spot{file: file, original: src, brace: fset.File(f.Package).Offset(fd.Body.Lbrace) + 1}, nil
		}
	}
	return nil, nil
}

// editBody adds a statement that no round before has added. It does nothing: what is judged stays as it is.
func (s *spot) editBody(round int) error { return s.insert(fmt.Sprintf("_ = %d", 1000+round)) }

// addCall adds a function and a call of it that no round before has added: the summary of the package changes.
func (s *spot) addCall(round int) error {
	return s.insert(fmt.Sprintf("_ = func(n int) int { return n + %d }(1)", 1000+round))
}

func (s *spot) insert(statement string) error {
	text := fmt.Sprintf("%s %s; %s", s.original[:s.brace], statement, s.original[s.brace:])
	return os.WriteFile(s.file, []byte(text), 0o644)
}

// addSignature adds an exported function that no round before has added: the package's importers see another API.
func (s *spot) addSignature(round int) error {
	text := fmt.Sprintf("%s\n\n// ProdlintBench%d is there to be measured.\nfunc ProdlintBench%d(n int) int { return n }\n", s.original, 1000+round, 1000+round)
	return os.WriteFile(s.file, []byte(text), 0o644)
}

func (s *spot) undo() error { return os.WriteFile(s.file, s.original, 0o644) }
