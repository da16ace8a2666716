// Package wire turns plain data (structs of numbers, strings, slices, maps with string keys) into compact bytes and back.
//
// The bytes are a function of the value alone: maps are sorted, and nothing of the process or the machine gets in. Strings are written once.
// Fields are known by their number, so bytes can be read only with the types they were written with: whoever stores them keeps the
// identity of the tool, or the Shape of the type, beside them. Unexported fields are left out. Fields that are as in the struct of the same
// type before, nil slices and nil maps take no space, numbers with a sign are told by their distance.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// errTorn is returned for bytes that Marshal did not write.
var errTorn = errors.New("wire: malformed data")

// maxFields is how many fields of a struct the mask of those that are set has room for.
const maxFields = 64

// Marshal returns the bytes of v. It fails only for types that are not plain data, whatever their value.
func Marshal(v any) ([]byte, error) {
	rv := reflect.ValueOf(v)
	if rv.Kind() == reflect.Pointer {
		rv = rv.Elem()
	}
	p, err := planOf(rv.Type())
	if err != nil {
		return nil, err
	}
	e := &encoder{index: map[string]uint64{}}
	p.encode(e, rv)
	out := binary.AppendUvarint(nil, uint64(len(e.strings)))
	for _, s := range e.strings {
		out = binary.AppendUvarint(out, uint64(len(s)))
	}
	for _, s := range e.strings {
		out = append(out, s...)
	}
	return append(out, e.body...), nil
}

// Unmarshal sets what v points to from the bytes of a value of the same type. Bytes that are cut off or changed give an error or another
// value, never a panic, and take no more memory than a fixed multiple of their length.
func Unmarshal(data []byte, v any) error {
	rv := reflect.ValueOf(v)
	if rv.Kind() != reflect.Pointer || rv.IsNil() {
		return errors.New("wire: Unmarshal needs a pointer")
	}
	p, err := planOf(rv.Type().Elem())
	if err != nil {
		return err
	}
	d := &decoder{data: data}
	if err := d.table(); err != nil {
		return err
	}
	p.decode(d, rv.Elem())
	if d.bad || len(d.data) > 0 {
		return errTorn
	}
	return nil
}

// Shape describes the type of v, plain data, down to the fields: types of one shape have the same bytes.
func Shape(v any) string {
	var b strings.Builder
	shape(&b, reflect.TypeOf(v))
	return b.String()
}

func shape(b *strings.Builder, t reflect.Type) {
	b.WriteString(t.Kind().String())
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		b.WriteByte(' ')
		shape(b, t.Elem())
	case reflect.Struct:
		b.WriteString("{")
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				b.WriteString(f.Name + " ")
				shape(b, f.Type)
				b.WriteString("; ")
			}
		}
		b.WriteString("}")
	}
}

type encoder struct {
	body    []byte
	strings []string
	index   map[string]uint64
	memories
}

func (e *encoder) uvarint(u uint64) { e.body = binary.AppendUvarint(e.body, u) }

// varint writes a number so that small ones of either sign are short.
func (e *encoder) varint(i int64) { e.uvarint(uint64(i)<<1 ^ uint64(i>>63)) }

func (e *encoder) string(s string) {
	i, ok := e.index[s]
	if !ok {
		i = uint64(len(e.strings))
		e.index[s] = i
		e.strings = append(e.strings, s)
	}
	e.uvarint(i)
}

type decoder struct {
	data    []byte
	strings []string
	bad     bool
	memories
}

// table reads the strings, which share one allocation.
func (d *decoder) table() error {
	n := d.length()
	if d.bad {
		return errTorn
	}
	ends, total := make([]int, n), 0
	for i := range ends {
		total += d.length()
		if d.bad || total > len(d.data) {
			return errTorn
		}
		ends[i] = total
	}
	if total > len(d.data) {
		return errTorn
	}
	all, at := string(d.data[:total]), 0
	d.strings = make([]string, n)
	for i, end := range ends {
		d.strings[i] = all[at:end]
		at = end
	}
	d.data = d.data[total:]
	return nil
}

func (d *decoder) uvarint() uint64 {
	// Most numbers fit into one byte.
	if len(d.data) > 0 && d.data[0] < 0x80 {
		u := uint64(d.data[0])
		d.data = d.data[1:]
		return u
	}
	u, n := binary.Uvarint(d.data)
	if n <= 0 {
		d.bad, d.data = true, nil
		return 0
	}
	d.data = d.data[n:]
	return u
}

func (d *decoder) varint() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// length reads a number of things, each of which takes a byte at least.
func (d *decoder) length() int {
	u := d.uvarint()
	if u > uint64(len(d.data)) {
		d.bad, d.data = true, nil
		return 0
	}
	return int(u)
}

func (d *decoder) string() string {
	i := d.uvarint()
	if i >= uint64(len(d.strings)) {
		d.bad, d.data = true, nil
		return ""
	}
	return d.strings[i]
}

// plan is how values of a type are written and read. decode expects a zero value to set.
type plan struct {
	encode func(e *encoder, v reflect.Value)
	decode func(d *decoder, v reflect.Value)
}

var plans sync.Map // reflect.Type → *plan

func planOf(t reflect.Type) (*plan, error) {
	if p, ok := plans.Load(t); ok {
		return p.(*plan), nil
	}
	p, err := makePlan(t)
	if err != nil {
		return nil, err
	}
	// What is remembered of a type goes with its plan, of which there must be one.
	actual, _ := plans.LoadOrStore(t, p)
	return actual.(*plan), nil
}

func makePlan(t reflect.Type) (*plan, error) {
	switch t.Kind() {
	case reflect.Bool:
		return &plan{
			func(e *encoder, v reflect.Value) {
				if v.Bool() {
					e.body = append(e.body, 1)
				} else {
					e.body = append(e.body, 0)
				}
			},
			func(d *decoder, v reflect.Value) { v.SetBool(d.uvarint() == 1) },
		}, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &plan{
			func(e *encoder, v reflect.Value) { e.varint(v.Int()) },
			func(d *decoder, v reflect.Value) { v.SetInt(d.varint()) },
		}, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &plan{
			func(e *encoder, v reflect.Value) { e.uvarint(v.Uint()) },
			func(d *decoder, v reflect.Value) { v.SetUint(d.uvarint()) },
		}, nil
	case reflect.String:
		return &plan{
			func(e *encoder, v reflect.Value) { e.string(v.String()) },
			func(d *decoder, v reflect.Value) { v.SetString(d.string()) },
		}, nil
	case reflect.Slice:
		return slicePlan(t)
	case reflect.Map:
		return mapPlan(t)
	case reflect.Struct:
		return structPlan(t)
	}
	return nil, fmt.Errorf("wire: %s is not plain data", t)
}

// slicePlan writes the length plus one, 0 being nil, and the elements: numbers with a sign as the distance from the one before in slices of
// the type.
func slicePlan(t reflect.Type) (*plan, error) {
	elem, err := planOf(t.Elem())
	if err != nil {
		return nil, err
	}
	if signed(t.Elem().Kind()) {
		elem = nearPlan()
	}
	return &plan{
		func(e *encoder, v reflect.Value) {
			if v.IsNil() {
				e.uvarint(0)
				return
			}
			n := v.Len()
			e.uvarint(uint64(n) + 1)
			for i := range n {
				elem.encode(e, v.Index(i))
			}
		},
		func(d *decoder, v reflect.Value) {
			u := d.uvarint()
			if u == 0 {
				return
			}
			if u-1 > uint64(len(d.data)) {
				d.bad, d.data = true, nil
				return
			}
			n := int(u - 1)
			v.Set(reflect.MakeSlice(t, n, n))
			for i := 0; i < n && !d.bad; i++ {
				elem.decode(d, v.Index(i))
			}
		},
	}, nil
}

func nearPlan() *plan {
	slot := newSlot()
	return &plan{
		func(e *encoder, v reflect.Value) {
			m, i := e.memory(slot), v.Int()
			e.varint(i - m.number)
			m.number = i
		},
		func(d *decoder, v reflect.Value) {
			m := d.memory(slot)
			v.SetInt(m.number + d.varint())
			m.number = v.Int()
		},
	}
}

func mapPlan(t reflect.Type) (*plan, error) {
	if t.Key().Kind() != reflect.String {
		return nil, fmt.Errorf("wire: the keys of %s are no strings", t)
	}
	elem, err := planOf(t.Elem())
	if err != nil {
		return nil, err
	}
	return &plan{
		func(e *encoder, v reflect.Value) {
			if v.IsNil() {
				e.uvarint(0)
				return
			}
			keys := v.MapKeys()
			slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
			e.uvarint(uint64(len(keys)) + 1)
			for _, k := range keys {
				e.string(k.String())
				elem.encode(e, v.MapIndex(k))
			}
		},
		func(d *decoder, v reflect.Value) {
			u := d.uvarint()
			if u == 0 {
				return
			}
			v.Set(reflect.MakeMap(t))
			for i := uint64(1); i < u && !d.bad; i++ {
				key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
				key.SetString(d.string())
				elem.decode(d, value)
				v.SetMapIndex(key, value)
			}
		},
	}, nil
}

// structPlan writes a mask of the fields that are told, and those. Told is what differs from the struct of the type before (slices and maps:
// what is not nil), numbers with a sign by their distance from it. Of a bool, the mask says all.
func structPlan(t reflect.Type) (*plan, error) {
	var fields []field
	var lists, inner uint64 // the fields that are slices or maps, and structs
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		p, err := planOf(f.Type)
		if err != nil {
			return nil, fmt.Errorf("%w: field %s of %s", err, f.Name, t)
		}
		switch f.Type.Kind() {
		case reflect.Slice, reflect.Map:
			lists |= 1 << len(fields)
		case reflect.Struct:
			inner |= 1 << len(fields)
		}
		fields = append(fields, field{i, f.Type.Kind(), p})
	}
	if len(fields) > maxFields {
		return nil, fmt.Errorf("wire: %s has more than %d fields", t, maxFields)
	}
	zero, slot := reflect.Zero(t), newSlot()
	return &plan{
		func(e *encoder, v reflect.Value) {
			before := e.memory(slot).swap(v, zero)
			mask := uint64(0)
			for i, f := range fields {
				if f.told(before, v) {
					mask |= 1 << i
				}
			}
			e.uvarint(mask)
			for rest := mask | inner; rest != 0; rest &= rest - 1 {
				switch f := &fields[bits.TrailingZeros64(rest)]; {
				case f.kind == reflect.Bool:
				case signed(f.kind):
					e.varint(v.Field(f.index).Int() - before.Field(f.index).Int())
				default:
					f.plan.encode(e, v.Field(f.index))
				}
			}
		},
		func(d *decoder, v reflect.Value) {
			v.Set(d.memory(slot).swap(v, zero))
			mask := d.uvarint()
			if mask&inner != 0 || len(fields) < maxFields && mask>>len(fields) != 0 {
				d.bad, d.data = true, nil
				return
			}
			for rest := lists; rest != 0; rest &= rest - 1 {
				v.Field(fields[bits.TrailingZeros64(rest)].index).SetZero()
			}
			for rest := mask | inner; rest != 0; rest &= rest - 1 {
				f := &fields[bits.TrailingZeros64(rest)]
				v := v.Field(f.index)
				switch {
				case f.kind == reflect.Bool:
					v.SetBool(!v.Bool())
				case signed(f.kind):
					v.SetInt(v.Int() + d.varint())
				default:
					f.plan.decode(d, v)
				}
			}
		},
	}, nil
}

type field struct {
	index int
	kind  reflect.Kind
	plan  *plan
}

// told reports whether a field of v has a bit in the mask, where before is the struct of the type before.
func (f *field) told(before, v reflect.Value) bool {
	v, before = v.Field(f.index), before.Field(f.index)
	switch f.kind {
	case reflect.Struct:
		return false
	case reflect.Slice, reflect.Map:
		return !v.IsNil()
	case reflect.String:
		return v.String() != before.String()
	}
	if signed(f.kind) {
		return v.Int() != before.Int()
	}
	return !v.Equal(before)
}

func signed(k reflect.Kind) bool { return reflect.Int <= k && k <= reflect.Int64 }

// memories are what was written or read last: of each type of struct, and in slices of each type of number.
type memories []memory

type memory struct {
	value  reflect.Value
	number int64
}

func (m *memories) memory(slot int) *memory {
	if slot >= len(*m) {
		*m = append(*m, make(memories, int(slots.Load())-len(*m))...)
	}
	return &(*m)[slot]
}

// swap remembers v, and returns what stood there.
func (m *memory) swap(v, zero reflect.Value) reflect.Value {
	before := m.value
	m.value = v
	if !before.IsValid() {
		return zero
	}
	return before
}

// slots is how many things there are to be remembered.
var slots atomic.Int64

func newSlot() int { return int(slots.Add(1)) - 1 }
