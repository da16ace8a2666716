package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// multitoolPolicy turns off what asks the network whether the pages of rules are there.
const multitoolPolicy = `<?xml version="1.0" encoding="utf-8"?>
<Properties><Properties Key="SARIF2006.UrisShouldBeReachable.Options"><Property Key="RuleEnabled" Value="Disabled" /></Properties></Properties>
`

// advice is what the validator says of every log of prodlint, and why that stays.
var advice = map[string]string{
	"SARIF2002": "messages by id and arguments: GitHub reads the text alone",
	"SARIF2003": "the commit: who uploads a log says it, and a log is a function of the code",
	"SARIF2009": "rules have names in words, no numbers",
	"SARIF2012": "a rule has no name besides its id",
}

// TestMultitool has Microsoft's validator read the SARIF of a module with findings, paths, suppressions, fixes and an error. The validator comes from npm
// (.ci/sarif); PRODLINT_SARIF_MULTITOOL names its binary.
func TestMultitool(t *testing.T) {
	tool := os.Getenv("PRODLINT_SARIF_MULTITOOL")
	if tool == "" {
		t.Skip("PRODLINT_SARIF_MULTITOOL does not name sarif-multitool's binary")
	}
	validate := func(name, text string) map[string][]string {
		dir := t.TempDir()
		write := func(name, text string) string {
			path := filepath.Join(dir, name)
			require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
			return path
		}
		out := filepath.Join(dir, "out.sarif")
		cmd := exec.Command(tool, "validate", write(name, text), "--config", write("policy.xml", multitoolPolicy), "--rule-kind", "Sarif;Ghas",
			"--level", "Error;Warning;Note", "--output", out, "--quiet")
		cmd.Env = append(os.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1")
		printed, err := cmd.CombinedOutput()
		data, missing := os.ReadFile(out)
		require.NoError(t, missing, "%v\n%s", err, printed)
		var log struct {
			Runs []struct {
				Results []struct {
					RuleID    string
					Level     string
					Locations []struct {
						PhysicalLocation struct {
							Region struct{ StartLine int }
						}
					}
				}
			}
		}
		require.NoError(t, json.Unmarshal(data, &log))
		require.Len(t, log.Runs, 1)
		said := map[string][]string{}
		for _, r := range log.Runs[0].Results {
			if advice[r.RuleID] == "" || r.Level != "note" {
				said[r.RuleID] = append(said[r.RuleID], string(must(json.Marshal(r))))
			}
		}
		return said
	}
	dir := service(t)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "more"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "more", "more.go"), []byte("package more\n\nimport \"net/http\"\n\n"+
		"//prodlint:ignore servertimeout -- reached by friends alone\nvar Friends = http.Server{}\n\nvar All = http.Server{}\n"), 0o644))
	cmd := prodlint(dir, "off", "--format", "sarif", "--show-suppressed")
	text := output(t, cmd)
	for _, part := range []string{`"codeFlows"`, `"relatedLocations"`, `"suppressions"`, `"snippet"`, `"contextRegion"`, `"fix": "unsafe"`, `"markdown"`} {
		assert.Contains(t, text, part)
	}
	assert.Empty(t, validate("found.sarif", text))

	broken := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(broken, "go.mod"), []byte("module m\n\ngo 1.25\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(broken, "a.go"), []byte("package a\n\nvar x int = nil\n"), 0o644))
	out, _ := prodlint(broken, "off", "--format", "sarif").Output()
	require.Contains(t, string(out), `"toolExecutionNotifications"`)
	assert.Empty(t, validate("broken.sarif", string(out)))
	assert.NotEmpty(t, validate("wrong.sarif", `{"version": "2.1.0", "runs": [{"results": []}]}`), "the validator is asked")
}
