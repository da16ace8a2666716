package cli_test

import (
	"os"
	"testing"
)

// TestMain keeps the tests away from the user's cache: rules of one name differ between them.
func TestMain(m *testing.M) {
	if os.Setenv("PRODLINT_CACHE", "off") != nil {
		os.Exit(1)
	}
	os.Exit(m.Run())
}
