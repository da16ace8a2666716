package bad

import (
	"container/list"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"database/sql"

	"github.com/jmoiron/sqlx"
	"github.com/samber/lo"
	"github.com/sourcegraph/conc/iter"
	"gorm.io/gorm"
)

// Traversals loops in less usual ways.
type Traversals struct {
	db  *sqlx.DB
	orm *gorm.DB
}

func (t *Traversals) name(ctx context.Context, id int64) (name string, err error) {
	err = t.db.GetContext(ctx, &name, "SELECT name FROM authors WHERE id = $1", id)
	return name, err
}

func (t *Traversals) recent(ctx context.Context, offset int) (ids []int64, err error) {
	err = t.db.SelectContext(ctx, &ids, "SELECT id FROM posts ORDER BY id LIMIT 100 OFFSET $1", offset)
	return ids, err
}

// Breadth goes through a tree level by level.
func (t *Traversals) Breadth(ctx context.Context, root int64) (all []int64, err error) {
	queue := []int64{root}
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		var children []int64
		if err := t.db.SelectContext(ctx, &children, "SELECT id FROM folders WHERE parent_id = $1", id); err != nil { // want "folders"
			return nil, err
		}
		all = append(all, id)
		queue = append(queue, children...)
	}
	return all, nil
}

// Uploaded looks up each record of a file.
func (t *Traversals) Uploaded(ctx context.Context, file io.Reader) (unknown []string, err error) {
	records := csv.NewReader(file)
	for {
		record, err := records.Read()
		if errors.Is(err, io.EOF) {
			return unknown, nil
		}
		if err != nil {
			return nil, err
		}
		var id int64
		err = t.db.GetContext(ctx, &id, "SELECT id FROM subscribers WHERE email = $1", record[0]) // want "subscribers"
		if errors.Is(err, sql.ErrNoRows) {
			unknown = append(unknown, record[0])
		} else if err != nil {
			return nil, err
		}
	}
}

// Listed follows a linked list.
func (t *Traversals) Listed(ctx context.Context, recent *list.List) (names []string, err error) {
	for e := recent.Front(); e != nil; e = e.Next() {
		id, ok := e.Value.(int64)
		if !ok {
			continue
		}
		name, err := t.name(ctx, id) // want "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// Asked is told the ids by a request.
func (t *Traversals) Asked(w http.ResponseWriter, r *http.Request) {
	var body struct {
		IDs []int64 `json:"ids"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, id := range body.IDs {
		name, err := t.name(r.Context(), id) // want "authors"
		if err != nil {
			http.Error(w, "author", http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, name)
	}
}

// Separated is told them with commas in between.
func (t *Traversals) Separated(ctx context.Context, emails string) (known int, err error) {
	for _, email := range strings.Split(emails, ",") {
		var id int64
		err := t.db.GetContext(ctx, &id, "SELECT id FROM users WHERE email = $1", strings.ToLower(strings.TrimSpace(email))) // want "users"
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return 0, err
		}
		known++
	}
	return known, nil
}

// Every runs each minute, and queries for each of the rows it finds.
func (t *Traversals) Every(ctx context.Context, publish func(string)) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for range ticker.C {
		ids, err := t.recent(ctx, 0)
		if err != nil {
			return
		}
		for _, id := range ids {
			if name, err := t.name(ctx, id); err == nil { // want "authors"
				publish(name)
			}
		}
	}
}

// Paged reads page by page, and queries for each row of a page.
func (t *Traversals) Paged(ctx context.Context) (names []string, err error) {
	for offset := 0; ; offset += 100 {
		ids, err := t.recent(ctx, offset)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			name, err := t.name(ctx, id) // want "authors"
			if err != nil {
				return nil, err
			}
			names = append(names, name)
		}
		if len(ids) < 100 {
			return names, nil
		}
	}
}

// Chunked cuts the list into pieces and still asks for each.
func (t *Traversals) Chunked(ctx context.Context, ids []int64) (names []string, err error) {
	for _, chunk := range lo.Chunk(ids, 100) {
		for _, id := range chunk {
			name, err := t.name(ctx, id) // want "authors"
			if err != nil {
				return nil, err
			}
			names = append(names, name)
		}
	}
	return names, nil
}

// Batched is handed a hundred rows at a time, and asks for each.
func (t *Traversals) Batched(ctx context.Context) (brands []string, err error) {
	var lines []Line
	err = t.orm.WithContext(ctx).FindInBatches(&lines, 100, func(tx *gorm.DB, _ int) error {
		for _, l := range lines {
			var p Product
			if err := tx.First(&p, l.ProductID).Error; err != nil { // want "Product"
				return err
			}
			brands = append(brands, p.SKU)
		}
		return nil
	}).Error
	return brands, err
}

// PerPost has lists as elements' fields, and a query for each list.
func (t *Traversals) PerPost(ctx context.Context, posts []*Node) (found int, err error) {
	for _, p := range posts {
		for _, c := range p.Children {
			var n int
			if err := t.db.GetContext(ctx, &n, "SELECT count(1) FROM replies WHERE comment_id = $1", c.ID); err != nil { // want "replies"
				return 0, err
			}
			found += n
		}
	}
	return found, nil
}

// lookup is told what to look for before it looks.
type lookup struct {
	t  *Traversals
	id int64
}

func (l *lookup) run(ctx context.Context) (string, error) { return l.t.name(ctx, l.id) }

// Objects makes a lookup for each element.
func (t *Traversals) Objects(ctx context.Context, ids []int64) (names []string, err error) {
	for _, id := range ids {
		l := &lookup{t: t, id: id}
		name, err := l.run(ctx) // want "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// Reused tells one lookup about each element.
func (t *Traversals) Reused(ctx context.Context, ids []int64) (names []string, err error) {
	l := &lookup{t: t}
	for _, id := range ids {
		l.id = id
		name, err := l.run(ctx) // want "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// Pointers maps with a function that is given pointers.
func (t *Traversals) Pointers(ctx context.Context, ids []int64) []string {
	return iter.Map(ids, func(id *int64) string {
		name, err := t.name(ctx, *id) // want "authors"
		if err != nil {
			return ""
		}
		return name
	})
}

// Values maps the values of a map.
func (t *Traversals) Values(ctx context.Context, owners map[string]int64) map[string]string {
	return lo.MapValues(owners, func(id int64, _ string) string {
		name, err := t.name(ctx, id) // want "authors"
		if err != nil {
			return ""
		}
		return name
	})
}

// Validated stops at the first element that is wrong: mostly, none is.
func (t *Traversals) Validated(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		name, err := t.name(ctx, id) // want "authors"
		if err != nil {
			return err
		}
		if name == "" {
			return fmt.Errorf("author %d has no name", id)
		}
	}
	return nil
}

// Tolerant goes on after failures and stops at bad ones.
func (t *Traversals) Tolerant(ctx context.Context, ids []int64) map[int64]string {
	names := map[int64]string{}
	for _, id := range ids {
		name, err := t.name(ctx, id) // want "authors"
		if err == nil {
			names[id] = name
		} else if !errors.Is(err, sql.ErrNoRows) {
			break
		}
	}
	return names
}

// Formatted writes the key into the statement.
func (t *Traversals) Formatted(ctx context.Context, ids []int64) (names []string, err error) {
	for _, id := range ids {
		var name string
		query := fmt.Sprintf("SELECT name FROM authors WHERE id = %d", id)
		if err := t.db.GetContext(ctx, &name, query); err != nil { // want "authors"
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

type entry struct {
	id   int64
	next *entry
}

// Chained follows the links of a list in memory, in two ways.
func (t *Traversals) Chained(ctx context.Context, head *entry) (names []string, err error) {
	for e := head; e != nil; {
		name, err := t.name(ctx, e.id) // want "for each node"
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		e = e.next
	}
	for head != nil {
		name, err := t.name(ctx, head.id) // want "for each head"
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		head = head.next
	}
	return names, nil
}
