package effect

import (
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// once says why a call runs once in the life of a program or a database, if it does.
func (x *Index) once(c summary.CallRef) string {
	for dir := range strings.SplitSeq(c.Pkg.Path, "/") {
		if strings.Contains(strings.ToLower(dir), "migration") {
			return "it is a migration, which runs once"
		}
	}
	if x.startup(x.ownerOf(c)) {
		return "it runs only when the program starts"
	}
	return ""
}

// startup reports whether a function runs when the program starts and not again: everything that leads to it begins in main or init, and
// none of it is a goroutine, a loop without end, or a function that is handed over as a value.
func (x *Index) startup(f summary.FuncRef) bool {
	p := x.Program
	if p.Partial || f.IsZero() {
		return false
	}
	seen := map[*summary.Function]bool{f.Func: true}
	for queue := []summary.FuncRef{f}; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		if f.Func.Parent < 0 && (f.Func.Name == "main" && f.Pkg.Main || f.Func.Name == "init") {
			continue
		}
		var from []summary.CallRef
		if f.Func.Lit {
			if u := x.inline(f); !u.runs || u.async {
				return false
			}
			from = append(from, x.siteOf(f))
		} else if p.Valued(f) {
			return false
		} else if from = p.Callers(f); len(from) == 0 {
			return false
		}
		for _, c := range from {
			if c.Call.Go || c.Call.Endless {
				return false
			}
			if o := p.Enclosing(c); !o.IsZero() && !seen[o.Func] {
				seen[o.Func] = true
				queue = append(queue, o)
			}
		}
	}
	return true
}
