package dbuse

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

var (
	// mentionsSchema matches a file that may hold what the others match.
	mentionsSchema = lazyre.NewHeads(`(?i)(?:table|index|delete|truncate)\s`, `\btable\s`, `\bindex\s`, `\bdelete\s`, `\btruncate\s`)
	// changing matches a file that may hold what creates, alters, indexes, deletes or inside match.
	changing = lazyre.NewHeads(``, `create`, `alter`, `delete`, `truncate`, `drop`, `cron.schedule`, `partman`, `ttl_expiration`)
	// creates, alters and indexes match what makes or changes a table, or an index of it, in the text of a program.
	creates = lazyre.NewHeads(`(?i)create\s+(?:(?:global|local)\s+)?(?:temp(?:orary)?\s+|unlogged\s+|virtual\s+|foreign\s+)?table\s+(?:if\s+not\s+exists\s+)?`+nameText, `\bcreate\s`)
	alters  = lazyre.NewHeads(`(?i)alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?`+nameText+`([^;]*)`, `\balter\s`)
	indexes = lazyre.NewHeads(`(?i)create\s+(?:unique\s+)?index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(?:`+nameText+`\s+)?on\s+(?:only\s+)?`+nameText, `\bcreate\s`)
	// adds matches a column that a table gets.
	adds = lazyre.New(`(?i)\b(?:add(?:\s+column)?|rename(?:\s+column\s+\S+)?\s+to|change(?:\s+column)?\s+\S+)\s+(?:if\s+not\s+exists\s+)?` + nameText)
)

// nameText matches a name, with or without quotes.
const nameText = `["'\x60\[\\]*([\w.$]+)["'\x60\]\\]*`

// makes notes the tables that a text creates or alters, and that the migrations do not show the same way: code that brings old databases up to
// date, beside a file of the whole schema, says nothing new.
func (x *Index) makes(text string) {
	for _, m := range creates.FindAll(text) {
		if !x.any(func(s *schema.Schema) bool { return s.Table(stmt.Split(m[1])) != nil }) {
			x.Made[strings.ToLower(m[1])] = true
		}
	}
	for _, m := range indexes.FindAll(text) {
		if !x.any(func(s *schema.Schema) bool { i, _ := s.Index(stmt.Split(m[1])); return m[1] != "" && i != nil }) {
			x.Made[strings.ToLower(m[2])] = true
		}
	}
	for _, m := range alters.FindAll(text) {
		for _, add := range adds().FindAllStringSubmatch(m[2], -1) {
			switch strings.ToLower(add[1]) {
			case "constraint", "primary", "unique", "foreign", "check", "index", "key":
				continue
			}
			if !x.any(func(s *schema.Schema) bool {
				t := s.Table(stmt.Split(m[1]))
				return t != nil && t.Column(add[1]) != nil
			}) {
				x.Made[strings.ToLower(m[1])] = true
			}
		}
	}
}

// saidKey is the name of a file.
type saidKey string

// said returns what a file beside the code says to a database. Each is read once for a tree. ok is false where it cannot be read.
func said(tree *beside.Tree, name string) (text string, ok bool) {
	text, ok = tree.Memo(saidKey(name), func() any {
		data, err := fs.ReadFile(tree, name)
		if err != nil {
			return nil
		}
		return literals(name, data)
	}).(string)
	return text, ok
}

// literals returns what a file says to a database: the text of one of SQL, the strings of one in Go, each ended by a semicolon.
func literals(name string, src []byte) string {
	if path.Ext(name) != ".go" {
		return string(src)
	}
	if text := string(src); !changing.Match(text) || !mentionsSchema.Match(text) {
		return ""
	}
	var out strings.Builder
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile(name, -1, len(src)), src, func(token.Position, string) {}, 0)
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return out.String()
		}
		if tok == token.STRING {
			if text, err := strconv.Unquote(lit); err == nil {
				out.WriteString(text)
				out.WriteByte(';')
			}
		}
	}
}

// any reports whether something holds of one of the databases.
func (x *Index) any(holds func(*schema.Schema) bool) bool {
	return slices.ContainsFunc(x.Database.Histories, func(h *schema.History) bool { return holds(h.Schema) })
}

// bare returns the last part of a dotted name, in lower case.
func bare(name string) string {
	return strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
}
