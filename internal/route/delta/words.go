package delta

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/route/cost"
)

// Cost is how much more or less of something a run does.
type Cost struct {
	By   int
	What string   // "query", "write", "call", "message", or a call of a special kind
	Per  []string // what it is done for each of
}

// String says it in words: "+1 query for each item".
func (c Cost) String() string {
	var each []string
	for _, p := range c.Per {
		each = append(each, "for each "+singular(p))
	}
	return strings.Join(append([]string{fmt.Sprintf("%+d %s", c.By, counted(c.By, c.What))}, each...), " ")
}

// counted is a word for what is counted, as its number asks for. Of a phrase it is the first word.
func counted(n int, phrase string) string {
	word, rest, more := strings.Cut(phrase, " ")
	switch {
	case n == 1 || n == -1:
	case strings.HasSuffix(word, "y"):
		word = word[:len(word)-1] + "ies"
	default:
		word += "s"
	}
	if more {
		return word + " " + rest
	}
	return word
}

// singular is one of what a factor of a sum names: "posts" are many of a post.
func singular(many string) string {
	cut := func(n int) string { return many[:len(many)-n] }
	switch {
	case len(many) < 3, strings.HasSuffix(many, "ss"), strings.HasSuffix(many, "us"), strings.HasSuffix(many, "is"):
		return many
	case strings.HasSuffix(many, "ies") && len(many) > 4:
		return cut(3) + "y"
	case strings.HasSuffix(many, "xes"), strings.HasSuffix(many, "ches"), strings.HasSuffix(many, "shes"), strings.HasSuffix(many, "sses"):
		return cut(2)
	case strings.HasSuffix(many, "s"):
		return cut(1)
	}
	return many
}

// kinds are what sums count, in the words of a reader.
var kinds = []string{cost.Reads: "query", cost.Writes: "write", cost.Calls: "call", cost.Publishes: "message"}

// between returns what the second sum has more or less than the first.
func between(before, after cost.Sum) []Cost {
	var out []Cost
	for k, what := range kinds {
		out = append(out, terms(before.Of[k], after.Of[k], what)...)
	}
	add := func(by int, what string) {
		if by != 0 {
			out = append(out, Cost{By: by, What: what})
		}
	}
	add(after.Unbounded-before.Unbounded, "call without a time limit")
	add(after.Held-before.Held, "call in a transaction")
	add(after.Unknown-before.Unknown, "call not seen into")
	return out
}

// terms returns how two sums differ, what grows with more first. Where a term has the place of another with as many factors, the loop's variable
// has another name: that is no difference.
func terms(before, after cost.Poly, what string) []Cost {
	var out []Cost
	for _, d := range after.Minus(before) {
		out = append(out, Cost{d.By, what, d.Per})
	}
	for i := range out {
		for k := range out[:i] {
			a, b := &out[k], &out[i]
			if len(a.Per) != len(b.Per) || (a.By > 0) == (b.By > 0) {
				continue
			}
			n := min(max(a.By, -a.By), max(b.By, -b.By))
			if a.By < 0 {
				n = -n
			}
			a.By, b.By = a.By-n, b.By+n
		}
	}
	return slices.DeleteFunc(out, func(c Cost) bool { return c.By == 0 })
}
