// Command nogo runs prodlint's rules the way that Bazel's nogo does: nothing but their analyzers, without configuration and suppressions. nogo writes such
// a main by itself, from the list in BUILD.bazel; this one is for "go build" and "go vet".
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/prodlint/prodlint/analyzers/connleak"
	"github.com/prodlint/prodlint/analyzers/hardcodedconfig"
	"github.com/prodlint/prodlint/analyzers/insecuretls"
	"github.com/prodlint/prodlint/analyzers/jwtexpiry"
	"github.com/prodlint/prodlint/analyzers/leadingwildcard"
	"github.com/prodlint/prodlint/analyzers/missingtimeout"
	"github.com/prodlint/prodlint/analyzers/nplusone"
	"github.com/prodlint/prodlint/analyzers/selectstar"
	"github.com/prodlint/prodlint/analyzers/servertimeout"
	"github.com/prodlint/prodlint/analyzers/unboundedpool"
	"github.com/prodlint/prodlint/analyzers/writeinloop"
)

// list names the rules to run, as deps in BUILD.bazel does.
var list = []*analysis.Analyzer{
	connleak.Analyzer,
	hardcodedconfig.Analyzer,
	insecuretls.Analyzer,
	jwtexpiry.Analyzer,
	leadingwildcard.Analyzer,
	missingtimeout.Analyzer,
	nplusone.Analyzer,
	selectstar.Analyzer,
	servertimeout.Analyzer,
	unboundedpool.Analyzer,
	writeinloop.Analyzer,
}

func main() { unitchecker.Main(list...) }
