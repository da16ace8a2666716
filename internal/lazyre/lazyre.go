// Package lazyre compiles regular expressions when they are first used: the command starts once for each package under go vet, and most
// runs need none of them.
package lazyre

import (
	"regexp"
	"sync"
)

// Regexp is a regular expression that is compiled by its first use.
type Regexp func() *regexp.Regexp

// New returns the expression of a text in the syntax of package regexp. A wrong text panics at the first use.
func New(text string) Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
