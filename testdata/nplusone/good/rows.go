package good

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"gorm.io/gorm"
)

// Rows reads the rows of one query.
type Rows struct {
	db    *sql.DB
	x     *sqlx.DB
	pool  *pgxpool.Pool
	orm   *gorm.DB
	mongo *mongo.Collection
}

// scanner is what a row and rows have in common.
type scanner interface{ Scan(dest ...any) error }

func scanAuthor(s scanner) (a Author, err error) {
	err = s.Scan(&a.ID, &a.Name)
	return a, err
}

// Authors scans with a helper.
func (r *Rows) Authors(ctx context.Context) (authors []Author, err error) {
	rows, err := r.db.QueryContext(ctx, "SELECT id, name FROM authors")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scanAuthor(rows)
		if err != nil {
			return nil, err
		}
		authors = append(authors, a)
	}
	return authors, rows.Err()
}

// Author scans one row with it.
func (r *Rows) Author(ctx context.Context, id int64) (Author, error) {
	return scanAuthor(r.db.QueryRowContext(ctx, "SELECT id, name FROM authors WHERE id = $1", id))
}

// Structs scans structs with sqlx.
func (r *Rows) Structs(ctx context.Context) (authors []Author, err error) {
	rows, err := r.x.QueryxContext(ctx, "SELECT id, name FROM authors")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a Author
		if err := rows.StructScan(&a); err != nil {
			return nil, err
		}
		authors = append(authors, a)
	}
	return authors, rows.Err()
}

// Maps scans maps and writes lines as they come.
func (r *Rows) Maps(ctx context.Context, w io.Writer) error {
	rows, err := r.x.QueryxContext(ctx, "SELECT id, name FROM authors")
	if err != nil {
		return err
	}
	defer rows.Close()
	out := json.NewEncoder(w)
	for rows.Next() {
		line := map[string]any{}
		if err := rows.MapScan(line); err != nil {
			return err
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Sets reads several results of one statement.
func (r *Rows) Sets(ctx context.Context, report int64) (lines [][]string, err error) {
	rows, err := r.db.QueryContext(ctx, "CALL report($1)", report)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for {
		var set []string
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				return nil, err
			}
			set = append(set, s)
		}
		lines = append(lines, set)
		if !rows.NextResultSet() {
			return lines, rows.Err()
		}
	}
}

// Collected has pgx scan.
func (r *Rows) Collected(ctx context.Context) ([]Author, error) {
	rows, err := r.pool.Query(ctx, "SELECT id, name FROM authors")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Author, err error) {
		err = row.Scan(&a.ID, &a.Name)
		return a, err
	})
}

// Cursor decodes documents.
func (r *Rows) Cursor(ctx context.Context, board string) (texts []string, err error) {
	cursor, err := r.mongo.Find(ctx, bson.M{"board": board})
	if err != nil {
		return nil, err
	}
	defer cursor.Close(ctx)
	for cursor.Next(ctx) {
		var doc struct {
			Text string `bson:"text"`
		}
		if err := cursor.Decode(&doc); err != nil {
			return nil, err
		}
		texts = append(texts, doc.Text)
	}
	return texts, cursor.Err()
}

// Scanned scans rows of gorm.
func (r *Rows) Scanned(ctx context.Context) (titles []string, err error) {
	rows, err := r.orm.WithContext(ctx).Model(&Post{}).Where("published").Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p Post
		if err := r.orm.ScanRows(rows, &p); err != nil {
			return nil, err
		}
		titles = append(titles, p.Title)
	}
	return titles, rows.Err()
}

// Posts yields the rows of one query.
func (r *Rows) Posts(ctx context.Context) iter.Seq2[Post, error] {
	return func(yield func(Post, error) bool) {
		rows, err := r.db.QueryContext(ctx, "SELECT id, title FROM posts") // want connleak "rows.Err"
		if err != nil {
			yield(Post{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var p Post
			err := rows.Scan(&p.ID, &p.Title)
			if !yield(p, err) {
				return
			}
		}
	}
}

// Titles ranges over it: the query is part of the operand.
func (r *Rows) Titles(ctx context.Context) (titles []string, err error) {
	for p, err := range r.Posts(ctx) {
		if err != nil {
			return nil, err
		}
		titles = append(titles, p.Title)
	}
	return titles, nil
}

// Each runs a function for each row.
func (r *Rows) Each(ctx context.Context, visit func(Post) error) error {
	for p, err := range r.Posts(ctx) {
		if err != nil {
			return err
		}
		if err := visit(p); err != nil {
			return err
		}
	}
	return nil
}

// Index gives it a function that stays in memory.
func (r *Rows) Index(ctx context.Context) (map[string]int64, error) {
	index := map[string]int64{}
	err := r.Each(ctx, func(p Post) error {
		index[p.Title] = p.ID
		return nil
	})
	return index, err
}
