package memo

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestTable: who asks for a key gets what was made first, and the panic of the making where that is what came of it.
func TestTable(t *testing.T) {
	type key string
	var table Table
	var made sync.Map
	ask := func(k key) any {
		return table.Of(k, func() any {
			_, again := made.LoadOrStore(k, true)
			assert.False(t, again, k)
			if k == "wrong" {
				panic("no such thing")
			}
			return "made " + string(k)
		})
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { assert.Equal(t, "made a", ask("a")) })
		wg.Go(func() { assert.Panics(t, func() { ask("wrong") }) })
	}
	wg.Wait()
	assert.Equal(t, "made b", ask("b"))
	assert.Equal(t, 1, table.Of(1, func() any { return 1 }), "a key of another type")
}
