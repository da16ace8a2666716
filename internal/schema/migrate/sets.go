package migrate

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// group is the files of one directory, or of its folders that stand for versions.
type group struct {
	dir   string
	paths []string // relative to the tree
	gos   []string
	fizz  []string
	sums  bool
	goes  bool         // one of gos registers migrations
	sqlc  stmt.Dialect // of the engine, where sqlc.yaml names the files
	named bool         // sqlc.yaml or the configuration names it
}

// sets makes the sets of what the walk saw.
func (t *tree) sets(overrides []Override) []Set {
	var out []Set
	for _, g := range t.groups(overrides) {
		out = append(out, t.read(g, override(overrides, g.dir))...)
	}
	return out
}

func override(list []Override, dir string) Override {
	for _, o := range list {
		if path.Clean(o.Dir) == dir {
			return o
		}
	}
	return Override{}
}

// groups joins the folders of one history: 0.27/00__x.sql and 0.28/…, 29-fix/up.sql and 30-more/up.sql.
func (t *tree) groups(overrides []Override) []*group {
	groups := map[string]*group{}
	get := func(p string) *group {
		g := groups[p]
		if g == nil {
			g = &group{dir: p}
			groups[p] = g
		}
		return g
	}
	for _, d := range t.dirs {
		if len(d.sql)+len(d.gos)+len(d.fizz) == 0 {
			continue
		}
		at := d.path
		if base := path.Base(at); at != "." && versionDir().MatchString(base) && dialectWords[base] == "" && t.siblings(at) > 1 {
			at = path.Dir(at)
		}
		g := get(at)
		g.sums = g.sums || d.sums
		g.goes = g.goes || d.registers
		for _, f := range d.sql {
			g.paths = append(g.paths, path.Join(d.path, f))
		}
		for _, f := range d.gos {
			g.gos = append(g.gos, path.Join(d.path, f))
		}
		for _, f := range d.fizz {
			g.fizz = append(g.fizz, path.Join(d.path, f))
		}
	}
	for _, s := range t.sqlc() {
		if g := groups[s.dir]; g != nil && s.file == "" {
			g.sqlc, g.named = s.dialect, true
		} else if s.file != "" {
			if g := groups[path.Dir(s.file)]; g != nil && !g.named {
				g.sqlc, g.named = s.dialect, true
				g.paths = slices.DeleteFunc(g.paths, func(p string) bool { return p != s.file && !versioned().MatchString(path.Base(p)) })
			}
		}
	}
	for _, o := range overrides {
		if g := groups[path.Clean(o.Dir)]; g != nil {
			g.named = true
		}
	}
	out := make([]*group, 0, len(groups))
	for _, g := range groups {
		if !g.named && replaced(g, groups) {
			continue
		}
		slices.SortFunc(g.paths, comparePaths)
		slices.SortFunc(g.gos, comparePaths)
		slices.Sort(g.fizz)
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b *group) int { return strings.Compare(a.dir, b.dir) })
	return out
}

// replaced reports whether a folder is called after what no longer runs, and another one above it or beside it has the migrations that do.
func replaced(g *group, groups map[string]*group) bool {
	if !retired[strings.ToLower(path.Base(g.dir))] {
		return false
	}
	for dir := range groups {
		if dir != g.dir && (dir == path.Dir(g.dir) || path.Dir(dir) == path.Dir(g.dir)) && len(groups[dir].paths) > 0 {
			return true
		}
	}
	return false
}

// siblings counts the folders beside a folder, and itself, that stand for versions and hold SQL.
func (t *tree) siblings(p string) int {
	n := 0
	for other, d := range t.dirs {
		if path.Dir(other) == path.Dir(p) && versionDir().MatchString(path.Base(other)) && len(d.sql) > 0 {
			n++
		}
	}
	return n
}

// candidate is a file that may be a migration.
type candidate struct {
	fileName
	path string
	text string
	tool Tool // by its marks
	dir  string
}

// read makes the sets of a group, one for each dialect that its files are written for. A group that holds no migrations makes none.
func (t *tree) read(g *group, o Override) []Set {
	base := Set{Dir: g.dir, Tool: o.Tool}
	var files []candidate
	for _, p := range g.paths {
		c := candidate{fileName: parseName(path.Base(p)), path: p, dir: path.Dir(p)}
		if c.up && c.version == "" && c.dir != g.dir { // 29-fix/up.sql
			c.version = leading().FindString(path.Base(c.dir))
		} else if c.dir != g.dir {
			if c.version == "" && !c.up {
				continue // a file beside, such as a test of a migration
			}
			c.version = path.Base(c.dir) + "/" + c.version
		}
		src, err := fs.ReadFile(t.fsys, p)
		if err != nil {
			base.Notes = append(base.Notes, Note{Path: p, Text: "cannot be read: " + reason(err)})
			continue
		}
		c.text = string(src)
		if !isText(c.text) {
			base.Notes = append(base.Notes, Note{Path: p, Text: "is not a text file"})
			continue
		}
		c.tool, _ = markedBy(c.text)
		files = append(files, c)
	}
	_, strict := t.runner(g.dir)
	files, snapshot := migrations(files, g, strict)
	if len(files) == 0 && snapshot == nil && !(g.goes && t.holdsSQL(g)) {
		return nil
	}
	for _, f := range g.fizz {
		base.Notes = append(base.Notes, Note{Path: f, Text: "is written in fizz, which is not read"})
	}
	if base.Tool == "" {
		base.Tool = t.tool(g, files)
	}
	var out []Set
	for _, d := range t.dialects(g, o, files, snapshot) {
		out = append(out, t.set(base, d, g, files, snapshot))
	}
	return out
}

// dialectOf is a dialect and where it is known from.
type dialectOf struct {
	dialect stmt.Dialect
	why     string
}

// migrations keeps the files that are migrations and go up, and finds the file that holds the whole schema.
// strict says that a known tool runs NAME.up.sql, which leaves other files alone.
func migrations(files []candidate, g *group, strict bool) (kept []candidate, snapshot *candidate) {
	ups := false
	for _, f := range files {
		ups = ups || f.up
	}
	for i, f := range files {
		if f.down || f.other {
			continue
		}
		title := strings.ToLower(strings.TrimSuffix(f.base, ".sql"))
		whole := (title == "schema" || title == "latest" || title == "structure" || title == "init" || title == "tables" || title == "ddl") && defines(f.text)
		switch {
		case f.tool != "" && f.tool != Atlas, f.version != "" && f.up:
			kept = append(kept, f)
		case ups && !f.up && !whole && strict:
			continue
		case f.up, f.version != "" && (defines(f.text) || inMigrations(g)):
			kept = append(kept, f)
		case whole && snapshot == nil:
			snapshot = &files[i]
		case g.named && defines(f.text):
			kept = append(kept, f)
		case inMigrations(g) && defines(f.text):
			kept = append(kept, f)
		}
	}
	return kept, snapshot
}

// inMigrations reports whether the directory is called as directories of migrations are.
func inMigrations(g *group) bool {
	if g.sums {
		return true
	}
	for _, part := range strings.Split(strings.ToLower(g.dir), "/") {
		switch part {
		case "migrations", "migration", "migrate", "migrates", "schema", "schemas", "ddl":
			return true
		}
	}
	return false
}

// tool decides whose migrations the files are: by their marks, by atlas.sum, by their names and what the program imports.
func (t *tree) tool(g *group, files []candidate) Tool {
	for _, f := range files {
		if f.tool != "" {
			return f.tool
		}
	}
	if g.sums {
		return Atlas
	}
	if len(files) == 0 {
		for _, tool := range []Tool{Goose, Bun} {
			if slices.ContainsFunc(t.goes, func(f goFile) bool { return f.registers && path.Dir(f.path) == g.dir && slices.Contains(f.tools, tool) }) {
				return tool
			}
		}
	}
	runner, _ := t.runner(g.dir)
	ups, flyway := false, false
	for _, f := range files {
		ups = ups || f.up
		flyway = flyway || strings.HasPrefix(f.base, "V") && strings.Contains(f.base, "__")
	}
	switch {
	case ups && runner != "":
		return runner
	case !ups && slices.ContainsFunc(t.near(g.dir, func(f *goFile) bool { return len(f.tools) > 0 }), func(f *goFile) bool { return slices.Contains(f.tools, Tern) }):
		return Tern
	case ups:
		return UpDown
	case flyway:
		return Flyway
	case g.named && g.sqlc != "":
		return Sqlc
	}
	return Plain
}

// runners are the tools that run NAME.up.sql.
var runners = []Tool{Pop, Bun, GolangMigrate}

// runner returns the tool that the code nearest to a directory imports to run NAME.up.sql.
func (t *tree) runner(dir string) (Tool, bool) {
	runs := func(tool Tool) func(*goFile) bool {
		return func(f *goFile) bool { return slices.Contains(f.tools, tool) }
	}
	files := t.near(dir, func(f *goFile) bool {
		return slices.ContainsFunc(runners, func(tool Tool) bool { return runs(tool)(f) })
	})
	for _, tool := range runners {
		if slices.ContainsFunc(files, runs(tool)) {
			return tool, true
		}
	}
	return "", false
}

// near returns the Go files that have something, those of the smallest directory above dir in which there are any: a tree may hold several
// services, each with a database of its own.
func (t *tree) near(dir string, has func(*goFile) bool) []*goFile {
	for at := dir; ; at = path.Dir(at) {
		var out []*goFile
		for i := range t.goes {
			if g := &t.goes[i]; (at == "." || strings.HasPrefix(g.path, at+"/")) && has(g) {
				out = append(out, g)
			}
		}
		if len(out) > 0 || at == "." || at == "/" {
			return out
		}
	}
}

// set makes the set of one dialect: of the files of one version, the one for the dialect, else the one for all.
func (t *tree) set(s Set, d dialectOf, g *group, files []candidate, snapshot *candidate) Set {
	s.Dialect, s.Why = d.dialect, d.why
	if s.Guessed() {
		s.Also = slices.DeleteFunc(t.drivers(g.dir, func(*goFile) bool { return true }), func(o stmt.Dialect) bool { return o == d.dialect })
	}
	separate := slices.ContainsFunc(t.near(g.dir, func(f *goFile) bool { return f.separate || slices.Contains(f.tools, GolangMigrate) }), func(f *goFile) bool { return f.separate })
	s.Notes = slices.Clone(s.Notes)
	own := map[string]bool{}
	key := func(f candidate) string { return f.dir + "|" + f.version + "|" + f.title }
	for _, f := range files {
		if f.dialect == d.dialect && d.dialect != "" {
			own[key(f)] = true
		}
	}
	for _, f := range files {
		if f.dialect != "" && f.dialect != d.dialect || f.dialect == "" && own[key(f)] {
			continue
		}
		up, noTx := upPart(s.Tool, f.text)
		s.Files = append(s.Files, File{Path: f.path, Version: f.version, Name: f.title, Text: up, Tx: s.Tool.tx(d.dialect, f.fileName, noTx)})
		if m := &s.Files[len(s.Files)-1]; separate && m.Tx == TxMessage {
			m.Tx = TxNone
		}
	}
	for _, p := range g.gos {
		s.addGo(t.fsys, p)
	}
	slices.SortStableFunc(s.Files, func(a, b File) int { return comparePaths(a.Path, b.Path) })
	if snapshot != nil {
		s.Files = append(s.Files, File{Path: snapshot.path, Name: snapshot.title, Text: snapshot.text, Snapshot: len(s.Files) > 0})
	}
	return s
}

// addGo adds a migration written in Go, as far as its string literals show it.
func (s *Set) addGo(fsys fs.FS, p string) {
	src, err := fs.ReadFile(fsys, p)
	if err != nil {
		return
	}
	base := strings.TrimSuffix(path.Base(p), ".go")
	if strings.HasSuffix(base, ".down") || strings.HasSuffix(base, "_down") || !registers(string(src)) && !strings.Contains(strings.ToLower(string(src)), "up") {
		return
	}
	text, ok := goText(src)
	if !ok {
		s.Notes = append(s.Notes, Note{Path: p, Text: "is a migration in Go with no statements about the schema in its text: not replayed"})
		return
	}
	s.Notes = append(s.Notes, Note{Path: p, Text: "is a migration in Go: the statements of its string literals were replayed, the tables they change count as unsure"})
	n := parseName(base)
	f := File{Path: p, Version: n.version, Name: n.title, Text: text, Go: true}
	if s.Tool == Goose {
		if f.Tx = TxFile; strings.Contains(string(src), "MigrationNoTx") {
			f.Tx = TxNone
		}
	}
	s.Files = append(s.Files, f)
}

// isText reports whether a file is text, as far as its first bytes show.
func isText(s string) bool {
	head := s[:min(len(s), 8000)]
	if strings.IndexByte(head, 0) >= 0 {
		return false
	}
	bad := strings.Count(strings.ToValidUTF8(head, "\uFFFD"), "\uFFFD")
	return bad*20 <= utf8.RuneCountInString(head)
}

// reason is the message of an error without the path.
func reason(err error) string {
	msg := err.Error()
	if i := strings.LastIndex(msg, ": "); i >= 0 {
		return msg[i+2:]
	}
	return msg
}
