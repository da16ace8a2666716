package bound

import (
	"net"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Where returns the URLs and addresses that an outbound call goes to, as far as it or the request that it sends says so.
func (j *Judge) Where(c summary.CallRef, e catalog.Entry) []summary.ID {
	var out []summary.ID
	add := func(id summary.ID) {
		if id != summary.NoID {
			out = append(out, id)
		}
	}
	for _, attr := range []string{"url", "addr"} {
		if e.Has(attr) {
			add(j.Arg(c, e.Int(attr, 0)))
		}
	}
	if e.Has("req") {
		for _, o := range j.Origins(j.Arg(c, e.Int("req", 0))) {
			if made := j.CallOf(o); !made.IsZero() {
				if r, ok := j.Catalog.Get(made.Call.Callee, "outgoing"); ok && r.Has("url") {
					add(j.Arg(made, r.Int("url", 0)))
				}
			}
		}
	}
	return out
}

// Hosts returns the hosts that the URLs or addresses which a value may be name, without ports; none where one of them is not known.
func Hosts(prog *summary.Program, id summary.ID) []string {
	var out []string
	for _, t := range prog.Texts(id) {
		host, whole := Host(t[0].Lit)
		if host == "" || !whole && len(t) > 1 {
			return nil // the rest of the host is put behind it
		}
		out = append(out, host)
	}
	return out
}

// Host returns the host of a URL or address, without user and port. whole says that something follows it: a port or a path.
func Host(text string) (host string, whole bool) {
	rest := after(text)
	if i := strings.LastIndexByte(rest, '@'); i >= 0 && !strings.Contains(rest[:i], "/") {
		rest = rest[i+1:]
	}
	if inner, ok := strings.CutPrefix(rest, "["); ok {
		host, _, whole = strings.Cut(inner, "]")
		return host, whole
	}
	i := strings.IndexAny(rest, ":/?#")
	if i < 0 {
		return rest, false
	}
	return rest[:i], true
}

// after returns what follows the scheme of a URL.
func after(text string) string {
	if _, rest, ok := strings.Cut(text, "://"); ok {
		return rest
	}
	return text
}

// IsLocal reports whether a host is the machine itself.
func IsLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}
