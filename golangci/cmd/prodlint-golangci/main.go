// Command prodlint-golangci is golangci-lint with prodlint among its linters, as "golangci-lint custom" would build it.
//
// It is a module of its own: golangci-lint is under the GPL and has some two hundred dependencies, none of which prodlint needs.
package main

import (
	"fmt"
	"os"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/prodlint/prodlint/golangci"
)

func main() {
	if err := commands.Execute(buildInfo()); err != nil {
		fmt.Fprintf(os.Stderr, "prodlint-golangci: %v\n", err)
		os.Exit(exitcodes.Failure)
	}
}
