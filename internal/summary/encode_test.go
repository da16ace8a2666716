package summary

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/catalog"
)

// some is how many nodes, calls, functions and loops the packages of fill have.
const some = 5

// fill sets everything that v holds to something, at random; numbers that may be indices point to something that is there.
func fill(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int:
		v.SetInt(int64(r.IntN(2000) - 1000))
	case reflect.Int32:
		v.SetInt(int64(r.IntN(some+1) - 1))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(r.Uint64() >> r.IntN(64) & (1<<v.Type().Bits() - 1))
	case reflect.String:
		v.SetString(strings.Repeat("sé\x00", r.IntN(4)))
	case reflect.Slice:
		if n := r.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
		}
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	}
}

// random is a package with something in every field that the types have.
func random(r *rand.Rand) *Package {
	p := new(Package)
	fill(r, reflect.ValueOf(p).Elem())
	p.Nodes, p.Calls, p.Funcs, p.Loops = make([]Value, some), make([]Call, some), make([]Function, some), make([]Loop, some)
	for _, s := range []any{p.Nodes, p.Calls, p.Funcs, p.Loops} {
		for i := range some {
			fill(r, reflect.ValueOf(s).Index(i))
		}
	}
	for i := range some {
		p.Nodes[i].Kind %= Unknown + 1
		p.Nodes[i].Call = max(p.Nodes[i].Call, 0) % some
		p.Nodes[i].Fn %= some
		if p.Nodes[i].Kind == Field {
			p.Nodes[i].Key += "."
		}
		p.Nodes[i].Base %= some
		p.Funcs[i].Parent = int32(r.IntN(i+1) - 1)
		p.Loops[i].Outer = int32(r.IntN(i+1) - 1)
		p.Loops[i].Class %= LoopClass(len(classNames))
		flow := p.Funcs[i].Flow
		for k := range flow {
			b := &flow[k]
			b.Then, b.Else = b.Then%int32(len(flow)), b.Else%int32(len(flow))
			for n := range b.Moves {
				b.Moves[n].Node = max(b.Moves[n].Node, 0)
			}
			for _, calls := range [][]int32{b.Calls, b.Asks, b.Compares} {
				for n := range calls {
					calls[n] = max(calls[n], 0)
				}
			}
		}
	}
	for i := range p.Edges {
		p.Edges[i].From, p.Edges[i].To = max(p.Edges[i].From, 0), max(p.Edges[i].To, 0)
	}
	for i := range p.Carries {
		p.Carries[i].To = max(p.Carries[i].To, 0)
	}
	for i := range p.Checks {
		p.Checks[i].Call = max(p.Checks[i].Call, 0)
	}
	return p
}

// TestEverythingComesBack: whatever fields the types have or get.
func TestEverythingComesBack(t *testing.T) {
	require.NotEmpty(t, Encode(&Package{}))
	for seed := range uint64(200) {
		in := random(rand.New(rand.NewPCG(seed, 0)))
		data := Encode(in)
		require.Equal(t, data, Encode(in))
		out, err := Decode(data)
		require.NoError(t, err, "seed %d", seed)
		require.Equal(t, in, out)
	}
}

// TestWithoutCalls: a value that is no result has no call, and needs none.
func TestWithoutCalls(t *testing.T) {
	in := &Package{Path: "m/a", Nodes: []Value{{Kind: Const, Value: "1", Fn: -1, Cond: None}}}
	out, err := Decode(Encode(in))
	require.NoError(t, err)
	require.Equal(t, in, out)
	in.Nodes[0].Kind = Result
	_, err = Decode(Encode(in))
	require.Error(t, err)
}

// TestTorn: what is cut off or changed anywhere is an error.
func TestTorn(t *testing.T) {
	data := Encode(random(rand.New(rand.NewPCG(1, 0))))
	for i := range data {
		_, err := Decode(data[:i])
		assert.Error(t, err, "cut off at %d of %d", i, len(data))
	}
	for i := range data {
		changed := append([]byte(nil), data...)
		changed[i] ^= 0x10
		got, err := Decode(changed)
		if err == nil { // flate has bits that mean nothing
			assert.Equal(t, data, Encode(got), "byte %d", i)
		}
	}
	_, err := Decode(append([]byte("plsum\x01"), data[len(magic):]...))
	assert.Error(t, err, "another version")
}

// TestIndicesThatPointNowhere: every number of the types that is an index is one that whole looks at.
func TestIndicesThatPointNowhere(t *testing.T) {
	p := random(rand.New(rand.NewPCG(2, 0)))
	p.Edges, p.Stores, p.Puts, p.Sends, p.Closes = make([]Edge, 1), make([]Store, 1), make([]Put, 1), make([]Send, 1), make([]Send, 1)
	p.Reads = make([]Read, 1)
	one := []Node{None}
	p.Nodes[0].Fields, p.Nodes[0].Parts = make([]FieldValue, 1), make([]Part, 1)
	p.Calls[0].Args, p.Calls[0].Results, p.Calls[0].Needs = one, one, make([]Need, 1)
	p.Funcs[0].Params, p.Funcs[0].Results, p.Funcs[0].Sources, p.Funcs[0].Changes = one, one, make([]Source, 1), make([]ParamChange, 1)
	p.Growths, p.Funcs[0].Panics = make([]Growth, 1), make([]Panic, 1)
	p.Carries, p.Checks = []Carry{{Through: []int32{0}, Changes: make([]Change, 1)}}, []Check{{Through: []int32{0}}}
	for i := range p.Funcs {
		p.Funcs[i].Flow = nil
	}
	p.Funcs[0].Flow = []Block{{Calls: []int32{0}, Asks: []int32{0}, Compares: []int32{0}, Moves: make([]Move, 1), Then: -1, Else: -1}}
	require.True(t, p.whole())
	seen := map[string]bool{}
	var walk func(name string, v reflect.Value)
	walk = func(name string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Int32:
			seen[name] = true
			old := v.Int()
			for _, bad := range []int64{some, 1 << 30, -2} {
				v.SetInt(bad)
				require.False(t, p.whole(), "%s = %d", name, bad)
			}
			v.SetInt(old)
		case reflect.Slice:
			for i := range v.Len() {
				walk(name, v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				switch f := v.Type().Field(i); f.Name {
				case "Index", "SiteArg", "Param", "Arg": // numbers of arguments
				default:
					walk(name+"."+f.Name, v.Field(i))
				}
			}
		}
	}
	walk("", reflect.ValueOf(p).Elem())
	assert.Equal(t, indices(reflect.TypeOf(*p), "", map[string]bool{}), seen, "some have no value")
}

// indices are the names of all fields of a type that are indices, and of those below.
func indices(typ reflect.Type, name string, out map[string]bool) map[string]bool {
	switch typ.Kind() {
	case reflect.Int32:
		out[name] = true
	case reflect.Slice:
		indices(typ.Elem(), name, out)
	case reflect.Struct:
		for i := range typ.NumField() {
			if f := typ.Field(i); f.Name != "Index" && f.Name != "SiteArg" && f.Name != "Param" && f.Name != "Arg" {
				indices(f.Type, name+"."+f.Name, out)
			}
		}
	}
	return out
}

func TestLongTextsAreNotABomb(t *testing.T) {
	p := &Package{Path: strings.Repeat("a", 1<<20)}
	data := Encode(p)
	got, err := Decode(data)
	require.NoError(t, err)
	assert.Equal(t, p, got)
	assert.Greater(t, len(data), len(p.Path)/maxRatio)
}

// FuzzDecode: no bytes make reading or linking panic, and what has been written is read the same again.
// The bytes stand for a file as well as for what is in one, past the checksum.
func FuzzDecode(f *testing.F) {
	f.Add([]byte{})
	f.Add(Encode(&Package{Path: "m/a", Name: "a", Main: true, Imports: []string{"m/b"}}))
	for seed := range uint64(4) {
		data := Encode(random(rand.New(rand.NewPCG(seed, 1))))
		f.Add(data)
		body, err := unpack(data)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Decode(data)
		if err != nil {
			p, err = decode(data)
		}
		if err != nil {
			return
		}
		again, err := Decode(Encode(p))
		require.NoError(t, err)
		require.Equal(t, p, again)
		Link([]*Package{p}, catalog.Default())
	})
}
