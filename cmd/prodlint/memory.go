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
	// room is what the heap of the language server may grow by, however small it is: each run leaves garbage behind,
	// and somebody waits for the next one.
	room = 256 << 20
)

// collectLess makes the garbage collector run less often than by default, unless GOGC says how often. A limit that GOMEMLIMIT sets stays:
// near it, memory is collected as often as it takes. server says that the process is the language server.
func collectLess(getenv func(string) string, server bool) {
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
		if live := sample[0].Value; server && live.Kind() == metrics.KindUint64 {
			percent = max(percent, int(room*100/max(live.Uint64(), 1<<20)))
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
