package servertimeout

import (
	"net"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// isLocal reports whether a server is certain to be reached only from its own machine: a loopback address or a unix socket.
func isLocal(prog *summary.Program, c summary.CallRef, addrs []summary.ID) bool {
	s, _ := prog.Catalog.Get(c.Call.Callee, "serve")
	if s.Attrs["addr"] == "unix" {
		return true
	}
	if s.Has("addr") {
		addrs = []summary.ID{prog.Arg(c, s.Int("addr", 0))}
	}
	if s.Has("listener") {
		return localListener(prog, prog.Arg(c, s.Int("listener", 0)))
	}
	for _, a := range addrs {
		if !loopback(prog, a) {
			return false
		}
	}
	return len(addrs) > 0
}

func localListener(prog *summary.Program, listener summary.ID) bool {
	origins := prog.Origins(listener)
	for _, o := range origins {
		c := prog.CallOf(o)
		if c.IsZero() {
			return false
		}
		l, ok := prog.Catalog.Get(c.Call.Callee, "listener")
		if !ok {
			return false
		}
		if n, ok := prog.ConstOf(prog.Arg(c, l.Int("network", 0))); ok && strings.HasPrefix(n, "unix") {
			continue
		}
		if !l.Has("addr") || !loopback(prog, prog.Arg(c, l.Int("addr", 0))) {
			return false
		}
	}
	return len(origins) > 0
}

// loopback reports whether every text that an address may be names the loopback interface.
func loopback(prog *summary.Program, addr summary.ID) bool {
	texts := prog.Texts(addr)
	for _, t := range texts {
		host, _, found := strings.Cut(t[0].Lit, ":")
		if strings.HasPrefix(t[0].Lit, "[::1]") {
			continue
		}
		if ip := net.ParseIP(host); !found || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return len(texts) > 0
}
