package good

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/lib/pq"
	"github.com/samber/lo"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"gorm.io/gorm"
)

const chunk = 500

func byIndex(db *gorm.DB, rows []row) error {
	for start := 0; start < len(rows); start += chunk {
		end := min(start+chunk, len(rows))
		if err := db.Create(rows[start:end]).Error; err != nil {
			return err
		}
	}
	return nil
}

func byIterator(ctx context.Context, p *pgxpool.Pool, ids []int64) error {
	for part := range slices.Chunk(ids, chunk) {
		if _, err := p.Exec(ctx, "DELETE FROM products WHERE id = ANY($1)", part); err != nil {
			return err
		}
	}
	return nil
}

func byLo(ctx context.Context, db *sql.DB, ids []int64) error {
	for _, part := range lo.Chunk(ids, chunk) {
		if _, err := db.ExecContext(ctx, "UPDATE products SET stale = true WHERE id = ANY($1)", pq.Array(part)); err != nil {
			return err
		}
	}
	return nil
}

func byCutting(ctx context.Context, db *sql.DB, ids []int64) error {
	for len(ids) > 0 {
		n := min(chunk, len(ids))
		part := ids[:n]
		ids = ids[n:]
		if err := removeMany(ctx, db, part); err != nil {
			return err
		}
	}
	return nil
}

func removeMany(ctx context.Context, db *sql.DB, ids []int64) error {
	_, err := db.ExecContext(ctx, "DELETE FROM stale WHERE id = ANY($1)", pq.Array(ids))
	return err
}

// grouped: the element is the list of ids of a tenant.
func grouped(ctx context.Context, db *sql.DB, byTenant map[int64][]int64) error {
	for tenant, ids := range byTenant {
		if _, err := db.ExecContext(ctx, "DELETE FROM drafts WHERE tenant_id = $1 AND id = ANY($2)", tenant, pq.Array(ids)); err != nil {
			return err
		}
	}
	return nil
}

// flushed: what the reader brings is collected, and written when there is enough of it.
func flushed(ctx context.Context, p *pgxpool.Pool, r io.Reader) error {
	in := csv.NewReader(r)
	var names []string
	for {
		rec, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		names = append(names, rec[0])
		if len(names) >= chunk {
			if err := insertNames(ctx, p, names); err != nil {
				return err
			}
			names = names[:0]
		}
	}
	if len(names) > 0 {
		return insertNames(ctx, p, names)
	}
	return nil
}

func insertNames(ctx context.Context, p *pgxpool.Pool, names []string) error {
	_, err := p.Exec(ctx, "INSERT INTO names (name) SELECT unnest($1::text[])", names)
	return err
}

// A remainder of a modulo works as well.
func everyHundred(ctx context.Context, p *pgxpool.Pool, rows []row) error {
	var buf []string
	for i, r := range rows {
		buf = append(buf, r.Name)
		if i%100 == 99 || i == len(rows)-1 {
			if err := insertNames(ctx, p, buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	return nil
}

// writer collects rows and writes them in batches; whoever adds does not know when.
type writer struct {
	c   *mongo.Collection
	buf []mongo.WriteModel
	max int
}

func (w *writer) Add(ctx context.Context, r row) error {
	w.buf = append(w.buf, mongo.NewInsertOneModel().SetDocument(r))
	if len(w.buf) < w.max {
		return nil
	}
	return w.Flush(ctx)
}

func (w *writer) Flush(ctx context.Context) error {
	if len(w.buf) == 0 {
		return nil
	}
	_, err := w.c.BulkWrite(ctx, w.buf)
	w.buf = w.buf[:0]
	return err
}

func throughWriter(ctx context.Context, c *mongo.Collection, rows []row) error {
	w := &writer{c: c, max: 1000}
	for _, r := range rows {
		if err := w.Add(ctx, r); err != nil {
			return err
		}
	}
	return w.Flush(ctx)
}

// The same in one function, with rows of a cursor.
func archive(ctx context.Context, from, to *mongo.Collection) error {
	cur, err := from.Find(ctx, bson.M{"done": true})
	if err != nil {
		return err
	}
	defer cur.Close(ctx)
	var docs []any
	for cur.Next(ctx) {
		var d bson.M
		if err := cur.Decode(&d); err != nil {
			return err
		}
		docs = append(docs, d)
		if len(docs) == chunk {
			if _, err := to.InsertMany(ctx, docs); err != nil {
				return err
			}
			docs = nil
		}
	}
	if len(docs) > 0 {
		_, err = to.InsertMany(ctx, docs)
	}
	return err
}

// purge deletes until nothing is left: each statement takes a thousand rows.
func purge(ctx context.Context, db *sql.DB) error {
	for {
		res, err := db.ExecContext(ctx, "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < now() - interval '90 days' LIMIT 1000)")
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
	}
}

// keyset goes through a table by its key; each page is one read and one write.
func keyset(ctx context.Context, db *sql.DB) error {
	last := int64(0)
	for {
		var ids []int64
		rows, err := db.QueryContext(ctx, "SELECT id FROM products WHERE id > $1 ORDER BY id LIMIT 1000", last)
		if err != nil {
			return err
		}
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				_ = rows.Close()
				return err
			}
			ids = append(ids, id)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		if len(ids) == 0 {
			return nil
		}
		if _, err := db.ExecContext(ctx, "UPDATE products SET checked_at = now() WHERE id = ANY($1)", pq.Array(ids)); err != nil {
			return err
		}
		last = ids[len(ids)-1]
	}
}

// collector writes what has come in, by number and by time.
func collector(ctx context.Context, p *pgxpool.Pool, in <-chan string) error {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	var buf []string
	flush := func() error {
		if len(buf) == 0 {
			return nil
		}
		err := insertNames(ctx, p, buf)
		buf = buf[:0]
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return flush()
		case name := <-in:
			buf = append(buf, name)
			if len(buf) < chunk {
				continue
			}
			if err := flush(); err != nil {
				return err
			}
		case <-t.C:
			if err := flush(); err != nil {
				return err
			}
		}
	}
}
