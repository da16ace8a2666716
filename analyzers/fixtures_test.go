package analyzers_test

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/docs"
	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/rule"
)

var update = flag.Bool("update", false, "write the golden files of fixes anew")

var loadOnce = sync.OnceValues(func() (*fixture.Suite, error) { return fixture.Load(docs.FS) })

func load(t *testing.T) *fixture.Suite {
	t.Helper()
	s, err := loadOnce()
	require.NoError(t, err)
	return s
}

func ruleNames() []string {
	var out []string
	for _, r := range analyzers.All {
		out = append(out, r.Name)
	}
	return out
}

// noProblems fails with one line a problem.
func noProblems(t *testing.T, problems []string) {
	t.Helper()
	if len(problems) > 0 {
		assert.Fail(t, "findings and expectations differ", "%s", strings.Join(problems, "\n"))
	}
}

func noErrors(t *testing.T, errs []error) {
	t.Helper()
	for _, err := range errs {
		assert.NoError(t, err)
	}
	if len(errs) > 0 {
		t.FailNow()
	}
}

// TestFixtures runs all rules on each program in testdata/<rule>/<case>. A finding that nobody wants fails, whichever rule it is of.
func TestFixtures(t *testing.T) {
	for _, g := range load(t).Programs {
		t.Run(g.Name(), func(t *testing.T) {
			assert.Contains(t, ruleNames(), g.Rule, "testdata/%s is the folder of a rule", g.Rule)
			got, wants, errs := g.Judge(analyzers.All)
			noErrors(t, errs)
			noProblems(t, fixture.Compare(got, wants))
			if g.Case == "good" || g.Case == "fixed" {
				for _, w := range wants {
					assert.NotEqual(t, g.Rule, w.Rule, "%s: nothing of its own rule is wanted in %s", w, g.Case)
				}
			}
		})
	}
}

// TestEveryRuleHasFixtures asks for a bad case with an expectation and a good case of each rule, and for an example of both on its page.
func TestEveryRuleHasFixtures(t *testing.T) {
	s := load(t)
	for _, r := range analyzers.All {
		t.Run(r.Name, func(t *testing.T) {
			var cases []string
			bad := 0
			for _, g := range s.Programs {
				if g.Rule != r.Name {
					continue
				}
				cases = append(cases, g.Case)
				if g.Case == "bad" {
					_, wants, errs := g.Judge(nil)
					noErrors(t, errs)
					for _, w := range wants {
						if w.Rule == r.Name {
							bad++
						}
					}
				}
			}
			assert.Contains(t, cases, "bad")
			assert.Contains(t, cases, "good")
			assert.Positive(t, bad, "testdata/%s/bad wants no finding of the rule", r.Name)
			var sections []string
			for _, e := range s.Examples {
				if e.Rule == r.Name {
					sections = append(sections, e.Section)
				}
			}
			assert.Contains(t, sections, "bad", "Go blocks on the page")
			assert.Contains(t, sections, "good", "Go blocks on the page")
		})
	}
}

// TestPages runs each rule on the examples of its page.
func TestPages(t *testing.T) {
	for _, e := range load(t).Examples {
		t.Run(e.Name(), func(t *testing.T) {
			require.Contains(t, ruleNames(), e.Rule, "docs/%s is the page of a rule", e.Page)
			got, wants, errs := e.Judge(analyzers.All)
			noErrors(t, errs)
			noProblems(t, fixture.Compare(got, wants))
			if e.Section == "bad" {
				assert.NotEmpty(t, wants, "docs/%s:%d: a bad example says what is found in it", e.Page, e.Line)
			} else {
				assert.Empty(t, wants, "docs/%s:%d: a good example", e.Page, e.Line)
			}
		})
	}
}

// TestGolden type-checks the fixtures as their rule has repaired them, and expects the rule to be silent there.
func TestGolden(t *testing.T) {
	s := load(t)
	for _, g := range s.Goldens {
		t.Run(g.File, func(t *testing.T) {
			got, errs := g.Judge(analyzers.All)
			noErrors(t, errs)
			assert.Empty(t, got)
		})
	}
	for _, r := range analyzers.All {
		golden := slices.ContainsFunc(s.Goldens, func(g fixture.Golden) bool { return g.Rule == r.Name })
		assert.Equal(t, r.Fix != nil, golden, "%s: a rule has golden files if and only if it has fixes", r.Name)
	}
}

// wanted returns the expectations of the programs that meet them, with the severity that the finding has.
func wanted(t *testing.T, s *fixture.Suite) map[string][]fixture.Want {
	t.Helper()
	out := map[string][]fixture.Want{}
	for _, g := range s.Programs {
		got, wants, errs := g.Judge(analyzers.All)
		if len(errs) == 0 && len(fixture.Compare(got, wants)) == 0 { // else TestFixtures says so
			out[g.Name()] = wants
		}
	}
	return out
}

// of returns the findings that lie in the folder of a program.
func of(got []fixture.Got, g *fixture.Group) []fixture.Got {
	return slices.DeleteFunc(slices.Clone(got), func(f fixture.Got) bool { return !strings.HasPrefix(f.File, g.Name()+"/") })
}

// fixed runs the command with flags that repair, and returns the golden files' fixtures afterwards. All of it compiles then, and nothing is left to repair
// for the same flags.
func fixed(t *testing.T, tool *fixture.Tool, dir string, goldens []fixture.Golden, flags ...string) map[string]string {
	t.Helper()
	_, err := tool.Edit(dir, flags...)
	require.NoError(t, err)
	left, err := tool.Edit(dir, append([]string{"--diff"}, flags[1:]...)...)
	require.NoError(t, err)
	assert.Empty(t, left, "after %v", flags)
	out := map[string]string{}
	for _, g := range goldens {
		src, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(g.File)))
		require.NoError(t, err)
		out[g.File] = string(src)
	}
	return out
}

// TestDoors runs the built command, and go vet with it, on the testdata module.
func TestDoors(t *testing.T) {
	s := load(t)
	require.NoError(t, fixture.Sources())
	tool, err := fixture.BuildTool(t.TempDir())
	require.NoError(t, err)
	want := wanted(t, s)

	t.Run("command", func(t *testing.T) {
		all, err := tool.Run("./...")
		require.NoError(t, err)
		var disturbed []string // by other programs, if it is not their own fault
		for _, g := range s.Programs {
			if w, ok := want[g.Name()]; ok && len(fixture.Compare(of(all, g), slices.Clone(w))) > 0 {
				disturbed = append(disturbed, g.Name())
			}
		}
		var few []fixture.Got
		if len(disturbed) > 0 {
			few, err = tool.Alone(t.TempDir(), disturbed...)
			require.NoError(t, err)
		}
		for _, g := range s.Programs {
			w, ok := want[g.Name()]
			if !ok {
				continue
			}
			t.Run(g.Name(), func(t *testing.T) {
				if !slices.Contains(disturbed, g.Name()) || len(fixture.Compare(of(few, g), slices.Clone(w))) == 0 {
					return
				}
				own, err := tool.Alone(t.TempDir(), g.Name())
				require.NoError(t, err)
				noProblems(t, fixture.Compare(of(own, g), slices.Clone(w)))
			})
		}
	})

	t.Run("fix", func(t *testing.T) {
		dir := t.TempDir()
		programs := map[string]bool{}
		for _, g := range s.Goldens {
			programs[strings.Join(strings.SplitN(g.File, "/", 3)[:2], "/")] = true
		}
		if len(programs) == 0 {
			return
		}
		require.NoError(t, fixture.Copy(dir, slices.Sorted(maps.Keys(programs))...))
		safe := fixed(t, tool, dir, s.Goldens, "--fix")
		all := fixed(t, tool, dir, s.Goldens, "--fix", "--unsafe-fixes")
		for _, g := range s.Goldens {
			t.Run(g.File, func(t *testing.T) {
				own := safe[g.File] != string(g.Before) && safe[g.File] != all[g.File]
				if *update {
					name := filepath.Join(s.Root, filepath.FromSlash(g.File))
					require.NoError(t, os.WriteFile(name+".golden", []byte(all[g.File]), 0o644))
					if own {
						require.NoError(t, os.WriteFile(name+".safe.golden", []byte(safe[g.File]), 0o644))
					} else if g.Safe != nil {
						require.NoError(t, os.Remove(name+".safe.golden"))
					}
					return
				}
				const anew = "go test ./analyzers -run TestDoors/fix -update writes the golden files anew"
				assert.Equal(t, string(g.Src), all[g.File], anew)
				require.Equal(t, own, g.Safe != nil, "a golden file of the safe fixes: %s", anew)
				if own {
					assert.Equal(t, string(g.Safe), safe[g.File], anew)
				}
			})
		}
		for _, r := range analyzers.All {
			some, more := false, false
			for _, g := range s.Goldens {
				if g.Rule == r.Name {
					some = some || safe[g.File] != string(g.Before)
					more = more || safe[g.File] != all[g.File]
				}
			}
			assert.Equal(t, r.Meta.Fix != "", some, "%s: its page tells of a safe fix if and only if a golden file shows one", r.Name)
			assert.Equal(t, r.UnsafeFix != "", more, "%s: its page tells of an unsafe fix if and only if a golden file shows one", r.Name)
		}
	})

	t.Run("vet", func(t *testing.T) {
		// Not ./...: vet would compile every library in testdata/libs.
		var folders []string
		for _, g := range s.Programs {
			folders = append(folders, "./"+g.Rule+"/...")
		}
		all, err := tool.Vet(slices.Compact(folders)...)
		require.NoError(t, err)
		for _, g := range s.Programs {
			if _, ok := want[g.Name()]; !ok {
				continue
			}
			t.Run(g.Name(), func(t *testing.T) {
				// vet has no levels: info is left out there.
				seen := slices.DeleteFunc(slices.Clone(want[g.Name()]), func(w fixture.Want) bool { return w.Program || w.Severity == rule.Info })
				noProblems(t, fixture.Compare(of(all, g), seen))
			})
		}
	})
}
