//go:build !prodlint_nopg

package show_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/show"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/term"
)

// fixtures returns the replayed migrations that the tests of package schema compare with servers, and one of MySQL.
func fixtures(t *testing.T) []*schema.History {
	t.Helper()
	out, err := schema.Load(os.DirFS("../testdata"), nil)
	require.NoError(t, err)
	require.Len(t, out, 2)
	return append(out, schema.Replay(migrate.Set{Dir: "mysql", Tool: migrate.Plain, Dialect: stmt.MySQL, Files: []migrate.File{{Path: "mysql/1.sql", Text: "CREATE TABLE p (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, " +
		"`order` varchar(9) NOT NULL DEFAULT 'a''b', kind enum('x','y,z') NOT NULL, at timestamp NULL DEFAULT CURRENT_TIMESTAMP, twice int GENERATED ALWAYS AS (id * 2) STORED, " +
		"UNIQUE KEY u (`order`(4), kind), FULLTEXT KEY f (`order`)); CREATE TABLE c (id int, p_id bigint unsigned, PRIMARY KEY (id), CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE, CHECK (id > 0));"}}}))
}

// What --format sql prints makes the same schema again.
func TestSQLMakesTheSameSchema(t *testing.T) {
	for _, h := range fixtures(t) {
		sql, err := show.Render("sql", []*schema.History{h}, nil, term.Style{})
		require.NoError(t, err)
		again := schema.Replay(migrate.Set{Dir: h.Set.Dir, Tool: h.Set.Tool, Dialect: h.Set.Dialect, Files: []migrate.File{{Path: "all.sql", Text: string(sql)}}})
		require.Empty(t, again.Problems, "%s", sql)
		twice, err := show.Render("sql", []*schema.History{again}, nil, term.Style{})
		require.NoError(t, err)
		assert.Equal(t, withoutComments(string(sql)), withoutComments(string(twice)))
	}
}

func withoutComments(sql string) string {
	var out []string
	for _, l := range strings.Split(sql, "\n") {
		if !strings.HasPrefix(l, "--") && l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

func TestJSON(t *testing.T) {
	b, err := show.Render("json", fixtures(t), []string{"orders", "users", "p"}, term.Style{})
	require.NoError(t, err)
	var got struct {
		Version   int
		Histories []struct {
			Dir, Tool, Dialect string
			Tables             []struct {
				Name    string
				Columns []struct {
					Name, Type string
					NotNull    bool
					Made       struct {
						File string
						Line int
					}
				}
				Indexes []struct{ Name string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(b, &got))
	assert.Equal(t, 1, got.Version)
	require.Len(t, got.Histories, 3)
	require.Len(t, got.Histories[0].Tables, 1)
	orders := got.Histories[0].Tables[0]
	assert.Equal(t, "orders", orders.Name)
	assert.Equal(t, "uuid", orders.Columns[0].Type)
	assert.True(t, orders.Columns[0].NotNull)
	assert.Equal(t, "postgres/00001_base.sql", orders.Columns[0].Made.File)
	assert.Equal(t, 28, orders.Columns[0].Made.Line)
	assert.Equal(t, "bigint unsigned", got.Histories[2].Tables[0].Columns[0].Type)
}

func TestMermaid(t *testing.T) {
	b, err := show.Render("mermaid", fixtures(t), []string{"customers", "order_lines", "orders", "strange"}, term.Style{})
	require.NoError(t, err)
	text := string(b)
	assert.True(t, strings.HasPrefix(text, "erDiagram\n    %% postgres (goose, PostgreSQL)\n"))
	for _, line := range []string{
		"    customers {\n        integer id PK\n        bigint tenant_id FK\n", "        numeric(14_4) balance\n", "        timestamp(3)_without_time_zone seen\n", "        uuid order_id PK, FK\n",
		"    customers ||--o{ orders : \"customer_id\"\n", "    orders ||--o{ order_lines : \"order_id\"\n", "        any none\n",
	} {
		assert.Contains(t, text, line)
	}
}

func TestText(t *testing.T) {
	b, err := show.Render("text", fixtures(t)[1:2], nil, term.Style{})
	require.NoError(t, err)
	text := string(b)
	assert.True(t, strings.HasPrefix(text, "sqlite  dbmate, SQLite by the folder sqlite: 2 files, 28 statements, 8 tables\n"), text)
	for _, part := range []string{"posts  ", "  words    INT   as (length(body))\n", "  primary key  (id)\n", "  unique index  users_phone  (phone desc) where phone IS NOT NULL", "search (virtual table of fts5)", "view  seniors"} {
		assert.Contains(t, text, part)
	}
	assert.NotContains(t, text, "\x1b")
}
