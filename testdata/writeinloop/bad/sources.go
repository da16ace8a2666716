package bad

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

// rehash reads rows of one table and updates them one by one.
func rehash(ctx context.Context, db *sql.DB, hash func(string) string) error {
	rows, err := db.QueryContext(ctx, "SELECT id, path FROM files WHERE hash IS NULL")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var path string
		if err := rows.Scan(&id, &path); err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, "UPDATE files SET hash = $2 WHERE id = $1", id, hash(path)); err != nil { // want "files"
			return err
		}
	}
	return rows.Err()
}

// collect first, write afterwards: as many statements.
func reschedule(ctx context.Context, tx pgx.Tx, resource int64) error {
	rows, err := tx.Query(ctx, "SELECT DISTINCT job_id FROM inputs WHERE resource_id = $1", resource)
	if err != nil {
		return err
	}
	jobs, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if _, err := tx.Exec(ctx, "UPDATE build_jobs SET wanted_at = now() WHERE id = $1", j); err != nil { // want "build_jobs"
			return err
		}
	}
	return nil
}

func cursor(db *gorm.DB) error {
	rows, err := db.Model(&Shipment{}).Where("state = ?", "new").Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s Shipment
		if err := db.ScanRows(rows, &s); err != nil {
			return err
		}
		if err := db.Model(&s).Update("state", "seen").Error; err != nil { // want "(?i)shipment"
			return err
		}
	}
	return rows.Err()
}

// An upload: a statement for each record of a file.
func importCSV(ctx context.Context, db *sql.DB, r io.Reader) (n int, err error) {
	in := csv.NewReader(r)
	for {
		rec, err := in.Read()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if _, err := db.ExecContext(ctx, "INSERT INTO contacts_import (name, email) VALUES ($1, $2)", rec[0], rec[1]); err != nil { // want "contacts_import"
			return n, err
		}
		n++
	}
}

func importLines(ctx context.Context, tx *sql.Tx, r io.Reader) error {
	in := bufio.NewScanner(r)
	for in.Scan() {
		word := strings.TrimSpace(in.Text())
		if word == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO blocklist (word) VALUES ($1) ON CONFLICT DO NOTHING", word); err != nil { // want "blocklist"
			return err
		}
	}
	return in.Err()
}

func importJSON(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	dec := json.NewDecoder(r.Body)
	for dec.More() {
		var f follower
		if err := dec.Decode(&f); err != nil { // want unboundedbody "as long as the client sends"
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if _, err := db.ExecContext(r.Context(), "INSERT INTO members (id, email) VALUES ($1, $2)", f.ID, f.Email); err != nil { // want "members"
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
	}
}

// A queue between reader and writer: the producer closes it when the file ends.
type importer struct {
	db    *sql.DB
	queue chan []string
}

func (i *importer) read(r io.Reader) error {
	defer close(i.queue)
	in := csv.NewReader(r)
	for {
		rec, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		i.queue <- rec
	}
}

func (i *importer) write(ctx context.Context) error {
	tx, err := i.db.BeginTx(ctx, nil) // want connleak "not ended"
	if err != nil {
		return err
	}
	stmt, err := tx.PrepareContext(ctx, "INSERT INTO subscribers_import (email, name) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING")
	if err != nil {
		return err
	}
	for rec := range i.queue {
		if _, err := stmt.ExecContext(ctx, rec[0], rec[1]); err != nil { // want "subscribers_import"
			_ = tx.Rollback()
			return err
		}
	}
	return tx.Commit()
}

// Workers that drain a channel filled from a slice in the same function.
func workers(ctx context.Context, db *sql.DB, users []int64) {
	jobs := make(chan int64)
	done := make(chan struct{})
	for range 4 {
		go func() {
			for u := range jobs {
				_, _ = db.ExecContext(ctx, "UPDATE profiles SET synced = true WHERE user_id = $1", u) // want "profiles"
			}
			done <- struct{}{}
		}()
	}
	for _, u := range users {
		jobs <- u
	}
	close(jobs)
	for range 4 {
		<-done
	}
}

// A tree: one statement a node.
type menu struct {
	ID, Parent int64
	Title      string
	Children   []*menu
}

func storeMenu(ctx context.Context, tx *sql.Tx, m *menu) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO menus (id, parent_id, title) VALUES ($1, $2, $3)", m.ID, m.Parent, m.Title); err != nil {
		return err
	}
	for _, c := range m.Children {
		if err := storeMenu(ctx, tx, c); err != nil { // want "menus for each child: "
			return err
		}
	}
	return nil
}

// A directory: one statement a file.
func index(ctx context.Context, db *sql.DB, root string) error {
	return filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, err = db.ExecContext(ctx, "INSERT INTO documents (path) VALUES ($1)", path) // want "documents"
		return err
	})
}

// The ids of a request, split out of a text.
func unsubscribe(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	for _, mail := range strings.Split(r.FormValue("emails"), ",") {
		if _, err := db.ExecContext(r.Context(), "UPDATE subscriptions SET active = false WHERE email = $1", mail); err != nil { // want "subscriptions"
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// A JSON body with a list.
func reorder(w http.ResponseWriter, r *http.Request, db *gorm.DB) {
	var body struct {
		Items []struct{ ID, Position int64 } `json:"items"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, it := range body.Items {
		db.WithContext(r.Context()).Table("playlist_items").Where("id = ?", it.ID).Update("position", it.Position) // want "playlist_items" idor "playlist_items"
	}
}
