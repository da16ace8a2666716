package summary

import (
	"net"
	"strings"
)

// Local reports whether a call that the catalog calls serve or listener is certain to be reached only from its own machine: by a loopback
// address or a unix socket. addrs are the addresses of the server it serves on, for calls that are not given one.
func (p *Program) Local(c CallRef, addrs []ID) bool { return p.bound(c, addrs, p.loopback) }

// passing reports whether a call serves or listens on a loopback address with a port that the system picks: nothing but what the program itself
// sends there can find it, such as the browser that comes back from a login.
func (p *Program) passing(c CallRef) bool {
	var addrs []ID
	if s, ok := p.Catalog.Get(c.Call.Callee, "serve"); ok && s.Attrs["server"] == "recv" && !s.Has("addr") && !s.Has("listener") {
		for _, o := range p.Origins(p.Arg(c, -1)) {
			e, _ := p.Catalog.Get(p.Value(o).Type, "server")
			addr := p.FieldsOf(o, e.Attrs["addr"])
			if len(addr) == 0 {
				return false
			}
			addrs = append(addrs, addr...)
		}
	}
	return p.bound(c, addrs, func(addr ID) bool {
		a, ok := p.ConstOf(addr)
		return ok && strings.HasSuffix(a, ":0") && p.loopback(addr)
	})
}

// bound reports whether the addresses that a call serves or listens on are all such, or unix sockets.
func (p *Program) bound(c CallRef, addrs []ID, such func(addr ID) bool) bool {
	s, ok := p.Catalog.Get(c.Call.Callee, "serve")
	if !ok {
		return p.listens(c, such)
	}
	switch {
	case s.Attrs["addr"] == "unix":
		return true
	case s.Has("addr"):
		addrs = []ID{p.Arg(c, s.Int("addr", 0))}
	case s.Has("listener"):
		return p.listener(p.Arg(c, s.Int("listener", 0)), such, 3)
	}
	for _, a := range addrs {
		if !such(a) {
			return false
		}
	}
	return len(addrs) > 0
}

// listens reports whether a call makes a listener for such an address, or a unix socket.
func (p *Program) listens(c CallRef, such func(addr ID) bool) bool {
	l, ok := p.Catalog.Get(c.Call.Callee, "listener")
	if !ok {
		return false
	}
	if n, ok := p.ConstOf(p.Arg(c, l.Int("network", 0))); ok && strings.HasPrefix(n, "unix") {
		return true
	}
	return l.Has("addr") && such(p.Arg(c, l.Int("addr", 0)))
}

// listener reports whether every listener that a value may be has such an address; one that wraps another in a struct is what it wraps.
func (p *Program) listener(listener ID, such func(addr ID) bool, depth int) bool {
	origins := p.Origins(listener)
	for _, o := range origins {
		v := p.Value(o)
		if v.Kind == Lit && len(v.Fields) > 0 && depth > 0 {
			for _, f := range v.Fields {
				if f.Value == None || !p.listener(p.ID(p.Owner(o), f.Value), such, depth-1) {
					return false
				}
			}
			continue
		}
		if c := p.CallOf(o); c.IsZero() || !p.listens(c, such) {
			return false
		}
	}
	return len(origins) > 0
}

// loopback reports whether every text that an address may be names the loopback interface.
func (p *Program) loopback(addr ID) bool {
	if !p.hostWritten(addr, 4) {
		return false
	}
	for _, o := range p.Origins(addr) {
		c := p.CallOf(o)
		if c.IsZero() {
			continue
		}
		h, _ := p.Catalog.Get(c.Call.Callee, "hostport")
		if host, _ := p.ConstOf(p.Arg(c, h.Int("host", 0))); !isLoopback(host) {
			return false
		}
	}
	for _, t := range p.Texts(addr) {
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

// hostWritten reports whether the host in an address is written in the program, wherever it comes from.
func (p *Program) hostWritten(addr ID, depth int) bool {
	if addr == NoID || depth == 0 {
		return false
	}
	for _, o := range p.Origins(addr) {
		v := p.Value(o)
		switch {
		case v.Kind == Const:
		case v.Kind == Text && len(v.Parts) > 0 && v.Parts[0].Node == None:
		case v.Kind == Text && len(v.Parts) > 0 && p.hostWritten(p.ID(p.Owner(o), v.Parts[0].Node), depth-1):
		case v.Kind == Result:
			if _, ok := p.Catalog.Get(p.CallOf(o).Call.Callee, "hostport"); !ok {
				return false
			}
		default:
			return false
		}
	}
	return true
}
