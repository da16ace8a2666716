package extract

import (
	"go/ast"
	"go/types"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/prodlint/prodlint/internal/summary"
)

// look is the second walk over a declared function, or a literal at package level: see walker.
type look struct {
	fn   int32
	recv *ast.FieldList
	typ  *ast.FuncType
	body *ast.BlockStmt
	// w is who took it, part what was found.
	w    *walker
	part summary.Package
}

// lookAt has the body of function i walked once all calls are recorded.
func (b *builder) lookAt(i int32, recv *ast.FieldList, typ *ast.FuncType, body *ast.BlockStmt) {
	b.looks = append(b.looks, look{fn: i, recv: recv, typ: typ, body: body})
}

// look walks the functions, on all cores: each of them notes what it finds at its own function and calls, and in lists of its own, which are put
// together in the order of the code.
func (b *builder) look() {
	wait := b.inParallel(len(b.looks), func() func(i int) {
		own := b.copy()
		return func(i int) {
			l := &b.looks[i]
			l.part = *b.out
			l.part.Loops, l.part.Sends, l.part.Closes, l.part.Puts, l.part.Carries, l.part.Checks = nil, nil, nil, nil, nil, nil
			own.out = &l.part
			l.w = own.walk(l)
		}
	})
	if wait(); b.in.Stopped() {
		return
	}
	for i := range b.looks {
		b.join(b.looks[i].w, &b.looks[i].part)
	}
	b.looks = nil
}

// copy returns a builder that reads what b knows, and remembers what it works out by itself.
func (b *builder) copy() *builder {
	c := *b
	c.keys, c.typeKeys, c.handles = map[*types.Func]string{}, map[*types.TypeName]string{}, map[*types.TypeName]bool{}
	c.owning, c.clocks, c.kept = nil, nil, nil
	return &c
}

// join adds what a walk has found. Loops are numbered within a walk, and so are told where those of the package begin.
func (b *builder) join(w *walker, part *summary.Package) {
	first := int32(len(b.out.Loops))
	move := func(loop *int32) {
		if *loop >= 0 {
			*loop += first
		}
	}
	if len(part.Loops) > 0 && first > 0 {
		for i := range part.Loops {
			move(&part.Loops[i].Outer)
		}
		for i := range b.out.Funcs[w.root].Sources {
			move(&b.out.Funcs[w.root].Sources[i].Loop)
		}
		for _, list := range [][]summary.Send{part.Sends, part.Closes} {
			for i := range list {
				move(&list[i].In)
			}
		}
		seen := map[int32]bool{}
		for _, e := range w.calls {
			if i := b.calls[e]; !seen[i] {
				seen[i] = true
				move(&b.out.Calls[i].In)
			}
		}
		for _, i := range w.grown {
			move(&b.out.Growths[i].Loop)
		}
	}
	b.out.Loops, b.out.Sends, b.out.Closes = append(b.out.Loops, part.Loops...), append(b.out.Sends, part.Sends...), append(b.out.Closes, part.Closes...)
	b.out.Puts, b.out.Carries, b.out.Checks = append(b.out.Puts, part.Puts...), append(b.out.Carries, part.Carries...), append(b.out.Checks, part.Checks...)
}

// inParallel calls a function with the numbers below n, on all cores, unless it is told to stop. Each core has its own, made by worker. The function
// that it returns waits for the end.
func (b *builder) inParallel(n int, worker func() func(i int)) (wait func()) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		f := worker()
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && !b.in.Stopped(); i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	return wg.Wait
}
