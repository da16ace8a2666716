// Command prodlint finds the causes of production incidents in Go services.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/cli"
	"github.com/prodlint/prodlint/internal/vettool"
)

func main() {
	if vettool.Handles(os.Args[1:]) {
		vettool.Main(analyzers.All)
	}
	collectLess(os.Getenv, len(os.Args) > 1 && os.Args[1] == "lsp")
	code := cli.Main(signals(), os.Args[1:], cli.Process{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Rules: analyzers.All})
	os.Exit(code)
}

// signals returns a context that SIGINT or SIGTERM cancels. The second signal ends the process at once.
func signals() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM)
	go func() {
		s := <-caught
		signal.Reset(os.Interrupt, syscall.SIGTERM)
		if s == syscall.SIGTERM {
			cancel(cli.ErrTerminated)
			return
		}
		cancel(context.Canceled)
	}()
	return ctx
}
