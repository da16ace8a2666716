// Command sqlitecatalog runs the statements of its input on an empty database of SQLite and writes what its catalog says of tables, columns and
// indexes. Tests compare that with what prodlint makes of the same statements.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	_ "modernc.org/sqlite"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // a database in memory belongs to its connection
	if _, err := db.ExecContext(ctx, string(text)); err != nil {
		return err
	}
	var lines []string
	for _, query := range []string{columns, primaryKeys, foreignKeys, indexes} {
		found, err := read(ctx, db, query)
		if err != nil {
			return err
		}
		lines = append(lines, found...)
	}
	sort.Strings(lines)
	fmt.Println(strings.Join(lines, "\n"))
	return nil
}

func read(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, rows.Err()
}

// tables are those that statements name: neither virtual ones nor the tables behind them.
const tables = `(SELECT name FROM sqlite_master m WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' AND NOT EXISTS (
	SELECT 1 FROM sqlite_master v WHERE v.sql LIKE 'CREATE VIRTUAL%' AND m.name LIKE v.name || '\_%' ESCAPE '\'))`

const columns = `SELECT t.name || ' column ' || c.name || ' ' || c.type || ' notnull=' || iif(c."notnull", 'true', 'false') || ' default=' ||
	iif(c.hidden > 1, 'generated', coalesce(c.dflt_value, '')) FROM ` + tables + ` t, pragma_table_xinfo(t.name) c WHERE c.hidden <> 1`

const primaryKeys = `SELECT name || ' PRIMARY KEY  (' || group_concat(col, ',') || ')' FROM (SELECT t.name, c.name AS col FROM ` + tables + ` t, pragma_table_info(t.name) c
	WHERE c.pk > 0 ORDER BY t.name, c.pk) GROUP BY name`

const foreignKeys = `SELECT name || ' FOREIGN KEY  (' || group_concat(a, ',') || ') -> ' || ref || ' (' || coalesce(group_concat(b, ','), '') || ') delete=' || replace(del, 'NO ACTION', '') ||
	' update=' || replace(upd, 'NO ACTION', '') FROM (SELECT t.name, f.id, f."table" AS ref, f."from" AS a, coalesce(f."to",
	(SELECT group_concat(name) FROM pragma_table_info(f."table") WHERE pk > 0)) AS b, f.on_delete AS del, f.on_update AS upd
	FROM ` + tables + ` t, pragma_foreign_key_list(t.name) f ORDER BY t.name, f.id, f.seq) GROUP BY name, id`

const indexes = `SELECT name || ' index ' || iif(origin = 'c', i, '') || '  unique=' || iif(u, 'true', 'false') || ' partial=' || iif(p, 'true', 'false') || ' (' || group_concat(col, ',') || ')'
	FROM (SELECT t.name, x.name AS i, x."unique" AS u, x.partial AS p, x.origin AS origin, coalesce(c.name, 'expression') || iif(c.desc, ' desc', '') AS col FROM ` + tables + ` t,
	pragma_index_list(t.name) x, pragma_index_xinfo(x.name) c WHERE c.key = 1 ORDER BY t.name, x.name, c.seqno) GROUP BY name, i`
