package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// How much the heap grows between two collections, in percent. They are chosen so that a run that recalls everything ends before it has used
// what first allows; a small service is held to the memory that type-checking takes anyway; and for a large one time counts more.
const (
	first = 1000 // of the 4 MiB that the runtime starts with
	small = 80
	large = 150
	// much is the size of live memory from which on a program is large.
	much = 64 << 20
)

// collectLess makes the garbage collector run less often than by default, unless GOGC says how often. A limit that GOMEMLIMIT sets stays:
// near it, memory is collected as often as it takes.
func collectLess(getenv func(string) string) {
	if getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(first)
	afterEach(func() {
		sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(sample)
		percent := small
		if sample[0].Value.Kind() == metrics.KindUint64 && sample[0].Value.Uint64() >= much {
			percent = large
		}
		debug.SetGCPercent(percent)
	})
}

// afterEach has f called after each collection.
func afterEach(f func()) {
	type mark struct{ _ [16]byte }
	var again func(*mark)
	again = func(*mark) {
		f()
		runtime.SetFinalizer(&mark{}, again)
	}
	runtime.SetFinalizer(&mark{}, again)
}
