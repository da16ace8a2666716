package summary

import "encoding/binary"

// coder writes a package to bytes, or reads one from them: each of its methods says how one type is written and how it is read, so that
// the two cannot differ. Numbers take as few bytes as they need, strings are written once, what has its usual value takes a bit, and
// positions are told by the distance from the one before.
type coder struct {
	reading bool
	bad     bool // what is read was not written by a coder

	out   []byte // writing: what was written, and the strings it mentions
	table []string
	index map[string]uint64

	in      []byte // reading: what is left, and the strings
	strings []string

	// What indices count, to tell those that point nowhere.
	nodes, calls, funcs, loops int

	path, file string // of the position before, as line is
	line       int
	fn         int32 // the function of the value before
}

type number interface {
	~int | ~int32 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

func (c *coder) fail() {
	c.bad, c.in = true, nil
}

// uvarint writes u, or returns what it reads.
func (c *coder) uvarint(u uint64) uint64 {
	if !c.reading {
		c.out = binary.AppendUvarint(c.out, u)
		return u
	}
	if len(c.in) > 0 && c.in[0] < 0x80 {
		u, c.in = uint64(c.in[0]), c.in[1:]
		return u
	}
	u, n := binary.Uvarint(c.in)
	if n <= 0 {
		c.fail()
		return 0
	}
	c.in = c.in[n:]
	return u
}

// num is a number that is not negative.
func num[T number](c *coder, p *T) {
	u := c.uvarint(uint64(*p))
	if *p = T(u); uint64(*p) != u {
		c.fail()
	}
}

// distance is how far a number is from another one.
func distance[T ~int | ~int32](c *coder, p *T, from T) {
	d := int64(*p) - int64(from)
	u := c.uvarint(uint64(d<<1) ^ uint64(d>>63))
	*p = T(int64(from) + (int64(u>>1) ^ -int64(u&1)))
}

// at is an index below n, or -1.
func at[T ~int32](c *coder, p *T, n int) {
	u := c.uvarint(uint64(*p + 1))
	if u > uint64(n) {
		c.fail()
		u = 0
	}
	*p = T(u) - 1
}

func (c *coder) node(p *Node) { at(c, p, c.nodes) }

func (c *coder) str(p *string) {
	if !c.reading {
		i, ok := c.index[*p]
		if !ok {
			i = uint64(len(c.table))
			c.index[*p] = i
			c.table = append(c.table, *p)
		}
		c.uvarint(i)
		return
	}
	if i := c.uvarint(0); i < uint64(len(c.strings)) {
		*p = c.strings[i]
	} else {
		c.fail()
	}
}

// strIf is a string that is empty where it is left out; nodeIf, numIf and listIf are likewise, a node then being None.
func (c *coder) strIf(on bool, p *string) {
	if on {
		c.str(p)
	}
}

func (c *coder) nodeIf(on bool, p *Node) {
	if on {
		c.node(p)
	} else {
		*p = None
	}
}

func numIf[T number](c *coder, on bool, p *T) {
	if on {
		num(c, p)
	}
}

func listIf[T any](c *coder, on bool, p *[]T, each func(*coder, *T)) {
	if on {
		list(c, p, each)
	}
}

// mask is what of a struct has not its usual value.
type mask uint64

func (m mask) has(i int) bool { return m>>i&1 != 0 }

func (c *coder) mask(set ...bool) mask {
	u := uint64(0)
	if !c.reading {
		for i, s := range set {
			if s {
				u |= 1 << i
			}
		}
	}
	if u = c.uvarint(u); u>>len(set) != 0 {
		c.fail()
		return 0
	}
	return mask(u)
}

// length is that of a slice, nil being 0 and others one more than they have elements. Each element takes a byte at least.
func length[T any](c *coder, p *[]T) {
	n := uint64(0)
	if *p != nil {
		n = uint64(len(*p)) + 1
	}
	n = c.uvarint(n)
	switch {
	case !c.reading || n == 0:
	case n-1 > uint64(len(c.in)):
		c.fail()
	default:
		*p = make([]T, n-1)
	}
}

func list[T any](c *coder, p *[]T, each func(*coder, *T)) {
	length(c, p)
	elements(c, *p, each)
}

func elements[T any](c *coder, s []T, each func(*coder, *T)) {
	for i := range s {
		if c.bad {
			return
		}
		each(c, &s[i])
	}
}

// pos is a position: usually one in the package and the file of the position before, and of a range on one line.
func (c *coder) pos(p *Pos) {
	m := c.mask(*p != Pos{}, p.Pkg != c.path, p.File != c.file, p.EndLine != p.Line)
	if !m.has(0) {
		return
	}
	if m.has(1) {
		c.str(&p.Pkg)
	} else {
		p.Pkg = c.path
	}
	if m.has(2) {
		c.str(&p.File)
		c.file = p.File
	} else {
		p.File = c.file
	}
	distance(c, &p.Line, c.line)
	c.line = p.Line
	distance(c, &p.Col, 0)
	if m.has(3) {
		distance(c, &p.EndLine, p.Line)
		distance(c, &p.EndCol, 0)
	} else {
		p.EndLine = p.Line
		distance(c, &p.EndCol, p.Col)
	}
}
