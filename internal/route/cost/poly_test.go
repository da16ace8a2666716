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

func TestPlural(t *testing.T) {
	for item, want := range map[string]string{"post": "posts", "": "items", "item": "items", "category": "categories", "key": "keys", "box": "boxes", "batch": "batches", "ids": "ids"} {
		assert.Equal(t, want, plural(item), item)
	}
}
