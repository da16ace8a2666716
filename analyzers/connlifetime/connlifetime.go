// Package connlifetime finds pools whose connections are never given up. A name is looked up when a connection is made: after a failover, or when
// the name points elsewhere, those that are open stay with the machine that was there before.
package connlifetime

import (
	"net"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/pools"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports pools of a database, and transports of HTTP clients, that keep connections for ever.
var Rule = rule.New("connlifetime", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

func check(p *rule.Pass) {
	pools.Each(p, func(o pools.Opened) { judge(p, o) })
}

func judge(p *rule.Pass, o pools.Opened) {
	prog := p.Program
	if len(o.Call.Call.Results) == 0 && !o.Entry.Has("life") {
		return
	}
	h := pools.Follow(prog, o)
	if h.Renewed || prog.Partial && h.Leaves || !h.Lives {
		return
	}
	name := catalog.ShortName(o.Entry.Key)
	f := rule.Finding{Pos: o.At.Call.Pos, Function: o.At.Pkg.FunctionName(o.At.Call.Fn), Key: name, Path: h.Path}
	life, _, _ := strings.Cut(o.Entry.Attrs["life"], ",")
	switch _, transport := prog.Catalog.Get(o.Entry.Key, "client"); {
	case transport:
		if closes(prog, o.Handle) || brief(prog, o.Call) {
			return
		}
		f.Path = nil
		f.Message = "idle connections of this " + name + " stay with the address that the name had once: set " + life
	case !h.Limited:
		return // unboundedpool reports it, and names the lifetime as well
	case life != "":
		f.Message = "connections of this " + name + " live for ever, and stay with a server that has failed over: set " + life
	default:
		f.Message = "connections of " + name + " live for ever, and stay with a server that has failed over: call SetConnMaxLifetime"
	}
	p.Report(f)
}

// brief reports whether a transport is made again and again: poolperrequest reports that, and no name moves in the time that one lives.
func brief(prog *summary.Program, c summary.CallRef) bool {
	at := *c.Call
	at.In, at.Dyn, at.Recv, at.Cond = -1, summary.None, summary.None, summary.None
	c.Call = &at
	ways := prog.Reached(c, nil)
	return !ways.Has(summary.ByStart) && (ways.Has(summary.ByRequest, summary.ByClock) || len(route.Of(prog).Through(c)) > 0)
}

// closes reports whether a transport keeps no connections, has them closed by hand, or talks to addresses alone.
func closes(prog *summary.Program, transport summary.ID) bool {
	j := bound.New(prog)
	if !prog.Unset(prog.FieldsOf(transport, "DisableKeepAlives")) || j.DialsLocally(transport) {
		return true
	}
	for _, v := range prog.FieldsOf(transport, "MaxIdleConnsPerHost") {
		if n, ok := prog.ConstOf(v); ok && strings.HasPrefix(n, "-") {
			return true
		}
	}
	for _, a := range prog.Aliases(transport) {
		if slices.ContainsFunc(prog.Uses(a), func(u summary.Use) bool {
			return u.Arg == -1 && strings.HasSuffix(u.Call.Callee, ").CloseIdleConnections")
		}) {
			return true
		}
	}
	named, addressed := 0, 0
	for _, client := range clients(prog)[transport] {
		for _, a := range prog.Aliases(client) {
			for _, u := range prog.Uses(a) {
				e, ok := j.Outbound(u.CallRef)
				if !ok || !e.Has("client") || u.Arg != e.Int("client", -1) {
					continue
				}
				where := j.Where(u.CallRef, e)
				if len(where) > 0 && !slices.ContainsFunc(where, func(id summary.ID) bool { return !address(bound.Hosts(prog, id)) }) {
					addressed++
				} else {
					named++
				}
			}
		}
	}
	return addressed > 0 && named == 0
}

type clientsKey struct{}

// clients returns the clients that are made with a transport, by transport.
func clients(prog *summary.Program) map[summary.ID][]summary.ID {
	return prog.Memo(clientsKey{}, func() any {
		out := map[summary.ID][]summary.ID{}
		for _, pkg := range prog.Packages {
			for i := range pkg.Nodes {
				v := &pkg.Nodes[i]
				e, ok := prog.Catalog.Get(v.Type, "client")
				if !ok || !e.Has("transport") || v.Kind != summary.Lit && v.Kind != summary.Zero {
					continue
				}
				client := prog.ID(pkg, summary.Node(i))
				for _, t := range prog.FieldsOf(client, e.Attrs["transport"]) {
					for _, o := range prog.Origins(t) {
						out[o] = append(out[o], client)
					}
				}
			}
		}
		return out
	}).(map[summary.ID][]summary.ID)
}

// address reports whether hosts are known, and none is a name that may point elsewhere one day.
func address(hosts []string) bool {
	return len(hosts) > 0 && !slices.ContainsFunc(hosts, func(h string) bool { return net.ParseIP(h) == nil && !bound.IsLocal(h) })
}
