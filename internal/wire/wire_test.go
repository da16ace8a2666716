package wire_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/suppress"
	"github.com/prodlint/prodlint/internal/wire"
)

// fill sets everything that v holds to something, at random.
func fill(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(r.IntN(200) - 100))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(r.IntN(200)))
	case reflect.String:
		v.SetString(strings.Repeat("sé\x00", r.IntN(4)))
	case reflect.Slice:
		if n := r.IntN(5); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
		}
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(r, v.Field(i))
			}
		}
	}
}

// TestEverythingComesBack: whatever fields the types of the engine have or get.
func TestEverythingComesBack(t *testing.T) {
	for _, zero := range []any{summary.Package{}, rule.Finding{}, suppress.Directive{}, []string(nil)} {
		typ := reflect.TypeOf(zero)
		t.Run(typ.String(), func(t *testing.T) {
			for seed := range uint64(50) {
				in := reflect.New(typ)
				if seed > 0 {
					fill(rand.New(rand.NewPCG(seed, 0)), in.Elem())
				}
				data, err := wire.Marshal(in.Interface())
				require.NoError(t, err)
				again, err := wire.Marshal(in.Elem().Interface())
				require.NoError(t, err)
				require.Equal(t, data, again, "a value and a pointer to it are the same")
				out := reflect.New(typ)
				require.NoError(t, wire.Unmarshal(data, out.Interface()))
				require.Equal(t, in.Interface(), out.Interface())
			}
		})
	}
}

func TestMaps(t *testing.T) {
	type holder struct {
		M map[string][]int
		N map[string]string
	}
	in := holder{M: map[string][]int{"b": {1, -2}, "a": nil, "": {}}}
	data, err := wire.Marshal(in)
	require.NoError(t, err)
	for range 20 {
		again, err := wire.Marshal(holder{M: map[string][]int{"a": nil, "": {}, "b": {1, -2}}})
		require.NoError(t, err)
		require.Equal(t, data, again)
	}
	var out holder
	require.NoError(t, wire.Unmarshal(data, &out))
	assert.Equal(t, in, out)
}

func TestWhatIsNotPlainData(t *testing.T) {
	for _, v := range []any{struct{ F func() }{}, struct{ A any }{}, struct{ P *int }{}, map[int]int{}, 1.5, struct{ C chan int }{}} {
		_, err := wire.Marshal(v)
		assert.ErrorContains(t, err, "wire: ", "%T", v)
	}
	assert.Error(t, wire.Unmarshal(nil, nil))
	assert.Error(t, wire.Unmarshal(nil, 1))
}

func TestShape(t *testing.T) {
	type inner struct{ N int32 }
	type outer struct {
		S []inner
		M map[string]string
		a int
	}
	assert.Equal(t, "struct{S slice struct{N int32; }; M map string; }", wire.Shape(outer{a: 1}))
}

// TestLikeTheOneBefore: what repeats takes a byte for each struct, and slices are not shared.
func TestLikeTheOneBefore(t *testing.T) {
	type item struct {
		Name string
		N    int
		On   bool
		List []int32
	}
	in := make([]item, 100)
	for i := range in {
		in[i] = item{Name: "name", N: 1 << 40, On: true}
	}
	in[0].List = []int32{7, 8}
	data, err := wire.Marshal(in)
	require.NoError(t, err)
	assert.Less(t, len(data), 125)
	var out []item
	require.NoError(t, wire.Unmarshal(data, &out))
	assert.Equal(t, in, out)
}

func sample(t testing.TB) []byte {
	p := &summary.Package{Path: "m/a", Name: "a", Imports: []string{"m/b"}, Nodes: []summary.Value{
		{Kind: summary.Text, Type: "string", Fn: -1, Parts: []summary.Part{{Lit: "SELECT ", Node: summary.None}, {Node: 1}}, Pos: summary.Pos{Pkg: "m/a", File: "a.go", Line: 3, Col: 300}},
	}, Calls: []summary.Call{{Callee: "m/b.F", Deps: []summary.Deps{1 << 63}}}}
	data, err := wire.Marshal(p)
	require.NoError(t, err)
	return data
}

// TestTorn: what is cut off anywhere is an error, what is changed anywhere at least no panic.
func TestTorn(t *testing.T) {
	data := sample(t)
	for i := range data {
		var p summary.Package
		assert.Error(t, wire.Unmarshal(data[:i], &p), "cut off at %d of %d", i, len(data))
		for bit := range 8 {
			changed := append([]byte(nil), data...)
			changed[i] ^= 1 << bit
			_ = wire.Unmarshal(changed, &p)
		}
	}
	assert.Error(t, wire.Unmarshal(append(data, 0), new(summary.Package)), "something follows")
}

// FuzzUnmarshal: no bytes make reading panic, and what can be read is written and read the same again.
func FuzzUnmarshal(f *testing.F) {
	f.Add(sample(f))
	f.Add([]byte{})
	f.Add([]byte{1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f})
	f.Fuzz(func(t *testing.T, data []byte) {
		var p, q summary.Package
		if wire.Unmarshal(data, &p) != nil {
			return
		}
		again, err := wire.Marshal(&p)
		require.NoError(t, err)
		require.NoError(t, wire.Unmarshal(again, &q))
		require.Equal(t, p, q)
	})
}
