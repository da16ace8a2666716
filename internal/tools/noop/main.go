// Command noop is the least that an analysis of Go packages can be: it loads and type-checks them, and looks at nothing. The bench tool
// compares prodlint with it.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/multichecker"
)

func main() {
	multichecker.Main(&analysis.Analyzer{
		Name: "noop",
		Doc:  "noop: looks at nothing",
		Run:  func(*analysis.Pass) (any, error) { return nil, nil },
	})
}
