package driver

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Library is a module outside the workspace that packages of the workspace import.
type Library struct {
	Module, Version string
	// Packages are those of the module that packages of the workspace import, sorted.
	Packages []string
	// Reaches are packages of the standard library through which code of the module can leave the process: net, net/http, database/sql, os/exec.
	// Only what packages of the module itself import counts, as far as the workspace makes use of them.
	Reaches []string
}

// Surroundings are what lies around the packages that patterns match.
type Surroundings struct {
	// Root is as Result.Root.
	Root string
	// Modules are the modules of the workspace, sorted by path.
	Modules []string
	// ModuleDirs are their directories, relative to Root and sorted.
	ModuleDirs []string
	// Libraries are sorted by module.
	Libraries []Library
	// LeftOut are Go files of matched packages that build constraints leave out, tests apart, relative to Root and sorted.
	LeftOut []string
}

// outlets are the packages of the standard library that lead out of a process.
var outlets = []string{"database/sql", "net", "net/http", "net/rpc", "net/smtp", "os/exec"}

// Surround asks the go command for what lies around the packages that the options name. Nothing is compiled. The error is as that of Run.
func Surround(ctx context.Context, opts Options) (*Surroundings, error) {
	if len(opts.Patterns) == 0 {
		opts.Patterns = []string{"./..."}
	}
	env, err := goEnv(ctx, &opts)
	if err != nil {
		return nil, err
	}
	cfg := env.config(ctx, &opts)
	cfg.Mode = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule
	roots, err := packages.Load(cfg, opts.Patterns...)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, errors.New(loadMessage(err))
	}
	s := &surroundings{out: &Surroundings{Root: env.root}, libraries: map[string]*library{}}
	own := func(p *packages.Package) bool {
		m := p.Module
		return m == nil && !env.standard(p) || m != nil && (m.Main || m.Replace != nil && m.Replace.Version == "" && below(env.root, m.Dir))
	}
	packages.Visit(roots, nil, func(p *packages.Package) {
		if !own(p) {
			return
		}
		if p.Module != nil {
			s.out.Modules = append(s.out.Modules, p.Module.Path)
			s.out.ModuleDirs = append(s.out.ModuleDirs, env.rel(p.Module.Dir))
		}
		for _, imp := range p.Imports {
			if imp.Module != nil && !own(imp) {
				s.use(imp)
			}
		}
		for _, f := range p.IgnoredFiles {
			if strings.HasSuffix(f, ".go") && !strings.HasSuffix(f, "_test.go") && !strings.HasPrefix(filepath.Base(f), "_") {
				s.out.LeftOut = append(s.out.LeftOut, env.rel(f))
			}
		}
	})
	return s.done(), nil
}

type surroundings struct {
	out       *Surroundings
	libraries map[string]*library
}

type library struct {
	Library
	packages, reaches map[string]bool
	seen              map[*packages.Package]bool
}

// use notes that the workspace imports a package of a library, and what packages of that library below it import.
func (s *surroundings) use(p *packages.Package) {
	l := s.libraries[p.Module.Path]
	if l == nil {
		l = &library{packages: map[string]bool{}, reaches: map[string]bool{}, seen: map[*packages.Package]bool{}}
		l.Module, l.Version = p.Module.Path, p.Module.Version
		s.libraries[p.Module.Path] = l
	}
	l.packages[p.PkgPath] = true
	l.look(p)
}

func (l *library) look(p *packages.Package) {
	if l.seen[p] {
		return
	}
	l.seen[p] = true
	for path, imp := range p.Imports {
		switch {
		case slices.Contains(outlets, path):
			l.reaches[path] = true
		case imp.Module != nil && imp.Module.Path == l.Module:
			l.look(imp)
		}
	}
}

// done puts everything in order.
func (s *surroundings) done() *Surroundings {
	for _, l := range s.libraries {
		l.Packages, l.Reaches = sortedKeys(l.packages), sortedKeys(l.reaches)
		s.out.Libraries = append(s.out.Libraries, l.Library)
	}
	slices.SortFunc(s.out.Libraries, func(a, b Library) int { return cmp.Compare(a.Module, b.Module) })
	for _, list := range []*[]string{&s.out.Modules, &s.out.ModuleDirs, &s.out.LeftOut} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return s.out
}
