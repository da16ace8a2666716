// Package light starts goroutines that ask nobody for anything: a note at most.
package light

import (
	"strings"
	"sync"
)

func upper(words []string) []string {
	out := make([]string, len(words))
	var wg sync.WaitGroup
	for i, w := range words {
		wg.Add(1)
		go func() { // want:info "each word starts a goroutine"
			defer wg.Done()
			out[i] = strings.ToUpper(w)
		}()
	}
	wg.Wait()
	return out
}
