package driver

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"os/exec"
	"strings"
)

// manyStale is how many packages the go command may compile when Options.Patience is at its end: below, what is compiled once serves later runs.
const manyStale = 20

// uncompiled marks the packages outside that the go command would have to compile first to be read from source, and returns those of them and of
// what they import whose export data is there to be asked for.
func (r *run) uncompiled(ctx context.Context, wanted map[string]*node) (map[string]*node, error) {
	stale, err := r.outOfDate(ctx, sortedKeys(wanted))
	if err != nil || len(stale) < manyStale {
		return wanted, err
	}
	there, seen := map[string]*node{}, map[*node]bool{}
	var visit func(n *node)
	visit = func(n *node) {
		switch {
		case seen[n] || n.workspace || n.listErr != "" || n.path == "unsafe":
		case stale[n.id]:
			seen[n], n.fromSource = true, true
			for _, dep := range n.imports {
				visit(dep)
			}
		default:
			seen[n], there[n.id] = true, n
		}
	}
	for _, n := range wanted {
		visit(n)
	}
	return there, nil
}

// outOfDate returns the packages, of those named and all that they import, that are not in the go command's cache as they are needed.
func (r *run) outOfDate(ctx context.Context, ids []string) (map[string]bool, error) {
	args := append(append([]string{"list", "-e", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}"}, r.env.flags...), "--")
	cmd := exec.CommandContext(ctx, "go", append(args, ids...)...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = r.env.dir, append(r.env.environ[:len(r.env.environ):len(r.env.environ)], "PWD="+r.env.dir), patience
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, errors.New("go list: " + toolchainHint(cmp.Or(tidy(stderr.String()), err.Error())))
	}
	stale := map[string]bool{}
	for id := range strings.FieldsSeq(string(out)) {
		stale[id] = true
	}
	return stale, nil
}
