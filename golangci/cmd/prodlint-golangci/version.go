package main

import (
	"cmp"
	"runtime/debug"
	"strings"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
)

// linter is the module whose version the command tells: configurations ask for versions of golangci-lint, not of prodlint.
const linter = "github.com/golangci/golangci-lint/v2"

// buildInfo says which golangci-lint this is, and which prodlint.
func buildInfo() commands.BuildInfo {
	out := commands.BuildInfo{Version: "unknown", Commit: "?", Date: "(unknown)", GoVersion: "unknown"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return out
	}
	out.GoVersion = info.GoVersion
	for _, m := range info.Deps {
		switch m.Path {
		case linter:
			out.Version = strings.TrimPrefix(m.Version, "v")
		case "github.com/prodlint/prodlint":
			out.Commit = "prodlint " + cmp.Or(m.Version, "(devel)")
		}
	}
	return out
}
