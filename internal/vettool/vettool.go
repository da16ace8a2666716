// Package vettool lets "go vet -vettool=$(which prodlint) ./..." run the rules: it speaks the protocol that the go command has with
// vet tools, one package a process.
//
// The go command calls the tool for every package in the build, the standard library included. Those outside the main module get an empty
// facts file at once; those of the main module that are only imported by what was asked for leave facts and are not judged. Its cache of
// results is keyed by what -V=full prints, so that covers the executable, the configuration file and every PRODLINT_ variable of the
// environment.
package vettool

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/setting"
)

// Handles reports whether arguments (without the program's name) are those of the go command to a vet tool:
// "-V=full", "-flags", or flags and the name of a configuration that ends in .cfg.
func Handles(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return slices.Contains(args, "-V=full") || len(args) == 1 && args[0] == "-flags" || strings.HasSuffix(args[len(args)-1], ".cfg")
}

// Main answers the go command for os.Args and ends the process: with 0 where nothing was found, 1 where a rule reported something or the
// package cannot be read, and 2 for mistakes in the configuration file.
func Main(rules []*rule.Rule) {
	args := os.Args[1:]
	if slices.Contains(args, "-V=full") {
		dir, err := os.Getwd()
		if err == nil {
			err = version(os.Stdout, dir, os.Environ())
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "prodlint: %v\n", err)
			os.Exit(2)
		}
		os.Exit(0)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // a fifth less CPU for a process that is over before it needs much memory
	}
	dir, factsOnly := "", false
	if file := args[len(args)-1]; strings.HasSuffix(file, ".cfg") {
		cfg, err := readUnit(file)
		if err == nil && outside(cfg) {
			err = os.WriteFile(cfg.VetxOutput, nil, 0o666)
			if err == nil {
				os.Exit(0)
			}
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "prodlint: %v\n", err)
			os.Exit(1)
		}
		dir, factsOnly = cfg.Dir, cfg.VetxOnly
	}
	list, err := analyzers(rules, dir, args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "prodlint: %v\n", err)
		os.Exit(2)
	}
	if factsOnly {
		onlyFacts(list)
	}
	unitchecker.Main(list...)
}

// onlyFacts makes analyzers, which keep their flags, do no more for a package than leave its fact: nobody asked to have it judged.
func onlyFacts(list []*analysis.Analyzer) {
	for _, a := range list {
		a.Requires = []*analysis.Analyzer{extract.Facts}
		a.Run = func(*analysis.Pass) (any, error) { return nil, nil }
	}
}

func readUnit(file string) (*unitchecker.Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	cfg := new(unitchecker.Config)
	if err := json.Unmarshal(data, cfg); err != nil {
		return nil, fmt.Errorf("%s is not a vet configuration: %w", file, err)
	}
	return cfg, nil
}

// outside reports whether a package lies outside the main module and the modules of a workspace. Those have no version; dependencies have
// one, also where a replace directive takes them from a directory, and the standard library has no module.
func outside(cfg *unitchecker.Config) bool {
	path, version := cfg.ModulePath, cfg.ModuleVersion
	if m := cfg.Module; m != nil {
		path, version = m.Path, m.Version
	}
	return version != "" || path == "" && cfg.VetxOnly
}

// version prints the line that identifies the tool in the go command's cache.
func version(w io.Writer, dir string, environ []string) error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	f, err := os.Open(exe)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	file, err := configFile(dir)
	if err != nil {
		return err
	}
	if file != "" {
		src, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "\nconfig %d\n%s", len(src), src)
	}
	vars := slices.DeleteFunc(slices.Clone(environ), func(kv string) bool { return !strings.HasPrefix(kv, "PRODLINT_") })
	slices.Sort(vars)
	fmt.Fprintf(h, "\nenv %q\n", vars)
	_, err = fmt.Fprintf(w, "prodlint version devel buildID=%x\n", h.Sum(nil))
	return err
}

// configFile returns the configuration that holds for dir. It starts at the root of the module or workspace: the go command asks for the
// version in the directory it was started in and judges each package in its own, and both must come to the same file.
func configFile(dir string) (string, error) {
	if os.Getenv("GOWORK") != "off" {
		if root := above(dir, "go.work"); root != "" {
			return config.Find(root)
		}
	}
	if root := above(dir, "go.mod"); root != "" {
		return config.Find(root)
	}
	return config.Find(dir)
}

// above returns the nearest directory from dir upwards that holds a file, or "".
func above(dir, name string) string {
	for {
		if st, err := os.Stat(filepath.Join(dir, name)); err == nil && !st.IsDir() {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// analyzers returns the analyzers of the rules that the configuration for dir selects, with suppressions and the configuration applied.
// Rules that a flag names ("-nplusone") are among them. An empty dir means no configuration, and all rules.
func analyzers(rules []*rule.Rule, dir string, args []string) ([]*analysis.Analyzer, error) {
	d := &door{config: &config.Config{}}
	var metas []rule.Meta
	var flags config.Flags
	named := map[string]bool{}
	for _, r := range rules {
		metas, d.names = append(metas, r.Meta), append(d.names, r.Name)
		for _, arg := range args {
			name, value, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
			if strings.HasPrefix(arg, "-") && name == r.Name {
				named[name] = true
				if on, err := strconv.ParseBool(value); value == "" || err == nil && on {
					flags.Enable = append(flags.Enable, name)
				}
			}
		}
	}
	if dir != "" {
		file, err := configFile(dir)
		if err != nil {
			return nil, err
		}
		if file != "" {
			if d.config, err = config.Load(file, d.names); err != nil {
				return nil, err
			}
			if err := d.config.AddTo(catalog.Default()); err != nil {
				return nil, err
			}
			told, err := d.config.Settings()
			if err != nil {
				return nil, err
			}
			setting.Use(told)
		}
	}
	var err error
	if d.selection, err = config.Select(metas, d.config, flags); err != nil {
		return nil, err
	}
	out := []*analysis.Analyzer{d.suppressions()}
	for _, r := range rules {
		if dir == "" || named[r.Name] || d.selection.Runs(r.Name) {
			out = append(out, d.judged(r))
		}
	}
	return out, nil
}
