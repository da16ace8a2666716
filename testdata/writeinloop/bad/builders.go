package bad

import (
	"context"
	"database/sql"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
)

var psql = sq.StatementBuilder.PlaceholderFormat(sq.Dollar)

func schedule(tx *sql.Tx, jobs []int64) error {
	for _, j := range jobs {
		_, err := psql.Update("jobs").
			Set("requested_at", sq.Expr("now()")).
			Where(sq.Eq{"id": j}).
			RunWith(tx).
			Exec() // want "jobs"
		if err != nil {
			return err
		}
	}
	return nil
}

// toSQL builds the text with one library and runs it with another.
func toSQL(ctx context.Context, db *sql.DB, scopes []string, client string) error {
	for _, s := range scopes {
		q, args, err := psql.Insert("client_scopes").Columns("client", "scope").Values(client, s).ToSql()
		if err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, q, args...); err != nil { // want "client_scopes"
			return err
		}
	}
	return nil
}

func returning(ctx context.Context, tx *sql.Tx, names []string) (map[string]int64, error) {
	ids := map[string]int64{}
	for _, name := range names {
		var id int64
		if err := psql.Insert("resources").Columns("name").Values(name).Suffix("RETURNING id").RunWith(tx).QueryRowContext(ctx).Scan(&id); err != nil { // want "resources"
			return nil, err
		}
		ids[name] = id
	}
	return ids, nil
}

func goquRows(ctx context.Context, db *goqu.Database, in []follower) error {
	for _, f := range in {
		_, err := db.Insert("subscribers").Rows(goqu.Record{"id": f.ID, "email": f.Email}).Executor().ExecContext(ctx) // want "subscribers"
		if err != nil {
			return err
		}
	}
	return nil
}

func goquDelete(db *goqu.TxDatabase, ids []int64) error {
	for _, id := range ids {
		ds := db.Delete("subscribers").Where(goqu.C("id").Eq(id))
		if _, err := ds.Executor().Exec(); err != nil { // want "subscribers"
			return err
		}
	}
	return nil
}
