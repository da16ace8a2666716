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
	if !certain(prog, addr, 4) {
		return false
	}
	for _, o := range prog.Origins(addr) {
		c := prog.CallOf(o)
		if c.IsZero() {
			continue
		}
		h, _ := prog.Catalog.Get(c.Call.Callee, "hostport")
		if host, _ := prog.ConstOf(prog.Arg(c, h.Int("host", 0))); !isLoopback(host) {
			return false
		}
	}
	for _, t := range prog.Texts(addr) {
		host, _, found := strings.Cut(t[0].Lit, ":")
		if !strings.HasPrefix(t[0].Lit, "[::1]") && !(found && isLoopback(host)) {
			return false
		}
	}
	return true
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// certain reports whether the host in an address is written in the program, wherever it comes from.
func certain(prog *summary.Program, addr summary.ID, depth int) bool {
	if addr == summary.NoID || depth == 0 {
		return false
	}
	for _, o := range prog.Origins(addr) {
		v := prog.Value(o)
		switch {
		case v.Kind == summary.Const:
		case v.Kind == summary.Text && len(v.Parts) > 0 && v.Parts[0].Node == summary.None:
		case v.Kind == summary.Text && len(v.Parts) > 0 && certain(prog, prog.ID(prog.Owner(o), v.Parts[0].Node), depth-1):
		case v.Kind == summary.Result:
			c := prog.CallOf(o)
			if _, ok := prog.Catalog.Get(c.Call.Callee, "hostport"); !ok {
				return false
			}
		default:
			return false
		}
	}
	return true
}
