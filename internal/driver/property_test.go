package driver_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/driver"
)

// TestRandomEdits edits bodies, signatures, declarations and files of a module at random, sometimes breaks it, sometimes goes back to an
// earlier state, and requires that a run with everything kept so far finds what a run without a cache finds.
// PRODLINT_EDITS sets how many edits there are.
func TestRandomEdits(t *testing.T) {
	edits := 24
	if n, err := strconv.Atoi(os.Getenv("PRODLINT_EDITS")); err == nil {
		edits = n
	}
	seed := uint64(1)
	if n, err := strconv.ParseUint(os.Getenv("PRODLINT_SEED"), 10, 64); err == nil {
		seed = n
	}
	r := rand.New(rand.NewPCG(seed, 0))
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	s, err := cache.Open(filepath.Join(t.TempDir(), "cache"), 0)
	require.NoError(t, err)
	m := newService(r)
	var history []map[string]string
	findings, cached := 0, 0
	for i := range edits {
		what := "start"
		if i > 0 {
			what = m.edit(r)
		}
		state := m.render()
		if len(history) > 3 && r.IntN(6) == 0 {
			what, state = "back", history[r.IntN(len(history))]
		}
		history = append(history, state)
		put(t, dir, state)
		opts := driver.Options{Dir: dir, Rules: analyzers.All, Env: append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off", "GOPACKAGESDRIVER=off", "GOTOOLCHAIN=local")}
		plain, err := driver.Run(t.Context(), opts)
		require.NoError(t, err)
		opts.Cache = s
		res, err := driver.Run(t.Context(), opts)
		require.NoError(t, err)
		require.Equal(t, plain.Findings, res.Findings, "edit %d of seed %d: %s", i, seed, what)
		require.Equal(t, plain.Errors, res.Errors, "edit %d of seed %d: %s", i, seed, what)
		require.Equal(t, plain.Dirs, res.Dirs)
		findings, cached = findings+len(res.Findings), cached+res.Stats.Cached
	}
	require.NotZero(t, findings, "a service without findings proves nothing")
	require.NotZero(t, cached)
}

// put makes a directory hold just these files.
func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	old, err := filepath.Glob(filepath.Join(dir, "*", "*.go"))
	require.NoError(t, err)
	for _, name := range old {
		rel, err := filepath.Rel(dir, name)
		require.NoError(t, err)
		if _, ok := files[filepath.ToSlash(rel)]; !ok {
			require.NoError(t, os.Remove(name))
		}
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if had, err := os.ReadFile(file); err == nil && string(had) == text {
			continue
		}
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
	}
}

// service is a module of layers: each package queries a database by itself and calls packages below it, also in loops.
type service struct{ layers []*layer }

type layer struct {
	name    string
	imports []int // layers below
	funcs   []*fn
	id      int // type of the key of a row: an index into idTypes
	extra   int // fields of the row besides the key
	table   string
	pad     int  // lines of comment on top
	more    bool // a second file
	broken  bool
}

type fn struct {
	name    string
	param   bool // takes the database as a parameter, in place of the variable of the package
	stmts   []stmt
	comment string
}

// stmt is a statement: of a kind, on a function of a layer below.
type stmt struct{ kind, layer, fn int }

var idTypes = []string{"int", "int64", "string"}

func newService(r *rand.Rand) *service {
	m := &service{}
	for i := range 6 {
		l := &layer{name: fmt.Sprintf("layer%d", i), table: fmt.Sprintf("table%d", i), id: r.IntN(len(idTypes))}
		for k := range i {
			if r.IntN(2) == 0 {
				l.imports = append(l.imports, k)
			}
		}
		for k := range 3 {
			l.funcs = append(l.funcs, &fn{name: fmt.Sprintf("Do%d", k), param: r.IntN(2) == 0})
		}
		m.layers = append(m.layers, l)
		for range 6 {
			m.statement(r, i)
		}
	}
	return m
}

// statement adds a statement to a function of layer i.
func (m *service) statement(r *rand.Rand, i int) {
	l := m.layers[i]
	f := l.funcs[r.IntN(len(l.funcs))]
	s := stmt{kind: r.IntN(kinds)}
	if s.kind >= firstCall {
		if len(l.imports) == 0 {
			s.kind = r.IntN(firstCall)
		} else {
			s.layer = l.imports[r.IntN(len(l.imports))]
			s.fn = r.IntN(len(m.layers[s.layer].funcs))
		}
	}
	at := r.IntN(len(f.stmts) + 1)
	f.stmts = append(f.stmts[:at:at], append([]stmt{s}, f.stmts[at:]...)...)
}

// edit changes something and says what.
func (m *service) edit(r *rand.Rand) string {
	i := r.IntN(len(m.layers))
	l := m.layers[i]
	f := l.funcs[r.IntN(len(l.funcs))]
	for _, l := range m.layers {
		l.broken = false
	}
	switch r.IntN(13) {
	case 0, 1, 2:
		m.statement(r, i)
		return "statement in " + l.name
	case 3:
		if len(f.stmts) > 0 {
			k := r.IntN(len(f.stmts))
			f.stmts = append(f.stmts[:k:k], f.stmts[k+1:]...)
		}
		return "fewer statements in " + l.name
	case 4:
		f.param = !f.param
		return "parameter of " + l.name + "." + f.name
	case 5:
		l.id = r.IntN(len(idTypes))
		return "type of the key in " + l.name
	case 6:
		l.extra = r.IntN(4)
		return "fields in " + l.name
	case 7:
		l.pad = r.IntN(5)
		return "comments on top of " + l.name
	case 8:
		f.comment = []string{"", "//prodlint:ignore nplusone,callinloop -- few", "//prodlint:ignore all", "// says something"}[r.IntN(4)]
		return "comment on " + l.name + "." + f.name
	case 9:
		l.more = !l.more
		return "second file of " + l.name
	case 10:
		l.table = fmt.Sprintf("table%d", r.IntN(20))
		return "table of " + l.name
	case 11:
		l.broken = true
		return "error in " + l.name
	}
	name := fmt.Sprintf("Do%d", len(l.funcs))
	l.funcs = append(l.funcs, &fn{name: name, param: r.IntN(2) == 0})
	m.statement(r, i)
	return "function " + name + " in " + l.name
}

// The kinds of statements; those from firstCall on call a layer below.
const (
	kindQuery = iota
	kindLoop
	kindSleep
	kindClient
	kindNothing
	kindCall
	kindCallInLoop
	kindInferred
	kindConstant
	kinds

	firstCall = kindCall
)

func (m *service) render() map[string]string {
	files := map[string]string{"go.mod": "module example.com/service\n\ngo 1.25\n"}
	for _, l := range m.layers {
		files[l.name+"/"+l.name+".go"] = m.layer(l)
		if l.more {
			files[l.name+"/more.go"] = "package " + l.name + "\n\n// More is more.\nfunc More() { _, _ = DB.Query(\"SELECT * FROM more\") }\n"
		}
	}
	return files
}

func (m *service) layer(l *layer) string {
	var b strings.Builder
	b.WriteString(strings.Repeat("// A line.\n", l.pad))
	fmt.Fprintf(&b, "package %s\n\nimport (\n\t\"context\"\n\t\"database/sql\"\n\t\"net/http\"\n\t\"time\"\n", l.name)
	for _, k := range l.imports {
		fmt.Fprintf(&b, "\n\t\"example.com/service/%s\"", m.layers[k].name)
	}
	b.WriteString("\n)\n\n")
	for _, k := range l.imports {
		fmt.Fprintf(&b, "var _ = %s.Table\n", m.layers[k].name)
	}
	fmt.Fprintf(&b, "var _, _ = time.Now, http.Get\n\n// DB is shared.\nvar DB *sql.DB\n\n// Table is the table.\nconst Table = %q\n\n// Row is a row.\ntype Row struct {\n\tID %s\n", l.table, idTypes[l.id])
	for k := range l.extra {
		fmt.Fprintf(&b, "\tExtra%d string\n", k)
	}
	b.WriteString("}\n\n// All returns all rows.\nfunc All() []Row { return make([]Row, 3) }\n")
	for _, f := range l.funcs {
		fmt.Fprintf(&b, "\n%s\nfunc %s {\n", f.comment, f.signature(""))
		if !f.param {
			b.WriteString("\tdb := DB\n")
		}
		b.WriteString("\t_ = db\n")
		for _, s := range f.stmts {
			m.stmt(&b, l, s)
		}
		if l.broken && f == l.funcs[0] {
			b.WriteString("\tundefined()\n")
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// signature is the function's head, or a call of it as seen from another package.
func (f *fn) signature(qualifier string) string {
	switch {
	case qualifier == "" && f.param:
		return f.name + "(ctx context.Context, db *sql.DB, row Row)"
	case qualifier == "":
		return f.name + "(ctx context.Context, row Row)"
	case f.param:
		return qualifier + "." + f.name + "(ctx, db, r)"
	}
	return qualifier + "." + f.name + "(ctx, r)"
}

func (m *service) stmt(b *strings.Builder, l *layer, s stmt) {
	below := m.layers[s.layer]
	switch s.kind {
	case kindQuery:
		b.WriteString("\t_ = db.QueryRowContext(ctx, \"SELECT * FROM \"+Table+\" WHERE id = ?\", row.ID).Err()\n")
	case kindLoop:
		b.WriteString("\tfor _, r := range All() {\n\t\t_, _ = db.ExecContext(ctx, \"UPDATE x SET a = 1 WHERE id = ?\", r.ID)\n\t}\n")
	case kindSleep:
		b.WriteString("\ttime.Sleep(time.Second)\n")
	case kindClient:
		b.WriteString("\t_, _ = http.Get(\"http://example.com/\" + Table)\n")
	case kindNothing:
		b.WriteString("\t// nothing\n\n")
	case kindCall:
		fmt.Fprintf(b, "\t{\n\t\tvar r %s.Row\n\t\t%s\n\t}\n", below.name, below.funcs[s.fn].signature(below.name))
	case kindCallInLoop:
		fmt.Fprintf(b, "\tfor _, r := range %s.All() {\n\t\t%s\n\t}\n", below.name, below.funcs[s.fn].signature(below.name))
	case kindInferred:
		fmt.Fprintf(b, "\tfor _, r := range %s.All() {\n\t\tid := r.ID\n\t\t_, _ = db.QueryContext(ctx, \"SELECT a FROM b WHERE c = ?\", id)\n\t}\n", below.name)
	case kindConstant:
		fmt.Fprintf(b, "\t_, _ = db.QueryContext(ctx, \"SELECT * FROM \"+%s.Table)\n", below.name)
	}
}
