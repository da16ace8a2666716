package cost

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPoly(t *testing.T) {
	one := Poly{"": 1}
	perPost := one.times([]string{"posts"})
	assert.Equal(t, "posts", perPost.String())
	sum := Poly{}.plus(Poly{"": 2}).plus(perPost).plus(perPost).plus(one.times([]string{"posts", "comments"}))
	assert.Equal(t, "2 + 2×posts + comments×posts", sum.String())
	assert.Equal(t, "0", Poly(nil).String())
	assert.Equal(t, "2×posts + 2×posts×posts + comments×posts×posts", sum.times([]string{"posts"}).String())
	assert.Greater(t, perPost.weight(), Poly{"": 19}.weight())
	assert.Equal(t, Poly{"": 1}, one, "a sum that is multiplied or added stays as it is")
}

func TestPolyIsBounded(t *testing.T) {
	many := Poly{}
	for _, c := range "zyxwvutsrqponmlkjihgfedcba" {
		many[string(c)] = 1
	}
	for range 20 {
		assert.Equal(t, "a + b + c + d + e + f + g + h + i + j + k + l", Poly(nil).plus(many).String())
	}
}

func TestMinus(t *testing.T) {
	assert.Equal(t, []Difference{{2, []string{"a", "b"}}, {-1, []string{"a"}}, {1, []string{"b"}}, {3, nil}}, Poly{"": 3, "b": 2, "a×b": 2}.Minus(Poly{"a": 1, "b": 1}))
	assert.Empty(t, Poly{"a": 1}.Minus(Poly{"a": 1}))
}

func TestPlural(t *testing.T) {
	for item, want := range map[string]string{"post": "posts", "": "items", "item": "items", "category": "categories", "key": "keys", "box": "boxes", "batch": "batches", "ids": "ids"} {
		assert.Equal(t, want, plural(item), item)
	}
}
