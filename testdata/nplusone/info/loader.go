package info

import (
	"context"
	"database/sql"

	"github.com/graph-gophers/dataloader/v7"
	"github.com/lib/pq"
)

// NewNames gives its loader a function that asks for many at once.
func NewNames(db *sql.DB) *Names {
	n := &Names{db: db, known: map[int64]string{}}
	n.loader = dataloader.NewBatchedLoader(n.batch)
	return n
}

func (n *Names) batch(ctx context.Context, ids []int64) []*dataloader.Result[string] {
	found := map[int64]string{}
	results := make([]*dataloader.Result[string], len(ids))
	rows, err := n.db.QueryContext(ctx, "SELECT id, name FROM authors WHERE id = ANY($1)", pq.Array(ids)) // want connleak "rows.Err"
	if err != nil {
		for i := range results {
			results[i] = &dataloader.Result[string]{Error: err}
		}
		return results
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			continue
		}
		found[id] = name
	}
	for i, id := range ids {
		results[i] = &dataloader.Result[string]{Data: found[id]}
	}
	return results
}

// Loaded asks the loader, which waits for more and asks the database once.
func (n *Names) Loaded(ctx context.Context, posts []Post) (names []string, err error) {
	thunks := make([]dataloader.Thunk[string], 0, len(posts))
	for _, p := range posts {
		thunks = append(thunks, n.loader.Load(ctx, p.AuthorID))
	}
	for _, wait := range thunks {
		name, err := wait()
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}
