package lockorder

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/txn"
)

// held is a mutex that is taken while another one is held.
type held struct {
	outer *txn.Tx
	inner summary.ID
	read  bool
	at    summary.CallRef // the call that takes it
	top   summary.CallRef // the call under the outer one
}

// mutexes reports two locks that are taken in both orders.
func (j *judge) mutexes() {
	var all []held
	for _, pkg := range j.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if c.Call.Go || c.Call.Defer || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
				continue
			}
			for _, t := range j.txs.At(c) {
				if !t.Lock || !j.lasting(t.Value) {
					continue
				}
				for _, h := range j.taken(c, maxLocks, map[*summary.Function]bool{}) {
					if h.inner != t.Value {
						h.outer, h.top = t, c
						all = append(all, h)
					}
				}
			}
		}
	}
	for i, b := range all {
		for _, a := range all[:i] {
			if a.outer.Value == b.inner && a.inner == b.outer.Value && !(a.outer.Read && b.read && a.read && b.outer.Read) && j.Enclosing(a.top).Func != j.Enclosing(b.top).Func {
				if !slices.ContainsFunc(j.found, func(f rule.Finding) bool { return f.Pos == b.top.Call.Pos && f.Key == j.key(b) }) {
					j.opposite(b, a)
				}
				break
			}
		}
	}
}

// maxLocks bounds how many calls may lie between one lock and the next.
const maxLocks = 3

// lasting reports whether a lock is a field or a variable of a package.
func (j *judge) lasting(id summary.ID) bool {
	if id == summary.NoID {
		return false
	}
	k := j.Value(id).Kind
	return k == summary.Field || k == summary.Global
}

// taken returns the locks that a call takes, itself or by functions that it is known to run.
func (j *judge) taken(c summary.CallRef, depth int, seen map[*summary.Function]bool) (out []held) {
	if t := j.txs.Takes(c); t != nil {
		if j.lasting(t.Value) {
			out = append(out, held{inner: t.Value, read: t.Read, at: c})
		}
		return out
	}
	f, ok := j.Function(c.Call.Callee)
	if !ok || depth == 0 || c.Call.Iface != "" || seen[f.Func] {
		return nil
	}
	seen[f.Func] = true
	for i := range f.Func.Flow {
		for _, k := range f.Func.Flow[i].Calls {
			n := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[k]}
			if !n.Call.Go && !n.Call.Defer {
				out = append(out, j.taken(n, depth-1, seen)...)
			}
		}
	}
	return out
}

func (j *judge) name(id summary.ID) string {
	key := j.Value(id).Key
	return key[strings.LastIndexByte(key, '/')+1:]
}

func (j *judge) key(h held) string { return j.name(h.outer.Value) + " before " + j.name(h.inner) }

func (j *judge) opposite(h, other held) {
	f := rule.Finding{Pos: h.top.Call.Pos, Function: h.top.Pkg.FunctionName(h.top.Call.Fn), Key: j.key(h),
		Message: inloop.Fit("takes "+j.name(h.inner)+" under "+j.name(h.outer.Value)+", "+other.top.Pkg.FunctionName(other.top.Call.Fn)+" the other way round: a deadlock", "take one order")}
	for _, o := range []held{h, other} {
		f.Path = append(f.Path,
			rule.HopAt(o.outer.Begin, "takes "+j.name(o.outer.Value)),
			rule.HopAt(o.at, "takes "+j.name(o.inner)))
	}
	j.found = append(j.found, f)
}
