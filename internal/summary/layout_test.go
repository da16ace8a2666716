package summary

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEachPlaceSeesAll: every Pos that a package can hold, and every number that is named as a line or column.
func TestEachPlaceSeesAll(t *testing.T) {
	p := &Package{}
	want := 0
	var fill func(v reflect.Value, name string)
	fill = func(v reflect.Value, name string) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i), v.Type().Field(i).Name)
			}
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), "")
		case reflect.String:
			v.SetString("x")
		case reflect.Int:
			if name == "Line" || name == "EndLine" || name == "End" {
				want++
			}
			v.SetInt(1)
		}
	}
	fill(reflect.ValueOf(p).Elem(), "")
	got := map[*int]bool{}
	p.eachPlace(func(file string, line, _ *int) {
		assert.Equal(t, "x", file)
		got[line] = true
	})
	assert.Len(t, got, want)
	assert.Greater(t, want, 10)
}

// TestFold: what was folded is put back, and code that is laid out otherwise folds to the same.
func TestFold(t *testing.T) {
	at := func(file string, line, col, endLine, endCol int) Pos {
		return Pos{Pkg: "m", File: file, Line: line, Col: col, EndLine: endLine, EndCol: endCol}
	}
	places := [][]Pos{
		{at("a.go", 3, 2, 3, 9), at("a.go", 3, 5, 3, 9), at("a.go", 10, 1, 14, 2), at("b.go", 7, 7, 7, 8), {}},
		{at("a.go", 4, 4, 4, 90), at("a.go", 4, 50, 4, 90), at("a.go", 11, 3, 12, 2), at("b.go", 1, 1, 1, 2), {}},
	}
	var folded []*Package
	for _, list := range places {
		p := &Package{Path: "m"}
		for _, pos := range list {
			p.Nodes = append(p.Nodes, Value{Pos: pos})
		}
		p.Loops = []Loop{{Pos: list[2], End: list[2].EndLine}}
		layout := p.Fold()
		for i, pos := range list {
			assert.Equal(t, pos, layout.At(p.Nodes[i].Pos))
		}
		assert.Equal(t, list[2].EndLine, layout.At(Pos{Pkg: "m", File: "a.go", Line: p.Loops[0].End}).Line)
		folded = append(folded, p)
	}
	assert.Equal(t, folded[0], folded[1])
	assert.Equal(t, at("a.go", 1, 1, 1, 3), folded[0].Nodes[0].Pos)
	other := at("c.go", 9, 9, 9, 9)
	assert.Equal(t, other, (&Layout{}).At(other), "a file without a place")
}

// TestFoldKeepsOrder: of any two places in a file, the same one comes first, and they share a line as before.
func TestFoldKeepsOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		p := &Package{}
		var before []Pos
		for range 1 + r.IntN(40) {
			line, col := 1+r.IntN(20), 1+r.IntN(300)
			before = append(before, Pos{File: string(rune('a' + r.IntN(2))), Line: line, Col: col, EndLine: line + r.IntN(3), EndCol: col + 1 + r.IntN(9)})
			p.Nodes = append(p.Nodes, Value{Pos: before[len(before)-1]})
		}
		p.Fold()
		order := func(a, b Pos) (lines, columns int) {
			if lines = min(1, max(-1, a.Line-b.Line)); lines == 0 {
				columns = min(1, max(-1, a.Col-b.Col))
			}
			return lines, columns
		}
		for i, a := range before {
			for k, b := range before {
				if a.File != b.File {
					continue
				}
				l, c := order(a, b)
				fl, fc := order(p.Nodes[i].Pos, p.Nodes[k].Pos)
				require.Equal(t, [2]int{l, c}, [2]int{fl, fc})
			}
		}
	}
}
