// Command prodlint finds the causes of production incidents in Go services.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/cli"
	"github.com/prodlint/prodlint/internal/vettool"
)

func main() {
	if vettool.Handles(os.Args[1:]) {
		vettool.Main(analyzers.All)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(150) // less CPU for about a tenth more memory
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt ends the process at once
	code := cli.Main(ctx, os.Args[1:], cli.Process{Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Rules: analyzers.All})
	stop()
	os.Exit(code)
}
