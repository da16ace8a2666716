package driver_test

import (
	"go/token"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"

	"github.com/prodlint/prodlint/analyzers/callinloop"
	"github.com/prodlint/prodlint/analyzers/nplusone"
	"github.com/prodlint/prodlint/analyzers/writeinloop"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// The benchmarks measure the steps of a run on the fixtures, and on the tree that PRODLINT_BENCH_DIR names, if it is set. What that tree
// imports must be in the build cache, else its compilation is measured.

// trees runs a benchmark on each tree.
func trees(b *testing.B, run func(b *testing.B, dir string)) {
	dirs := []string{filepath.Join("..", "..", "testdata")}
	if dir := os.Getenv("PRODLINT_BENCH_DIR"); dir != "" {
		dirs = append(dirs, dir)
	}
	for _, dir := range dirs {
		abs, err := filepath.Abs(dir)
		require.NoError(b, err)
		b.Run(filepath.Base(abs), func(b *testing.B) { run(b, abs) })
	}
}

// syntax is the mode of a loader that hands type-checked syntax to analyzers and takes dependencies from export data.
const syntax = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedTypes | packages.NeedTypesSizes |
	packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedModule | packages.NeedExportFile

func load(b *testing.B, dir string) (*token.FileSet, []*packages.Package) {
	b.Helper()
	cfg := &packages.Config{Mode: syntax, Dir: dir, Fset: token.NewFileSet()}
	pkgs, err := packages.Load(cfg, "./...")
	require.NoError(b, err)
	require.NotEmpty(b, pkgs)
	return cfg.Fset, pkgs
}

// loaded is the result of the last load: the benchmarks of one tree share it.
var loaded struct {
	dir    string
	inputs []extract.Input
}

// inputs returns the packages of a tree, ready to be summarised.
func inputs(b *testing.B, dir string) []extract.Input {
	b.Helper()
	if loaded.dir == dir {
		return loaded.inputs
	}
	fset, pkgs := load(b, dir)
	own := map[string]bool{}
	for _, p := range pkgs {
		own[p.PkgPath] = true
	}
	var out []extract.Input
	for _, p := range pkgs {
		if p.Types != nil && p.TypesInfo != nil && len(p.Syntax) > 0 {
			out = append(out, extract.Input{Fset: fset, Files: p.Syntax, Types: p.Types, Info: p.TypesInfo, Path: p.PkgPath, Workspace: func(path string) bool { return own[path] }})
		}
	}
	loaded.dir, loaded.inputs = dir, out
	return out
}

func summaries(b *testing.B, dir string) []*summary.Package {
	b.Helper()
	var out []*summary.Package
	for _, in := range inputs(b, dir) {
		out = append(out, extract.Package(in))
	}
	return out
}

func functions(pkgs []*summary.Package) (n int) {
	for _, p := range pkgs {
		n += len(p.Funcs)
	}
	return n
}

// perFunction reports the time of an iteration by the functions it dealt with.
func perFunction(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/func")
	b.ReportMetric(float64(n), "funcs")
}

// BenchmarkExtract turns syntax and types of all packages into summaries, one after the other.
func BenchmarkExtract(b *testing.B) {
	trees(b, func(b *testing.B, dir string) {
		in := inputs(b, dir)
		n := functions(summaries(b, dir))
		for b.Loop() {
			for _, i := range in {
				extract.Package(i)
			}
		}
		perFunction(b, n)
	})
}

// BenchmarkLink joins the summaries of a tree.
func BenchmarkLink(b *testing.B) {
	trees(b, func(b *testing.B, dir string) {
		pkgs := summaries(b, dir)
		for b.Loop() {
			summary.Link(pkgs, catalog.Default())
		}
		perFunction(b, functions(pkgs))
	})
}

// BenchmarkEffects closes the effects of a linked tree over its calls.
func BenchmarkEffects(b *testing.B) {
	trees(b, func(b *testing.B, dir string) {
		pkgs := summaries(b, dir)
		for b.Loop() {
			b.StopTimer()
			prog := summary.Link(pkgs, catalog.Default())
			b.StartTimer()
			effect.Of(prog)
		}
		perFunction(b, functions(pkgs))
	})
}

// BenchmarkJudge runs the rules about effects in loops on every package of a tree whose effects are known.
func BenchmarkJudge(b *testing.B) {
	trees(b, func(b *testing.B, dir string) {
		pkgs := summaries(b, dir)
		prog := summary.Link(pkgs, catalog.Default())
		effect.Of(prog)
		for b.Loop() {
			for _, r := range inLoops() {
				for _, p := range pkgs {
					r.Check(rule.NewPass(r, prog, p, func(rule.Finding) {}))
				}
			}
		}
		perFunction(b, functions(pkgs))
	})
}

// BenchmarkEncode writes the summaries as facts are written: bytes/func is what a function takes, factbytes/func with what the packages
// above hand on of those below them.
func BenchmarkEncode(b *testing.B) {
	trees(b, func(b *testing.B, dir string) {
		pkgs := summaries(b, dir)
		own, size, repeated := map[string]int{}, 0, 0
		for b.Loop() {
			size = 0
			for _, p := range pkgs {
				own[p.Path] = len(summary.Encode(p))
				size += own[p.Path]
			}
		}
		for _, p := range pkgs {
			for path := range below(p, pkgs) {
				repeated += own[path]
			}
		}
		b.ReportMetric(float64(size)/float64(functions(pkgs)), "bytes/func")
		b.ReportMetric(float64(repeated)/float64(functions(pkgs)), "factbytes/func")
		perFunction(b, functions(pkgs))
	})
}

// BenchmarkDecode reads the summaries of a tree: bytes/op are the encoded ones.
func BenchmarkDecode(b *testing.B) {
	trees(b, func(b *testing.B, dir string) {
		pkgs := summaries(b, dir)
		var encoded [][]byte
		size := 0
		for _, p := range pkgs {
			data := summary.Encode(p)
			encoded = append(encoded, data)
			size += len(data)
		}
		for b.Loop() {
			for i, data := range encoded {
				p, err := summary.Decode(data)
				require.NoError(b, err, pkgs[i].Path)
				require.Len(b, p.Nodes, len(pkgs[i].Nodes))
			}
		}
		b.ReportMetric(float64(size), "bytes/op")
		perFunction(b, functions(pkgs))
	})
}

// below returns a package and the packages of the tree that it imports, also through others.
func below(p *summary.Package, pkgs []*summary.Package) map[string]bool {
	byPath := map[string]*summary.Package{}
	for _, q := range pkgs {
		byPath[q.Path] = q
	}
	out := map[string]bool{p.Path: true}
	for queue := []*summary.Package{p}; len(queue) > 0; queue = queue[1:] {
		for _, path := range queue[0].Imports {
			if q := byPath[path]; q != nil && !out[path] {
				out[path] = true
				queue = append(queue, q)
			}
		}
	}
	return out
}

func inLoops() []*rule.Rule { return []*rule.Rule{callinloop.Rule, nplusone.Rule, writeinloop.Rule} }

// BenchmarkRun compares whole runs, each from the go command on: a loader that hands type-checked syntax to nobody, the driver without rules,
// and the driver with the rules about effects in loops. Nothing is kept from one iteration to the next but the go command's build cache.
func BenchmarkRun(b *testing.B) {
	trees(b, func(b *testing.B, dir string) {
		b.Run("loader", func(b *testing.B) {
			for b.Loop() {
				load(b, dir)
			}
		})
		for _, v := range []struct {
			name  string
			rules []*rule.Rule
		}{{"norules", nil}, {"inloop", inLoops()}} {
			b.Run(v.name, func(b *testing.B) {
				for b.Loop() {
					res, err := driver.Run(b.Context(), driver.Options{Dir: dir, Rules: v.rules})
					require.NoError(b, err)
					b.ReportMetric(float64(res.Stats.Packages), "packages")
					b.ReportMetric(float64(len(res.Findings)), "findings")
				}
			})
		}
	})
}
