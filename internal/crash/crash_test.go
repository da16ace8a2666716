package crash

import (
	"errors"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func assertCrash(t *testing.T, err error, want string) {
	t.Helper()
	require.Error(t, err)
	assert.Equal(t, want, regexp.MustCompile(`:[0-9]+\)$`).ReplaceAllString(err.Error(), ":LINE)"))
}

func TestCatch(t *testing.T) {
	assert.NoError(t, Catch("rule x", func() {}))

	err := Catch("rule x", func() { panic(errors.New("two\n\tlines")) })
	assertCrash(t, err, "internal error: rule x: two lines (internal/crash/crash_test.go:LINE)")

	var list []int
	err = Catch("link", func() { list[len(list)]++ })
	assertCrash(t, err, "internal error: link: runtime error: index out of range [0] with length 0 (internal/crash/crash_test.go:LINE)")

	var node *struct{ next, name *int }
	err = Catch("link", func() { *node.name++ })
	assertCrash(t, err, "internal error: link: runtime error: invalid memory address or nil pointer dereference (internal/crash/crash_test.go:LINE)")
}

func TestCatchPanicRaisedAgain(t *testing.T) {
	err := Catch("rule x", func() {
		defer func() {
			v := recover()
			panic(v)
		}()
		panic(errors.New("first"))
	})
	assertCrash(t, err, "internal error: rule x: first (internal/crash/crash_test.go:LINE)")
}

func TestKeep(t *testing.T) {
	assert.Nil(t, Keep(func() {}))

	kept := Keep(func() { panic(errors.New("once")) })
	require.NotNil(t, kept)
	for range 2 {
		err := Catch("rule x", func() { panic(kept) })
		assertCrash(t, err, "internal error: rule x: once (internal/crash/crash_test.go:LINE)")
	}
}
