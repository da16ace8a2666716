package summary

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"sync"
)

// magic begins what Encode returns. Its last byte is the version of the format.
const magic = "plsum\x01"

// maxRatio is how many times its length compressed data may become: more than real packages do, and little enough that a few bytes
// cannot ask for all memory.
const maxRatio = 64

// errMalformed is returned for bytes that Encode did not write, or that were damaged since.
var errMalformed = errors.New("summary: not an encoded package")

// Encode returns a package as bytes: the same ones for the same package, on any machine.
func Encode(p *Package) []byte {
	c := &coder{index: map[string]uint64{}}
	c.pkg(p)
	body := binary.AppendUvarint(nil, uint64(len(c.table)))
	for _, s := range c.table {
		body = binary.AppendUvarint(body, uint64(len(s)))
	}
	for _, s := range c.table {
		body = append(body, s...)
	}
	return pack(append(body, c.out...))
}

// Decode returns the package that Encode was given. Bytes that are torn, damaged or of something else are an error; none make it panic.
func Decode(data []byte) (*Package, error) {
	body, err := unpack(data)
	if err != nil {
		return nil, err
	}
	return decode(body)
}

func decode(body []byte) (*Package, error) {
	c := &coder{reading: true, in: body}
	c.readTable()
	p := new(Package)
	c.pkg(p)
	if c.bad || len(c.in) > 0 {
		return nil, errMalformed
	}
	return p, nil
}

// readTable reads the strings, which share their memory.
func (c *coder) readTable() {
	n := c.uvarint(0)
	if n > uint64(len(c.in)) {
		c.fail()
		return
	}
	ends, total := make([]int, n), uint64(0)
	for i := range ends {
		total += min(c.uvarint(0), uint64(len(c.in))+1)
		ends[i] = int(total)
	}
	if total > uint64(len(c.in)) {
		c.fail()
		return
	}
	all, from := string(c.in[:total]), 0
	c.in = c.in[total:]
	c.strings = make([]string, n)
	for i, end := range ends {
		c.strings[i] = all[from:end]
		from = end
	}
}

var deflaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, flate.DefaultCompression) // fails for other levels only
	return w
}}

// pack puts the magic, a checksum and the length before the body, which is compressed where that makes it shorter.
func pack(body []byte) []byte {
	var b bytes.Buffer
	b.WriteString(magic)
	b.Write(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)))
	b.Write(binary.AppendUvarint(nil, uint64(len(body))))
	head := b.Len()
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&b)
	_, err := w.Write(body)
	if err == nil {
		err = w.Close()
	}
	if n := b.Len() - head; err != nil || n >= len(body) || n*maxRatio < len(body) {
		b.Truncate(head)
		b.Write(body)
	}
	return b.Bytes()
}

func unpack(data []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok || len(rest) < 4 {
		return nil, errMalformed
	}
	sum, rest := binary.LittleEndian.Uint32(rest), rest[4:]
	n, k := binary.Uvarint(rest)
	if k <= 0 || n > uint64(len(rest))*maxRatio {
		return nil, errMalformed
	}
	body := rest[k:]
	if n != uint64(len(body)) {
		body = make([]byte, n)
		if !inflate(rest[k:], body) {
			return nil, errMalformed
		}
	}
	if crc32.ChecksumIEEE(body) != sum {
		return nil, errMalformed
	}
	return body, nil
}

var inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}

// inflate fills body with what data becomes, and reports whether that is all of it.
func inflate(data, body []byte) bool {
	in := bytes.NewReader(data)
	r := inflaters.Get().(io.Reader)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(in, nil); err != nil {
		return false
	}
	if _, err := io.ReadFull(r, body); err != nil {
		return false
	}
	n, err := r.Read(make([]byte, 1))
	return n == 0 && err == io.EOF && in.Len() == 0
}
