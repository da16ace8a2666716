package config

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/prodlint/prodlint/internal/crash"
)

// Error is a mistake in a configuration file.
type Error struct {
	File         string
	Line, Column int
	Message      string
	// Excerpt is the line of the mistake with a mark under it.
	Excerpt string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s\n%s", e.File, e.Line, e.Column, e.Message, e.Excerpt)
}

// Position is a place in a document; Line and Column count from 1.
type Position = token.Position

// Document is a YAML file that people write. It turns mistakes into errors of type *Error that show the line, and remembers the first.
type Document struct {
	name string
	src  []byte
	keys []string
	file *ast.File
	err  error
}

// NewDocument returns a document that has not been read yet, for Fail.
func NewDocument(name string, src []byte) *Document {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	// The YAML library counts "\r" as the end of a line, as YAML does.
	src = bytes.ReplaceAll(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	return &Document{name: name, src: src}
}

// Decode reads src, called name in errors, into a struct with yaml tags. Unknown keys are errors; keys are those that they may be meant for.
func Decode(name string, src []byte, into any, keys []string) (*Document, error) {
	d := NewDocument(name, src)
	d.keys = keys
	var err error
	// The YAML library does not bear all input.
	if crash.Catch("YAML", func() { err = d.decode(into) }) != nil {
		d.Fail(nil, "this is not YAML that can be read")
		err = d.err
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Document) decode(into any) error {
	err := yaml.UnmarshalWithOptions(d.src, into, yaml.Strict())
	if err == nil {
		d.file, err = parser.ParseBytes(d.src, 0)
	}
	if err != nil {
		return d.yamlError(err)
	}
	return nil
}

// Err returns the first mistake, of type *Error, or nil.
func (d *Document) Err() error { return d.err }

// Fail records a mistake at a place. Without a place it stands at the start of the file.
func (d *Document) Fail(pos *Position, format string, args ...any) {
	if d.err != nil {
		return
	}
	e := &Error{File: d.name, Line: 1, Column: 1, Message: fmt.Sprintf(format, args...)}
	if pos != nil {
		e.Line, e.Column = pos.Line, pos.Column
	}
	lines := strings.Split(string(d.src), "\n")
	number := strconv.Itoa(e.Line)
	if e.Line <= len(lines) {
		e.Excerpt = fmt.Sprintf(" %s | %s\n %s | %s^", number, strings.TrimRight(lines[e.Line-1], "\r"),
			strings.Repeat(" ", len(number)), strings.Repeat(" ", max(e.Column-1, 0)))
	}
	d.err = e
}

// yamlError turns an error of the YAML library into ours.
func (d *Document) yamlError(err error) error {
	var at yaml.Error
	if !errors.As(err, &at) {
		d.Fail(nil, "%v", err)
		return d.err
	}
	var pos *Position
	if tok := at.GetToken(); tok != nil {
		pos = tok.Position
	}
	msg := strings.Replace(at.GetMessage(), "unknown field", "unknown key", 1)
	if name, err := strconv.Unquote(strings.TrimPrefix(msg, "unknown key ")); err == nil {
		msg += hint(name, d.keys)
	}
	d.Fail(pos, "%s", msg)
	return d.err
}

// node returns the node at a path of keys (string) and indexes (int), or nil.
func (d *Document) node(path ...any) ast.Node {
	b := (&yaml.PathBuilder{}).Root()
	for _, p := range path {
		switch p := p.(type) {
		case string:
			b = b.Child(p)
		case int:
			b = b.Index(uint(p))
		}
	}
	var n ast.Node
	var err error
	if crash.Catch("YAML", func() { n, err = b.Build().FilterFile(d.file) }) != nil || err != nil {
		return nil
	}
	return n
}

// At returns the place of the value at a path of keys (string) and indexes (int), or of the nearest one above it.
func (d *Document) At(path ...any) *Position {
	for ; len(path) > 0; path = path[:len(path)-1] {
		if n := d.node(path...); n != nil && n.GetToken() != nil {
			return n.GetToken().Position
		}
	}
	return nil
}
