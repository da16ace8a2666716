package sqlfile

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/beside"
)

// describe writes statements, one a line.
func describe(list []*Query) (out []string) {
	for _, q := range list {
		out = append(out, fmt.Sprintf("%s:%d:%d %s %s %s %s", q.Pos.File, q.Pos.Line, q.Pos.Col, q.Name, q.Command, q.Verb, q.Target()))
	}
	return out
}

func TestRead(t *testing.T) {
	assert.Equal(t, []string{
		"a.sql:3:1 get-users  SELECT users",
		"a.sql:6:3 ListTeams many SELECT teams",
	}, describe(Read(&beside.Tree{}, "a.sql", "\n-- name: get-users\nSELECT * FROM users\n\n-- name: ListTeams :many\n  SELECT id FROM teams;\n-- name: none\n")))
	assert.Empty(t, Read(&beside.Tree{}, "b.sql", "-- a table of names\nSELECT * FROM users"))
}

func TestRoutines(t *testing.T) {
	r := routines{last: map[string]int{}}
	r.file("m/1.sql", `-- +goose Up
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN SELECT * FROM gone INTO x; END; $$;
CREATE FUNCTION dropped() RETURNS void AS $$ BEGIN DELETE FROM a; END $$ LANGUAGE plpgsql;
CREATE FUNCTION s() RETURNS SETOF a LANGUAGE sql AS 'SELECT * FROM a';
-- +goose Down
CREATE FUNCTION undone() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM a; END $$;`)
	r.file("m/2.sql", `CREATE OR REPLACE FUNCTION app.f() RETURNS void AS $body$
DECLARE row a%ROWTYPE;
BEGIN
  SELECT * FROM b WHERE x = 1 INTO y;
  SELECT * INTO row FROM a;
  IF y THEN UPDATE c SET n = 1; END IF;
  FOR y IN SELECT id FROM d LOOP
    INSERT INTO e SELECT * FROM d;
  END LOOP;
  RETURN QUERY SELECT * FROM f;
END
$body$ LANGUAGE plpgsql;
DROP FUNCTION IF EXISTS dropped();`)
	r.file("m/2.down.sql", `CREATE FUNCTION back() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM a; END $$;`)
	assert.Equal(t, []string{
		"m/2.sql:4:3 f  SELECT b",
		"m/2.sql:6:13 f  UPDATE c",
		"m/2.sql:7:12 f  SELECT d",
		"m/2.sql:8:5 f  INSERT e",
	}, describe(r.queries()))
}
