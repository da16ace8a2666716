package secretinlog

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// veils are words of functions that make a secret unreadable for those who read what is written.
var veils = []string{"mask", "redact", "obfuscate", "censor", "scrub", "conceal"}

// veiled reports whether a value that is called a key is made unreadable elsewhere, in its function or in one that it is handed to: there the program
// says itself that it is a secret, which its name alone does not.
func (w *walk) veiled(id summary.ID, v *summary.Value) bool {
	if words := handler.Words(short(v.Key)); len(words) == 0 || words[len(words)-1] != "key" && (len(words) < 2 || words[len(words)-2] != "key") {
		return false
	}
	if slices.ContainsFunc(w.prog.Within(id), func(in summary.ID) bool { return w.prog.Value(in).Value == summary.Cut }) {
		return false
	}
	return slices.ContainsFunc(w.prog.Aliases(id), func(a summary.ID) bool {
		return slices.ContainsFunc(w.prog.Uses(a), func(u summary.Use) bool {
			name := strings.ToLower(u.Name())
			return u.Arg >= 0 && strings.Contains(name, "key") && slices.ContainsFunc(veils, func(veil string) bool { return strings.Contains(name, veil) })
		})
	})
}
