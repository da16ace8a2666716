package main

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestMemoryLimitStays checks that our settings of the garbage collector leave those of the user alone.
func TestMemoryLimitStays(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(300<<20)
	defer debug.SetGCPercent(percent)
	defer debug.SetMemoryLimit(limit)

	collectLess(func(string) string { return "" }, true)
	assert.EqualValues(t, 300<<20, debug.SetMemoryLimit(-1), "GOMEMLIMIT")
	assert.Equal(t, first, debug.SetGCPercent(100))

	collectLess(func(name string) string { return map[string]string{"GOGC": "50"}[name] }, false)
	assert.Equal(t, 100, debug.SetGCPercent(100), "GOGC")
}
