package migrate

import (
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// marks are the lines by which tools divide a file. The facts come from the README of each tool: goose v3.24, dbmate v2.26, sql-migrate v1.8,
// tern v2.3, rambler v5.4, atlas v0.31, bun v1.2.
var marks = []struct {
	tool     Tool
	up, down lazyre.Regexp
	noTx     lazyre.Regexp
}{
	{Goose, lazyre.New(`(?im)^[ \t]*--[ \t]*\+goose[ \t]+up\b.*$`), lazyre.New(`(?im)^[ \t]*--[ \t]*\+goose[ \t]+down\b.*$`),
		lazyre.New(`(?im)^[ \t]*--[ \t]*\+goose[ \t]+no[ \t]+transaction\b`)},
	{SQLMigrate, lazyre.New(`(?im)^--[ \t]*\+migrate[ \t]+up\b.*$`), lazyre.New(`(?im)^--[ \t]*\+migrate[ \t]+down\b.*$`),
		lazyre.New(`(?im)^--[ \t]*\+migrate[ \t]+up\b.*\bnotransaction\b`)},
	{Dbmate, lazyre.New(`(?im)^--[ \t]*migrate:up\b.*$`), lazyre.New(`(?im)^--[ \t]*migrate:down\b.*$`),
		lazyre.New(`(?im)^--[ \t]*migrate:up\b.*\btransaction:[ \t]*false\b`)},
	{Rambler, lazyre.New(`(?im)^--[ \t]*rambler[ \t]+up\b.*$`), lazyre.New(`(?im)^--[ \t]*rambler[ \t]+down\b.*$`), nil},
}

var (
	ternSplit = lazyre.New(`(?m)^---- create above / drop below ----[ \t\r]*$`)
	ternNoTx  = lazyre.New(`(?m)^---- tern: disable-tx ----`)
	atlasNoTx = lazyre.New(`(?m)^--[ \t]*atlas:txmode[ \t]+none\b`)
	bunSplit  = lazyre.New(`(?m)^--bun:split\b`)
	atlasMark = lazyre.New(`(?m)^--[ \t]*atlas:`)
)

// markedBy returns the tool whose marks a text has.
func markedBy(text string) (Tool, bool) {
	if text = comments(text); text == "" {
		return "", false
	}
	for _, m := range marks {
		if m.up().MatchString(text) {
			return m.tool, true
		}
	}
	switch {
	case ternSplit().MatchString(text), ternNoTx().MatchString(text):
		return Tern, true
	case bunSplit().MatchString(text):
		return Bun, true
	case atlasMark().MatchString(text):
		return Atlas, true
	}
	return "", false
}

// comments returns the lines of a text that begin with a comment: marks stand nowhere else.
func comments(text string) string {
	if !strings.Contains(text, "--") {
		return ""
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		if commented(line) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// commented reports whether a line begins with a comment.
func commented(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), "--") }

// upPart blanks what does not go up, and says whether the text turns the tool's transaction off.
func upPart(tool Tool, text string) (up string, noTx bool) {
	for _, m := range marks {
		if m.tool != tool {
			continue
		}
		noTx = m.noTx != nil && m.noTx().MatchString(comments(text))
		return section(text, m.up, m.down), noTx
	}
	switch tool {
	case Tern:
		if at := ternSplit().FindStringIndex(text); at != nil {
			text = text[:at[0]] + blank(text[at[0]:])
		}
		return text, ternNoTx().MatchString(comments(text))
	case Atlas:
		return text, atlasNoTx().MatchString(comments(text))
	}
	return text, false
}

// section keeps what stands behind a mark up and before the next mark down; several sections of each kind may follow each other.
func section(text string, up, down lazyre.Regexp) string {
	var b strings.Builder
	on := false
	for _, line := range strings.SplitAfter(text, "\n") {
		bare := strings.TrimRight(line, "\r\n")
		switch {
		case !commented(line):
		case up().MatchString(bare):
			on = true
		case down().MatchString(bare):
			on = false
		}
		if on {
			b.WriteString(line)
		} else {
			b.WriteString(blank(line))
		}
	}
	return b.String()
}

// blank replaces every byte but line ends by a space.
func blank(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c != '\n' && c != '\r' {
			out[i] = ' '
		}
	}
	return string(out)
}

// tx returns the transaction mode of a tool, as its documentation and code say:
//   - golang-migrate v4: the driver sends a file as one message to PostgreSQL and MySQL (database/postgres, database/pgx, database/mysql: Run); the
//     SQLite drivers open a transaction unless x-no-tx-wrap is set;
//   - goose v3: a transaction for each file, unless "-- +goose NO TRANSACTION";
//   - dbmate v2: a transaction for each file, unless "transaction:false";
//   - sql-migrate v1: a transaction for each file, unless "notransaction";
//   - tern v2: a transaction for each file, unless "---- tern: disable-tx ----";
//   - atlas: --tx-mode file is the default; "-- atlas:txmode none" in a file turns it off;
//   - pop v6: a transaction for each migration; popx of Ory v0.0.700: none for NAME.autocommit.up.sql;
//   - bun v1: a transaction for NAME.tx.up.sql alone;
//   - Flyway: a transaction for each file by default; rambler: each statement by itself.
//
// MySQL commits by itself around each statement that changes the schema, whatever the tool does.
func (t Tool) tx(d stmt.Dialect, n fileName, noTx bool) TxMode {
	switch t {
	case GolangMigrate:
		switch d {
		case stmt.SQLite:
			return TxFile
		case stmt.PostgreSQL:
			return TxMessage
		case stmt.MySQL:
			return TxNone
		}
	case Goose, Dbmate, SQLMigrate, Tern, Atlas, Flyway:
		if noTx {
			return TxNone
		}
		return TxFile
	case Pop:
		if n.tx == "autocommit" {
			return TxNone
		}
		return TxFile
	case Bun:
		if n.tx == "tx" {
			return TxFile
		}
		return TxNone
	case Rambler:
		return TxNone
	}
	return TxUnknown
}
