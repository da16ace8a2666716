// Package certreload finds certificates that are read from their files once. What renews them writes new files, and the process goes on with the old
// ones until the day they expire.
package certreload

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports certificates and pools of trusted ones that are read once and never again.
var Rule = rule.New("certreload", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	j := &judge{p, indexOf(p.Program)}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") || slices.Contains(p.Summary.Generated, c.Call.Pos.File) {
			continue
		}
		for _, e := range p.Program.Catalog.Of(c.Call.Callee) {
			switch e.Kind {
			case "keypair":
				j.pair(c, e)
			case "certfile":
				j.file(c, e)
			case "certpool":
				j.pool(c, e)
			}
		}
	}
}

type judge struct {
	*rule.Pass
	*index
}

// pair judges a call that reads a certificate with its key.
func (j *judge) pair(c summary.CallRef, e catalog.Entry) {
	if e.Has("data") && !j.fromFile(j.Program.Arg(c, e.Int("cert", 0))) {
		return
	}
	at, ok := j.certs[j.Program.Result(c, 0)]
	if !ok || at.renewed || j.again(c) {
		return
	}
	ask := "GetCertificate"
	if at.client {
		ask = "GetClientCertificate"
	}
	j.tell(c, "", "a renewed certificate is not seen until a restart, and the one read here expires: have "+ask+" read it again")
}

// file judges a call that serves with the certificate in a file, or trusts it.
func (j *judge) file(c summary.CallRef, e catalog.Entry) {
	prog := j.Program
	name := prog.Arg(c, e.Int("cert", 0))
	if field := e.Attrs["field"]; field != "" && name != summary.NoID {
		for unless := range strings.SplitSeq(e.Attrs["unless"], ",") {
			if len(prog.FieldValues(name, unless)) > 0 {
				return
			}
		}
		files := prog.FieldValues(name, field)
		if len(files) == 0 {
			return
		}
		name = files[0]
	}
	if name == summary.NoID || prog.Unset([]summary.ID{name}) || prog.Value(name).Type == "[]byte" || j.again(c) {
		return
	}
	if config := e.Attrs["config"]; config != "" {
		for _, s := range prog.Origins(prog.Arg(c, e.Int("server", -1))) {
			for _, v := range prog.FieldsOf(s, config) {
				for _, o := range prog.Origins(v) {
					if k := prog.Value(o).Kind; j.renews(o) || k == summary.Result || k == summary.Param {
						return // it is asked for in each handshake, or made by who knows how to
					}
				}
			}
		}
	}
	if e.Has("trusts") {
		j.tell(c, rule.Info, "the certificates that are trusted are read once, and those of a new authority are refused: read them again when the file changes")
		return
	}
	j.tell(c, "", catalog.ShortName(c.Call.Callee)+" reads its certificate once, and serves it until it expires: have GetCertificate read it again")
}

// pool judges a call that puts certificates into a pool of trusted ones.
func (j *judge) pool(c summary.CallRef, e catalog.Entry) {
	if !j.fromFile(j.Program.Arg(c, e.Int("pem", 0))) || j.again(c) {
		return
	}
	for _, o := range j.Program.Origins(j.Program.Arg(c, -1)) {
		if at, ok := j.pools[o]; ok && !at.renewed {
			j.tell(c, rule.Info, "the authorities in this file are read once, and certificates of a new one are refused: read them again when the file changes")
			return
		}
	}
}

func (j *judge) tell(c summary.CallRef, severity rule.Severity, message string) {
	j.Report(rule.Finding{Pos: c.Call.Pos, Function: j.Summary.FunctionName(c.Call.Fn), Key: catalog.ShortName(c.Call.Callee), Severity: severity, Message: message})
}

// fromFile reports whether bytes are those of a file.
func (j *judge) fromFile(id summary.ID) bool {
	return slices.ContainsFunc(j.Program.Origins(id), func(o summary.ID) bool {
		c := j.Program.CallOf(o)
		if c.IsZero() {
			return false
		}
		_, ok := j.Program.Catalog.Get(c.Call.Callee, "readsfile")
		return ok
	})
}

// maxUp bounds how far up the calls are looked at that may run again.
const maxUp = 6

// again reports whether a call runs more than once: for each handshake, in a loop that waits, for requests, by a clock; or in a program that ends by itself.
func (j *judge) again(c summary.CallRef) bool {
	prog := j.Program
	if prog.OneShot(c) {
		return true
	}
	if prog.Reached(c, nil).Has(summary.ByRequest, summary.ByClock) || prog.Commanded(c) {
		return true
	}
	seen := map[*summary.Function]bool{}
	for level := []summary.CallRef{c}; len(level) > 0; {
		var next []summary.CallRef
		for _, c := range level {
			if waits(c) {
				return true
			}
			for f := prog.Enclosing(c); !f.IsZero() && !seen[f.Func]; f = f.Outer() {
				seen[f.Func] = true
				if handshake(f) || reloads(f.Func.Name) {
					return true
				}
				next = append(next, prog.Callers(f)...)
				if !f.Func.Lit {
					break
				}
			}
		}
		if level = next; len(seen) > maxUp*maxUp {
			break
		}
	}
	return false
}

// waits reports whether a call stands in a loop that waits for something to happen.
func waits(c summary.CallRef) bool {
	for in := c.Call.In; in >= 0; in = c.Pkg.Loops[in].Outer {
		switch c.Pkg.Loops[in].Class {
		case summary.Poll, summary.Consumer, summary.Channel:
			return true
		}
	}
	return c.Call.Endless
}

// handshake reports whether a function is one that is asked for a certificate in each handshake.
func handshake(f summary.FuncRef) bool {
	return slices.ContainsFunc(f.Func.Params, func(n summary.Node) bool {
		t := f.Pkg.Nodes[n].Type
		return t == "crypto/tls.ClientHelloInfo" || t == "crypto/tls.CertificateRequestInfo"
	})
}

// reloads reports whether a function is there to read certificates again, by its name.
func reloads(name string) bool {
	name = strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
	return strings.Contains(name, "reload") || strings.Contains(name, "refresh") || strings.Contains(name, "rotate") || strings.Contains(name, "watch")
}
