package rowflow

import (
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Path leads from the read over the check, if there is one, to the write.
func (r Race) Path() []rule.Hop {
	hops := []rule.Hop{hop(r.Read, "reads "+r.Table)}
	hops = append(hops, below(r.effect)...)
	if r.Check != nil {
		note := "decides on what was read"
		if r.Kind == Lost {
			note = "decides on what was read, which may be old by then (checkthenact)"
		}
		hops = append(hops, rule.Hop{Pos: r.Check.Pos, Function: r.Read.Pkg.FunctionName(r.Read.Call.Fn), Note: note})
	}
	hops = append(hops, hop(r.Write, "writes "+r.Table))
	return append(hops, below(r.write)...)
}

func hop(c summary.CallRef, note string) rule.Hop {
	return rule.HopAt(c, note)
}

// below returns the calls between an effect's call and that of the library.
func below(e *effect.Effect) []rule.Hop {
	var out []rule.Hop
	for e = e.Next; e != nil && !e.Via.IsZero(); e = e.Next {
		out = append(out, hop(e.Via, e.What()))
	}
	return out
}
