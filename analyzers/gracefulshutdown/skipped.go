package gracefulshutdown

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// cleanups are the methods that are deferred so that nothing is lost when a program ends.
var cleanups = []string{"Close", "Shutdown", "Stop", "Flush", "Sync", "Disconnect", "Wait", "Drain", "GracefulStop", "Release", "ForceFlush"}

// cleanup returns the name of what a deferred call puts in order, "" for what ends with the process anyway.
func (x *index) cleanup(c summary.CallRef, depth int) string {
	if key := c.Call.Callee; key != "" {
		name := key[strings.LastIndexByte(key, '.')+1:]
		if slices.Contains(cleanups, name) && strings.HasPrefix(key, "(") {
			pkg := catalog.PackageOf(key)
			if !catalog.Standard(pkg) || strings.HasPrefix(pkg, "database/sql") || strings.HasPrefix(pkg, "bufio") || x.Package(pkg) != nil {
				return shown(c, key)
			}
		}
	}
	if depth == 0 {
		return ""
	}
	for _, f := range x.Callees(c) {
		if !f.Func.Lit && f.Pkg != c.Pkg {
			continue
		}
		for _, in := range x.Calls(f) {
			if in.Call.Go {
				continue
			}
			if name := x.cleanup(in, depth-1); name != "" {
				return name
			}
		}
	}
	return ""
}

func shown(c summary.CallRef, key string) string {
	name := key[strings.LastIndexByte(key, '.')+1:]
	if c.Call.Recv != summary.None {
		if v := &c.Pkg.Nodes[c.Call.Recv]; v.Key != "" {
			return v.Key[strings.LastIndexByte(v.Key, '.')+1:] + "." + name
		}
	}
	return catalog.ShortName(key)
}

// skipped reports exits of programs that have served, before what was deferred has run.
func (x *index) skipped(loud map[*summary.Function]bool) {
	for _, pkg := range x.Packages {
		if x.TestSupport(pkg) {
			continue
		}
		for i := range pkg.Funcs {
			f := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}
			if loud[f.Func] || f.Func.Test || !slices.ContainsFunc(x.Calls(f), func(c summary.CallRef) bool { return c.Call.Defer }) || !slices.ContainsFunc(x.Calls(f), x.never) {
				continue
			}
			x.skippedIn(f)
		}
	}
}

// standing is what is so at a place of a function: bit 0 says that the program has served, the others which deferred calls are waiting.
type standing uint64

const hasServed standing = 1

func (x *index) skippedIn(f summary.FuncRef) {
	flow := f.Func.Flow
	if len(flow) == 0 {
		return
	}
	in, seen := make([]standing, len(flow)), make([]bool, len(flow))
	seen[0] = true
	var defers []summary.CallRef
	out := map[*summary.Call]standing{}
	for queue := []int32{0}; len(queue) > 0; queue = queue[1:] {
		b, s := &flow[queue[0]], in[queue[0]]
		for _, i := range b.Calls {
			c := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}
			switch {
			case c.Call.Defer:
				k := slices.IndexFunc(defers, func(d summary.CallRef) bool { return d.Call == c.Call })
				if k < 0 && len(defers) < 62 && x.cleanup(c, 2) != "" {
					defers = append(defers, c)
					k = len(defers) - 1
				}
				if k >= 0 {
					s |= 2 << k
				}
			case c.Call.Go:
			case x.never(c):
				out[c.Call] |= s
			case x.serves(c, 4):
				s |= hasServed
			}
		}
		for _, n := range b.Next() {
			if joined := in[n] | s; !seen[n] || joined != in[n] {
				in[n], seen[n] = joined, true
				queue = append(queue, n)
			}
		}
	}
	for _, c := range x.Calls(f) {
		s := out[c.Call]
		if s&hasServed == 0 || s == hasServed || !x.runs(c) {
			continue
		}
		for k, d := range defers {
			if s&(2<<k) != 0 {
				x.report(c, c.Call.Callee, catalog.ShortName(c.Call.Callee)+" ends the program before the deferred "+x.cleanup(d, 2)+" has run: return instead, and exit in main", rule.HopAt(d, "deferred here"))
				break
			}
		}
	}
}

// serves reports whether a call returns when the program is about to end: it serves until then, or shuts a server down.
func (x *index) serves(c summary.CallRef, depth int) bool {
	if c.Call.Go || c.Call.Defer {
		return false
	}
	for _, e := range x.Catalog.Of(c.Call.Callee) {
		if e.Kind == "serve" || e.Kind == "shutdown" {
			return true
		}
	}
	return depth > 0 && slices.ContainsFunc(x.Callees(c), func(f summary.FuncRef) bool {
		return !f.Func.Lit && slices.ContainsFunc(x.Calls(f), func(in summary.CallRef) bool { return x.serves(in, depth-1) })
	})
}
