package certreload

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// place is where a certificate, or a pool, is used.
type place struct {
	renewed bool // something is asked for a newer one in each handshake
	client  bool // it is shown to servers
}

// index knows the TLS settings of a program.
type index struct {
	prog         *summary.Program
	certs, pools map[summary.ID]place
}

type indexKey struct{}

func indexOf(prog *summary.Program) *index {
	return prog.Memo(indexKey{}, func() any {
		x := &index{prog: prog, certs: map[summary.ID]place{}, pools: map[summary.ID]place{}}
		for _, pkg := range prog.Packages {
			for i := range pkg.Nodes {
				v := &pkg.Nodes[i]
				if v.Kind != summary.Lit && v.Kind != summary.Zero && v.Kind != summary.Result {
					continue
				}
				if t, ok := prog.Catalog.Get(v.Type, "tls"); ok && t.Has("certs") && !prog.TestSupport(pkg) {
					x.config(prog.ID(pkg, summary.Node(i)), t)
				}
			}
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if e, ok := prog.Catalog.Get(c.Call.Callee, "takescert"); ok {
					x.note(x.certs, prog.Arg(c, e.Int("cert", 0)), place{})
				}
			}
		}
		return x
	}).(*index)
}

// config notes what a TLS configuration holds.
func (x *index) config(id summary.ID, t catalog.Entry) {
	at := place{renewed: x.renews(id)}
	at.client = len(x.prog.FieldsOf(id, "RootCAs"))+len(x.prog.FieldsOf(id, "ServerName")) > 0 && len(x.prog.FieldsOf(id, "ClientAuth"))+len(x.prog.FieldsOf(id, "ClientCAs")) == 0
	for _, v := range x.prog.FieldsOf(id, t.Attrs["certs"]) {
		x.note(x.certs, v, at)
	}
	for _, a := range x.prog.Aliases(id) {
		for _, l := range x.prog.Loads(a) { // cfg.Certificates[0], err = tls.LoadX509KeyPair(…)
			if x.prog.Value(l).Field != t.Attrs["certs"] {
				continue
			}
			for _, in := range x.prog.Within(l) {
				x.note(x.certs, in, at)
			}
			for _, s := range x.prog.Stores(l) {
				x.note(x.certs, x.prog.ID(s.Pkg, s.Store.Value), at)
			}
		}
	}
	for field := range strings.SplitSeq(t.Attrs["pools"], ",") {
		for _, v := range x.prog.FieldsOf(id, field) {
			x.note(x.pools, v, at)
		}
	}
}

// note keeps where the values are used that a value may be or hold.
func (x *index) note(in map[summary.ID]place, id summary.ID, at place) {
	seen := map[summary.ID]bool{}
	for queue := []summary.ID{id}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == summary.NoID || seen[queue[0]] {
			continue
		}
		seen[queue[0]] = true
		for _, o := range x.prog.Origins(queue[0]) {
			if v := x.prog.Value(o); v.Kind == summary.Lit && strings.HasPrefix(v.Type, "[]") {
				for _, f := range v.Fields {
					queue = append(queue, x.prog.ID(x.prog.Owner(o), f.Value))
				}
				continue
			}
			was, known := in[o]
			in[o] = place{renewed: at.renewed || known && was.renewed, client: at.client && (was.client || !known)}
		}
	}
}

// renews reports whether a TLS configuration is asked for what is new in each handshake, or whoever gave it may see to that.
func (x *index) renews(id summary.ID) bool {
	t, ok := x.prog.Catalog.Get(x.prog.Value(id).Type, "tls")
	return ok && slices.ContainsFunc(strings.Split(t.Attrs["renews"], ","), func(field string) bool {
		return !x.prog.Unset(x.prog.FieldsOf(id, field))
	})
}
