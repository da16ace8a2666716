// Package memo keeps what is worked out once for many who ask.
package memo

import (
	"sync"

	"github.com/prodlint/prodlint/internal/crash"
)

// Table holds values by key. The zero value holds none. It may be used by several goroutines.
type Table struct {
	mu      sync.Mutex
	entries map[any]*entry
}

// entry is what is kept for a key.
type entry struct {
	once           sync.Once
	value, crashed any
}

// Of returns what make returned for a key, which is comparable and of a type of its caller's own; make is called once. Where it panics, so does
// everybody who asks.
func (t *Table) Of(key any, make func() any) any {
	e := t.entry(key)
	e.once.Do(func() { e.crashed = crash.Keep(func() { e.value = make() }) })
	if e.crashed != nil {
		panic(e.crashed)
	}
	return e.value
}

func (t *Table) entry(key any) *entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.entries == nil {
		t.entries = map[any]*entry{}
	}
	e := t.entries[key]
	if e == nil {
		e = &entry{}
		t.entries[key] = e
	}
	return e
}
