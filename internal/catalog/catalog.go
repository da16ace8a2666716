// Package catalog is prodlint's knowledge of libraries: one text table, a line per function, type, field or variable.
//
// A line is
//
//	<key> <kind> [name=value ...]
//
// with a key as summary.FuncKey and summary.TypeKey give it, under the true import path: net/http.Get,
// (*database/sql.DB).QueryContext, (google.golang.org/grpc.ClientConnInterface).Invoke, net/http.Client, net/http.Client.Timeout,
// net/http.DefaultClient. A key may have several lines. In attributes, arguments count from 0 (the receiver is recv) and results are
// r0, r1 and so on. "#" starts a comment. The kinds and their attributes stand in Kinds; a test resolves every line against the real library.
package catalog

import (
	"bufio"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/*.txt
var data embed.FS

// Entry is one line of the table.
type Entry struct {
	Key, Kind string
	Attrs     map[string]string
	Source    string // file:line
}

// Int returns a numeric attribute, or def where the line has none.
func (e Entry) Int(name string, def int) int {
	s, ok := e.Attrs[name]
	if !ok {
		return def
	}
	if s == "recv" {
		return -1
	}
	n, err := strconv.Atoi(strings.TrimPrefix(s, "r"))
	if err != nil {
		return def
	}
	return n
}

// Has reports whether the line has the attribute.
func (e Entry) Has(name string) bool { _, ok := e.Attrs[name]; return ok }

// Table answers what a function, type, field or variable is.
type Table struct {
	byKey  map[string][]Entry
	byKind map[string][]Entry
	pkgs   map[string]bool

	embedded bool      // it starts with the embedded lines
	once     sync.Once // they are read when something is first asked
	reading  bool      // they are being read
	added    []string  // lines besides those

	indexOnce sync.Once
	index     index
}

// Default returns the embedded table. It is read when something is first asked of it: a run that recalls its result asks nothing.
var Default = sync.OnceValue(func() *Table { return &Table{embedded: true} })

// load reads the embedded lines, once.
func (t *Table) load() {
	t.once.Do(func() {
		if !t.embedded {
			return
		}
		t.reading = true
		names, err := fs.Glob(data, "data/*.txt")
		if err != nil {
			panic(err)
		}
		for _, name := range names {
			f, err := data.Open(name)
			if err == nil {
				err = t.read(strings.TrimPrefix(name, "data/"), f)
			}
			if err != nil {
				panic("embedded catalog: " + err.Error())
			}
		}
		t.reading = false
	})
}

// Added returns what tells the table from others of the same version of prodlint: whether it has the embedded lines, and which lines besides.
func (t *Table) Added() []string {
	return append([]string{strconv.FormatBool(t.embedded)}, t.added...)
}

// usualKeys is about how many keys the embedded table has: a map that grows takes as long again as reading it.
const usualKeys = 6000

// Read adds the lines of r, which is called name in errors. An error names the file and line; lines before it have been added.
func (t *Table) Read(name string, r io.Reader) error {
	t.load()
	return t.read(name, r)
}

func (t *Table) read(name string, r io.Reader) error {
	if t.byKey == nil {
		t.byKey, t.byKind, t.pkgs = make(map[string][]Entry, usualKeys), map[string][]Entry{}, map[string]bool{}
	}
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		line, _, _ := strings.Cut(sc.Text(), "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		at := name + ":" + strconv.Itoa(n)
		if len(words) < 2 {
			return fmt.Errorf("%s: want <key> <kind>", at)
		}
		e := Entry{Key: words[0], Kind: words[1], Source: at}
		allowed, ok := Kinds[e.Kind]
		if !ok {
			return fmt.Errorf("%s: unknown kind %q", at, e.Kind)
		}
		for _, w := range words[2:] {
			k, v, _ := strings.Cut(w, "=")
			if !slices.Contains(allowed.Attrs, k) {
				return fmt.Errorf("%s: kind %s has no attribute %q", at, e.Kind, k)
			}
			if e.Attrs == nil {
				e.Attrs = make(map[string]string, len(words)-2)
			}
			e.Attrs[k] = v
		}
		if !t.reading {
			t.added = append(t.added, strings.Join(words, " "))
		}
		t.byKey[e.Key] = append(t.byKey[e.Key], e)
		t.byKind[e.Kind] = append(t.byKind[e.Kind], e)
		t.pkgs[PackageOf(e.Key)] = true
	}
	return sc.Err()
}

// Get returns the entry of a kind for a key.
func (t *Table) Get(key, kind string) (Entry, bool) {
	t.load()
	for _, e := range t.byKey[key] {
		if e.Kind == kind {
			return e, true
		}
	}
	return Entry{}, false
}

// Of returns all entries for a key, in the order of the table.
func (t *Table) Of(key string) []Entry {
	t.load()
	return t.byKey[key]
}

// All returns all entries of a kind, in the order of the table.
func (t *Table) All(kind string) []Entry {
	t.load()
	return t.byKind[kind]
}

// Knows reports whether any line is about the package with this import path.
func (t *Table) Knows(pkg string) bool {
	t.load()
	return t.pkgs[pkg]
}

// PackageOf returns the import path in a key. The last element of a path may have dots in it (gopkg.in/yaml.v3, paho.mqtt.golang): the path
// of a method's key ends before the type, that of another key before the first element with a capital, or at its first dot.
func PackageOf(key string) string {
	s := strings.TrimLeft(key, "(*")
	if recv, _, ok := strings.Cut(s, ")"); ok {
		if dot := strings.LastIndexByte(recv, '.'); dot > strings.LastIndexByte(recv, '/') {
			return recv[:dot]
		}
		return recv
	}
	slash := strings.LastIndexByte(s, '/')
	first := -1
	for i := slash + 1; i < len(s)-1; i++ {
		if s[i] != '.' {
			continue
		}
		if first < 0 {
			first = i
		}
		if 'A' <= s[i+1] && s[i+1] <= 'Z' {
			return s[:i]
		}
	}
	if first >= 0 {
		return s[:first]
	}
	return s
}

// Standard reports whether an import path is of the standard library, provided that it is not of the workspace: it has no dot in its first element.
func Standard(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return !strings.Contains(first, ".")
}

// receivers takes out what stands around the type of a method.
var receivers = strings.NewReplacer("(", "", ")", "", "*", "")

// ShortName returns a key as code would write it: "http.Server", "gin.Engine.Run", "fiber.New".
func ShortName(key string) string {
	pkg := PackageOf(key)
	rest := strings.TrimPrefix(receivers.Replace(key), pkg)
	dirs := strings.Split(pkg, "/")
	name := dirs[len(dirs)-1]
	if len(dirs) > 1 && len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
		name = dirs[len(dirs)-2]
	}
	if base, version, ok := strings.Cut(name, ".v"); ok && strings.Trim(version, "0123456789") == "" {
		name = base // gopkg.in/yaml.v3
	}
	return strings.TrimPrefix(name, "go-") + rest
}
