package config

import (
	"cmp"
	"slices"
	"strings"
)

// Nearest returns up to three of the known words that name was probably meant to be, nearest first.
func Nearest(name string, known []string) []string {
	type guess struct {
		word     string
		distance int
	}
	var guesses []guess
	name = strings.ToLower(name)
	for _, word := range known {
		d := distance(name, strings.ToLower(word))
		if len(name) > 2 && (strings.Contains(word, name) || strings.Contains(name, word)) {
			d = min(d, 1)
		}
		if d <= max(2, len(name)/3) {
			guesses = append(guesses, guess{word, d})
		}
	}
	slices.SortStableFunc(guesses, func(a, b guess) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.word, b.word))
	})
	var out []string
	for _, g := range guesses[:min(len(guesses), 3)] {
		out = append(out, g.word)
	}
	return out
}

// hint returns "; did you mean …?", or nothing.
func hint(name string, known []string) string {
	near := Nearest(name, known)
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(near, ", ") + "?"
}

// distance is the optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
func distance(a, b string) int {
	prev2, prev := []int(nil), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
		prev2, prev = prev, row
	}
	return prev[len(b)]
}
