package summary

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"sync"

	"github.com/prodlint/prodlint/internal/wire"
)

// magic begins what Encode returns. Its last byte is the version of the format.
const magic = "plsum\x02"

// maxRatio is how many times its length compressed data may become: more than real packages do, and little enough that a few bytes
// cannot ask for all memory.
const maxRatio = 64

// errMalformed is returned for bytes that Encode did not write, or that were damaged since.
var errMalformed = errors.New("summary: not an encoded package")

// shape is what the checksum begins with: bytes of a build whose summaries have other fields are foreign.
var shape = sync.OnceValue(func() uint32 { return crc32.ChecksumIEEE([]byte(wire.Shape(Package{}))) })

func checksum(body []byte) uint32 { return crc32.Update(shape(), crc32.IEEETable, body) }

// Encode returns a package as bytes: the same ones for the same package, on any machine.
func Encode(p *Package) []byte {
	body, err := wire.Marshal(p)
	if err != nil {
		return nil // a package is plain data: it never fails
	}
	return pack(body)
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
	p := new(Package)
	if wire.Unmarshal(body, p) != nil || !p.whole() {
		return nil, errMalformed
	}
	return p, nil
}

var deflaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, flate.DefaultCompression) // fails for other levels only
	return w
}}

// pack puts the magic, a checksum and the length before the body, which is compressed where that makes it shorter.
func pack(body []byte) []byte {
	var b bytes.Buffer
	b.WriteString(magic)
	b.Write(binary.LittleEndian.AppendUint32(nil, checksum(body)))
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
	if checksum(body) != sum {
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
