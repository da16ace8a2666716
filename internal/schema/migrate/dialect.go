package migrate

import (
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema/parse"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// dialects decides which databases the files of a group are written for. In this order: the configuration, sqlc.yaml, the names of the files, the
// names of the folders, the tool, the package that embeds or neighbours the files, the statements, and what the code nearest to them imports. Where two
// folders or names differ, each makes a set.
func (t *tree) dialects(g *group, o Override, files []candidate, snapshot *candidate) []dialectOf {
	if o.Dialect != "" {
		return []dialectOf{{o.Dialect, "the configuration"}}
	}
	if g.sqlc != "" {
		return []dialectOf{{g.sqlc, "sqlc"}}
	}
	var named []dialectOf
	for _, f := range files {
		if d := (dialectOf{f.dialect, "the names of the files"}); f.dialect != "" {
			named = appendNew(named, d)
		}
	}
	if len(named) > 0 {
		return named
	}
	parts := strings.Split(strings.ToLower(g.dir), "/")
	for _, part := range slices.Backward(parts) {
		for _, word := range strings.FieldsFunc(part, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
			if d, ok := dialectWords[word]; ok {
				return []dialectOf{{d, "the folder " + part}}
			}
			if otherDialects[word] {
				return []dialectOf{{"", "the folder " + part}}
			}
		}
	}
	if files != nil && t.tool(g, files) == Tern {
		return []dialectOf{{stmt.PostgreSQL, "tern"}}
	}
	if d, ok := t.configured(g.dir); ok {
		return []dialectOf{d}
	}
	if d, ok := t.imported(".", func(f *goFile) bool { return f.embedsDir(g.dir) || path.Dir(f.path) == g.dir }); ok {
		return []dialectOf{{d, "the package that embeds it"}}
	}
	var text strings.Builder
	for _, f := range files {
		up, _ := upPart(t.tool(g, files), f.text)
		text.WriteString(up + ";\n")
	}
	if snapshot != nil {
		text.WriteString(snapshot.text)
	}
	if len(files) == 0 {
		for _, p := range g.gos {
			if src, err := fs.ReadFile(t.fsys, p); err == nil {
				up, _ := goText(src)
				text.WriteString(up)
			}
		}
	}
	if d, ok := bySpelling(text.String()); ok {
		return []dialectOf{{d, byStatements}}
	}
	if d, ok := t.imported(g.dir, func(*goFile) bool { return true }); ok {
		return []dialectOf{{d, "the driver"}}
	}
	return []dialectOf{byParsing(text.String())}
}

// imported returns the dialect of the drivers that the files nearest to a directory import, where it is one.
func (t *tree) imported(dir string, which func(*goFile) bool) (stmt.Dialect, bool) {
	if found := t.drivers(dir, which); len(found) == 1 {
		return found[0], true
	}
	return "", false
}

// drivers returns the dialects of the drivers that the files nearest to a directory import, sorted. Test-only drivers do not count: tests are not read.
func (t *tree) drivers(dir string, which func(*goFile) bool) []stmt.Dialect {
	var found []stmt.Dialect
	for _, g := range t.near(dir, func(g *goFile) bool { return len(g.dialects) > 0 && which(g) }) {
		for _, d := range g.dialects {
			found = appendNew(found, d)
		}
	}
	slices.Sort(found)
	return found
}

// Where a dialect is known from, if the statements alone tell.
const (
	byStatements = "the statements"
	byParsers    = "the parsers"
)

// spellings are forms that one dialect alone has. From the manuals of PostgreSQL 18, MySQL 8.4 and SQLite 3.50.
var spellings = []struct {
	dialect stmt.Dialect
	form    *lazyre.Heads
}{
	{stmt.PostgreSQL, lazyre.NewHeads(`(?i)\$\$|\b(big|small)?serial\b|\bjsonb\b|\btimestamptz\b|\bwith(out)? time zone\b|::\s*[a-z"]|\bplpgsql\b|\bcreate\s+extension\b|\bconcurrently\b|\busing\s+(gin|gist|brin)\b|\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b|\bcreate\s+type\b|\bbytea\b|\bgen_random_uuid\b|\bowner\s+to\b|\bnot\s+valid\b`,
		`$$`, `\bbigserial`, `\bsmallserial`, `\bserial`, `\bjsonb`, `\btimestamptz`, `\bwith\s`, `\bwithout\s`, `::`, `\bplpgsql`, `\bcreate\s`, `\bconcurrently`, `\busing\s`, `\balter\s`, `\bbytea`, `\bgen_random_uuid`,
		`\bowner\s`, `\bnot\s`)},
	{stmt.MySQL, lazyre.NewHeads("(?i)\\bauto_increment\\b|\\bengine\\s*=|\\bunsigned\\b|\\b(medium|long|tiny)(text|blob)\\b|\\bdatetime\\(\\d|\\bmodify\\s+(column\\b)?|\\bdefault\\s+charset\\b|\\bcharacter\\s+set\\b|\\bcollate\\s*=|\\bon\\s+update\\s+current_timestamp\\b|\\bchange\\s+column\\b|\\bafter\\s+`",
		`\bauto_increment`, `\bengine`, `\bunsigned`, `\bmedium`, `\blong`, `\btiny`, `\bdatetime`, `\bmodify\s`, `\bdefault`, `\bcharacter\s`, `\bcollate`, `\bon\s`, `\bchange\s`, `\bafter\s`)},
	{stmt.SQLite, lazyre.NewHeads(`(?i)\bautoincrement\b|\bpragma\b|\bwithout\s+rowid\b|\bstrftime\s*\(|\busing\s+fts[345]\b|\binsert\s+or\s+(ignore|replace)\b|\binteger\s+(not\s+null\s+)?primary\s+key\b|\bdatetime\s*\(\s*'now'|\bsqlite_`,
		`\bautoincrement`, `\bpragma`, `\bwithout\s`, `\bstrftime`, `\busing\s`, `\binsert\s`, `\binteger\s`, `\bdatetime`, `\bsqlite_`)},
}

// bySpelling returns the dialect that the forms of a text belong to: one has some, and the others have none or far fewer.
func bySpelling(text string) (stmt.Dialect, bool) {
	text = text[:min(len(text), 1<<20)]
	best, most, second := stmt.Unknown, 0, 0
	for _, s := range spellings {
		n := s.form.Count(text, 200)
		switch {
		case n > most:
			best, most, second = s.dialect, n, most
		case n > second:
			second = n
		}
	}
	return best, most > 0 && most > 4*second
}

// byParsing returns the dialect whose parser takes the most statements, where that is one.
func byParsing(text string) dialectOf {
	best, most, tie := stmt.Unknown, 0, false
	for _, d := range stmt.Dialects {
		if !parse.Known(d) {
			continue
		}
		list, err := parse.File(d, text[:min(len(text), 64<<10)])
		if err != nil {
			continue
		}
		n := 0
		for _, s := range list {
			if s.Err == nil {
				n++
			}
		}
		switch {
		case n > most:
			best, most, tie = d, n, false
		case n == most:
			tie = true
		}
	}
	if tie {
		return dialectOf{stmt.Unknown, "nothing"}
	}
	return dialectOf{best, byParsers}
}

// schemaOf is what sqlc.yaml names: a directory or a file.
type schemaOf struct {
	dir, file string
	dialect   stmt.Dialect
}

// sqlc reads the configuration files of sqlc, versions 1 and 2 (https://docs.sqlc.dev/en/v1.29.0/reference/config.html).
func (t *tree) sqlc() []schemaOf {
	type entry struct {
		Engine string `yaml:"engine" json:"engine"`
		Schema any    `yaml:"schema" json:"schema"`
	}
	var out []schemaOf
	slices.Sort(t.sqlcs)
	for _, p := range t.sqlcs {
		src, err := fs.ReadFile(t.fsys, p)
		if err != nil {
			continue
		}
		var conf struct {
			SQL      []entry `yaml:"sql" json:"sql"`
			Packages []entry `yaml:"packages" json:"packages"`
		}
		if strings.HasSuffix(p, ".json") {
			err = json.Unmarshal(src, &conf)
		} else {
			err = yaml.Unmarshal(src, &conf)
		}
		if err != nil {
			continue
		}
		for _, e := range append(conf.SQL, conf.Packages...) {
			d := dialectWords[strings.ToLower(e.Engine)]
			if e.Engine == "" {
				d = stmt.PostgreSQL // the default of version 1
			}
			var names []string
			switch s := e.Schema.(type) {
			case string:
				names = []string{s}
			case []any:
				for _, n := range s {
					if text, ok := n.(string); ok {
						names = append(names, text)
					}
				}
			}
			for _, n := range names {
				at := path.Join(path.Dir(p), n)
				if path.Ext(at) == ".sql" {
					if strings.Contains(path.Base(at), "*") {
						out = append(out, schemaOf{dir: path.Dir(at), dialect: d})
					} else {
						out = append(out, schemaOf{dir: path.Dir(at), file: at, dialect: d})
					}
				} else {
					out = append(out, schemaOf{dir: at, dialect: d})
				}
			}
		}
	}
	return out
}

var confDialect = lazyre.New(`(?m)(?:dialect|dev|url|driver|type)\s*[:=]\s*"?'?(postgres|postgresql|mysql|mariadb|sqlite3?|docker)\b(?::/+(postgres|mysql|mariadb|sqlite))?`)

// configured returns the dialect that dbconfig.yml of sql-migrate or atlas.hcl gives, where one above the directory gives one.
func (t *tree) configured(dir string) (dialectOf, bool) {
	for _, p := range t.confs {
		at := path.Dir(p)
		if at != "." && dir != at && !strings.HasPrefix(dir, at+"/") {
			continue
		}
		src, err := fs.ReadFile(t.fsys, p)
		if err != nil {
			continue
		}
		if strings.HasSuffix(p, "tern.conf") {
			return dialectOf{stmt.PostgreSQL, path.Base(p)}, true
		}
		var found []stmt.Dialect
		for _, m := range confDialect().FindAllStringSubmatch(string(src), -1) {
			for _, word := range m[1:] {
				if d, ok := dialectWords[word]; ok {
					found = appendNew(found, d)
				}
			}
		}
		if len(found) == 1 {
			return dialectOf{found[0], path.Base(p)}, true
		}
	}
	return dialectOf{}, false
}
