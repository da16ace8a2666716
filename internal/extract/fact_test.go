package extract

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/summary"
)

func TestFactsThatAreTorn(t *testing.T) {
	data := summary.Encode(&summary.Package{Path: "m/a", Name: "a"})
	f := &Fact{Packages: []Encoded{{"m/a", data}, {"m/b", data[:len(data)-1]}}}
	assert.Equal(t, "summaries of m/a, m/b", f.String())
	_, err := f.decode()
	assert.ErrorContains(t, err, "fact of m/b: ")
	f.Packages = f.Packages[:1]
	pkgs, err := f.decode()
	require.NoError(t, err)
	require.Len(t, pkgs, 1)
	assert.Equal(t, "a", pkgs[0].Name)
}
