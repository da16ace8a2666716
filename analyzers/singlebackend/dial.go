package singlebackend

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// dial judges a call that connects to the servers of an RPC service.
func (j *judge) dial(c summary.CallRef, e catalog.Entry) {
	prog := j.Program
	if prog.OneShot(c) {
		return
	}
	name := catalog.ShortName(e.Key)
	target := prog.Arg(c, e.Int("target", 0))
	many, what := false, ""
	for _, t := range prog.Texts(target) {
		ok, is := several(t)
		if !ok {
			many = false
			break // one of the targets is not known to be several
		}
		many, what = true, is
	}
	options := sources(prog, c, e.Int("options", 1))
	if !many && j.listed(options) {
		many, what = true, "a list of addresses"
	}
	switch {
	case many && !j.balanced(options):
		j.tell(c, name, "all calls go to the first server behind "+what+" that answers: use grpc.WithDefaultServiceConfig with round_robin")
	case !many:
		j.pinned(c, name, bound.Hosts(prog, target), name)
	}
}

// discovery are schemes of resolvers that find several servers of a service.
var discovery = []string{"consul", "etcd", "kubernetes", "k8s"}

// several reports whether a target stands for several servers, and how a message calls it.
func several(target []summary.Piece) (bool, string) {
	scheme, rest, found := strings.Cut(target[0].Lit, ":")
	whole := target[0].Lit
	for _, p := range target[1:] {
		whole += p.Lit
	}
	host := hostOf(rest)
	switch {
	case found && scheme == "dns" && (strings.HasPrefix(rest, "//") || host != ""):
		if local(host) || balancer(host) || machine(host) {
			return false, ""
		}
		return true, "this dns target"
	case found && slices.Contains(discovery, scheme) && strings.HasPrefix(rest, "//"):
		return true, "this " + scheme + " target"
	case found && strings.HasPrefix(rest, "//") || strings.HasPrefix(whole, "unix") || strings.HasPrefix(whole, "xds") || strings.HasPrefix(whole, "passthrough"):
		if i := strings.LastIndexByte(whole, '/'); scheme != "unix" && scheme != "xds" && scheme != "passthrough" && strings.Contains(whole[i+1:], ",") {
			return true, "a list of addresses"
		}
		return false, ""
	case headless(whole):
		return true, "this headless name"
	case strings.Contains(whole, ","):
		return true, "a list of addresses"
	}
	return false, ""
}

// hostOf returns the host of what follows the scheme of a target: "///orders:50051" or "//8.8.8.8/orders:50051".
func hostOf(rest string) string {
	if i := strings.LastIndexByte(rest, '/'); i >= 0 {
		rest = rest[i+1:]
	}
	host, _ := bound.Host(rest)
	return host
}

// headless reports whether a target names a service of Kubernetes without an address of its own.
func headless(target string) bool {
	host, _, _ := strings.Cut(target, ":")
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(host), func(r rune) bool { return r == '.' || r == '-' || r == '_' }), func(w string) bool { return w == "headless" })
}

// sources returns all that may be among the options of a call.
func sources(prog *summary.Program, c summary.CallRef, from int) []summary.ID {
	var out []summary.ID
	for i := from; i < len(c.Call.Args); i++ {
		for _, s := range prog.Sources(prog.Arg(c, i)) {
			out = append(out, s)
			if v := prog.Value(s); v.Kind == summary.Lit {
				for _, f := range v.Fields {
					out = append(out, prog.Sources(prog.ID(prog.Owner(s), f.Value))...)
				}
			}
		}
	}
	return out
}

// balanced reports whether one of the options spreads calls over the servers, or may do so.
func (j *judge) balanced(options []summary.ID) bool {
	prog := j.Program
	for _, s := range options {
		if prog.Foreign(s) {
			return true
		}
		c := prog.CallOf(s)
		if c.IsZero() {
			continue
		}
		if e, ok := prog.Catalog.Get(c.Call.Callee, "rpcbalance"); ok {
			texts := prog.Texts(prog.Arg(c, e.Int("text", 0)))
			if len(texts) == 0 || slices.ContainsFunc(texts, spreads) {
				return true
			}
			continue
		}
		if at := catalog.PackageOf(c.Call.Callee); c.Call.Callee == "" || prog.Package(at) == nil && at != "google.golang.org/grpc" && strings.HasSuffix(prog.Value(s).Type, "DialOption") {
			return true // an option of a library that is not known
		}
	}
	return false
}

// spreads reports whether a service config, or the name of a policy, may spread calls: it is not known whole, or names a policy other than the default.
func spreads(text []summary.Piece) bool {
	for _, p := range text {
		lower := strings.ToLower(p.Lit)
		if p.Hole != summary.NoID || strings.Contains(lower, "round_robin") || strings.Contains(lower, "weighted") || strings.Contains(lower, "least_request") ||
			strings.Contains(lower, "ring_hash") || strings.Contains(lower, "loadbalancing") && !strings.Contains(lower, "pick_first") {
			return true
		}
	}
	return false
}

// listed reports whether a resolver among the options is given several addresses.
func (j *judge) listed(options []summary.ID) bool {
	prog := j.Program
	for _, s := range options {
		c := prog.CallOf(s)
		if c.IsZero() {
			continue
		}
		e, ok := prog.Catalog.Get(c.Call.Callee, "rpcresolver")
		if !ok {
			continue
		}
		for _, r := range sources(prog, c, e.Int("from", 0)) {
			for _, a := range prog.Aliases(r) {
				for _, u := range prog.Uses(a) {
					if e, ok := prog.Catalog.Get(u.Call.Callee, "addresses"); ok && u.Arg == -1 && j.many(prog.Arg(u.CallRef, e.Int("state", 0)), e.Attrs["field"]) {
						return true
					}
				}
			}
		}
	}
	return false
}

func (j *judge) many(state summary.ID, field string) bool {
	for _, o := range j.Program.Origins(state) {
		for _, v := range j.Program.FieldsOf(o, field) {
			for _, list := range j.Program.Origins(v) {
				if k := j.Program.Value(list); k.Kind == summary.Lit && len(k.Fields) > 1 && strings.HasPrefix(k.Type, "[]") {
					return true
				}
			}
		}
	}
	return false
}
