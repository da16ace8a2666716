package cost

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Poly is a sum of terms such as 2 + 3×posts: how often something is done, by what it is done for each of. A term is found by its factors,
// sorted and joined by "×"; "" is the number that does not depend on anything.
type Poly map[string]int

const (
	maxTerms   = 12
	maxFactors = 3
	maxCount   = 999
)

// plus adds a sum. Of more terms than a sum may have it leaves those out that come last in the alphabet.
func (p Poly) plus(o Poly) Poly {
	if len(o) == 0 {
		return p
	}
	if p == nil {
		p = Poly{}
	}
	for _, term := range slices.Sorted(maps.Keys(o)) {
		if _, ok := p[term]; ok || len(p) < maxTerms {
			p[term] = min(p[term]+o[term], maxCount)
		}
	}
	return p
}

// times multiplies by factors.
func (p Poly) times(factors []string) Poly {
	if len(p) == 0 || len(factors) == 0 {
		return p
	}
	out := Poly{}
	for term, n := range p {
		all := slices.Clone(factors)
		if term != "" {
			all = append(all, strings.Split(term, "×")...)
		}
		slices.Sort(all)
		all = all[:min(len(all), maxFactors)]
		key := strings.Join(all, "×")
		out[key] = min(out[key]+n, maxCount)
	}
	return out
}

// Difference is how much more of something one sum has than another; By is below 0 where it has less.
type Difference struct {
	By  int
	Per []string // the factors of the term, sorted
}

// Minus returns how a sum differs from another, term by term, those with most factors first.
func (p Poly) Minus(o Poly) []Difference {
	var out []Difference
	add := func(term string, by int) {
		d := Difference{By: by}
		if term != "" {
			d.Per = strings.Split(term, "×")
		}
		if by != 0 {
			out = append(out, d)
		}
	}
	for term, n := range p {
		add(term, n-o[term])
	}
	for term, n := range o {
		if _, ok := p[term]; !ok {
			add(term, -n)
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return cmp.Or(len(b.Per)-len(a.Per), slices.Compare(a.Per, b.Per)) })
	return out
}

// weight orders sums by how much they grow: each factor counts as much as twenty.
func (p Poly) weight() int {
	w := 0
	for term, n := range p {
		by := 1
		if term != "" {
			for range strings.Count(term, "×") + 1 {
				by *= 20
			}
		}
		w += n * by
	}
	return w
}

// String writes the sum as "2 + 3×posts"; "0" where there is nothing.
func (p Poly) String() string {
	var terms []string
	for term := range p {
		terms = append(terms, term)
	}
	degree := func(t string) int {
		if t == "" {
			return 0
		}
		return strings.Count(t, "×") + 1
	}
	slices.SortFunc(terms, func(a, b string) int { return cmp.Or(degree(a)-degree(b), cmp.Compare(a, b)) })
	var out []string
	for _, t := range terms {
		switch n := strconv.Itoa(p[t]); {
		case t == "":
			out = append(out, n)
		case p[t] == 1:
			out = append(out, t)
		default:
			out = append(out, n+"×"+t)
		}
	}
	if len(out) == 0 {
		return "0"
	}
	return strings.Join(out, " + ")
}

// plural is the name of many of what an item names: "post" gives posts.
func plural(item string) string {
	switch {
	case item == "" || item == "item":
		return "items"
	case strings.HasSuffix(item, "s") || len(item) == 1 && item != "n":
		return item
	case strings.HasSuffix(item, "y") && len(item) > 1 && !strings.ContainsRune("aeiou", rune(item[len(item)-2])):
		return item[:len(item)-1] + "ies"
	case strings.HasSuffix(item, "x") || strings.HasSuffix(item, "ch") || strings.HasSuffix(item, "sh"):
		return item + "es"
	}
	return item + "s"
}
