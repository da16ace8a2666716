// Package good writes many rows with one call, or has nothing to batch.
package good

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/gocql/gocql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"xorm.io/xorm"
)

type row struct {
	ID    int64     `db:"id"`
	Name  string    `db:"name"`
	Price int64     `db:"price"`
	At    time.Time `db:"at"`
}

func copyFrom(ctx context.Context, p *pgxpool.Pool, rows []row) error {
	in := make([][]any, 0, len(rows))
	for _, r := range rows {
		in = append(in, []any{r.ID, r.Name})
	}
	_, err := p.CopyFrom(ctx, pgx.Identifier{"products"}, []string{"id", "name"}, pgx.CopyFromRows(in))
	return err
}

func multiRow(ctx context.Context, db *sql.DB, rows []row) error {
	var b strings.Builder
	b.WriteString("INSERT INTO products (id, name) VALUES ")
	var args []any
	for i, r := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "($%d, $%d)", 2*i+1, 2*i+2)
		args = append(args, r.ID, r.Name)
	}
	_, err := db.ExecContext(ctx, b.String(), args...)
	return err
}

func builder(ctx context.Context, tx *sql.Tx, rows []row) error {
	q := sq.Insert("products").Columns("id", "name")
	for _, r := range rows {
		q = q.Values(r.ID, r.Name)
	}
	_, err := q.RunWith(tx).ExecContext(ctx)
	return err
}

func datasets(ctx context.Context, db *goqu.Database, rows []row) error {
	ds := db.Insert("products").Prepared(true)
	var in []any
	for _, r := range rows {
		in = append(in, goqu.Record{"id": r.ID, "name": r.Name})
	}
	_, err := ds.Rows(in...).Executor().ExecContext(ctx)
	return err
}

func unnest(ctx context.Context, tx pgx.Tx, prices map[int64]int64) error {
	ids, cents := []int64{}, []int64{}
	for id, p := range prices {
		ids, cents = append(ids, id), append(cents, p)
	}
	_, err := tx.Exec(ctx, `UPDATE products p SET price = v.price FROM unnest($1::bigint[], $2::bigint[]) AS v (id, price) WHERE p.id = v.id`, ids, cents)
	return err
}

func named(ctx context.Context, db *sqlx.DB, rows []row) error {
	_, err := db.NamedExecContext(ctx, "INSERT INTO products (id, name) VALUES (:id, :name)", rows)
	return err
}

// The batch is queued in the loop and sent after it.
func pgxBatch(ctx context.Context, p *pgxpool.Pool, rows []row) error {
	b := &pgx.Batch{}
	for _, r := range rows {
		b.Queue("UPDATE products SET name = $2 WHERE id = $1", r.ID, r.Name)
	}
	return p.SendBatch(ctx, b).Close()
}

// The same with the queueing in a helper, and the results read one by one.
func pgxResults(ctx context.Context, p *pgxpool.Pool, rows []row) (err error) {
	b := &pgx.Batch{}
	for _, r := range rows {
		queuePrice(b, r)
	}
	res := p.SendBatch(ctx, b)
	defer func() { err = res.Close() }()
	for _, r := range rows {
		if _, err := res.Exec(); err != nil {
			return fmt.Errorf("product %d: %w", r.ID, err)
		}
	}
	return nil
}

func queuePrice(b *pgx.Batch, r row) {
	b.Queue("UPDATE products SET price = $2 WHERE id = $1", r.ID, r.Price)
}

// ids comes out of an INSERT that was sent once.
func returned(ctx context.Context, db *sqlx.DB, names []string) (map[string]int64, error) {
	rows, err := db.QueryxContext(ctx, "INSERT INTO labels (name) SELECT unnest($1::text[]) RETURNING id, name", pq.Array(names))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.ID, &r.Name); err != nil {
			return nil, err
		}
		out[r.Name] = r.ID
	}
	return out, rows.Err()
}

func gormBatches(db *gorm.DB, rows []row) error {
	for i := range rows {
		rows[i].At = time.Now()
	}
	if err := db.CreateInBatches(rows, 500).Error; err != nil {
		return err
	}
	return db.Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error
}

// One statement for each batch that is read.
func gormFindInBatches(db *gorm.DB) error {
	var page []row
	return db.Where("price = 0").FindInBatches(&page, 1000, func(tx *gorm.DB, _ int) error {
		ids := make([]int64, len(page))
		for i, r := range page {
			ids[i] = r.ID
		}
		return tx.Model(&row{}).Where("id IN ?", ids).Update("name", "free").Error
	}).Error
}

func bunRows(ctx context.Context, db *bun.DB, rows []row) error {
	var in []row
	for _, r := range rows {
		if r.Name != "" {
			in = append(in, r)
		}
	}
	_, err := db.NewInsert().Model(&in).Exec(ctx)
	return err
}

func xormRows(s *xorm.Session, rows []row) error {
	in := []*row{}
	for i := range rows {
		in = append(in, &rows[i])
	}
	_, err := s.InsertMulti(&in)
	return err
}

func columnStore(ctx context.Context, conn driver.Conn, rows []row) error {
	b, err := conn.PrepareBatch(ctx, "INSERT INTO prices")
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := b.Append(r.ID, r.Price, r.At); err != nil {
			return err
		}
	}
	return b.Send()
}

func columns(s *gocql.Session, rows []row) error {
	b := s.NewBatch(gocql.UnloggedBatch)
	for _, r := range rows {
		b.Query("INSERT INTO prices (id, price) VALUES (?, ?)", r.ID, r.Price)
	}
	return s.ExecuteBatch(b)
}

func jsonRows(ctx context.Context, db *sql.DB, rows []row) error {
	b, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "INSERT INTO products (id, name) SELECT id, name FROM json_to_recordset($1) AS v (id bigint, name text)", b)
	return err
}
