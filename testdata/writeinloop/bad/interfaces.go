package bad

import (
	"context"
	"database/sql"

	"go.mongodb.org/mongo-driver/mongo"
)

type inbox interface {
	Followers(ctx context.Context, author int64) ([]int64, error)
	AddToInbox(ctx context.Context, user, post int64) error
}

type sqlInbox struct{ db *sql.DB }

func (s *sqlInbox) Followers(ctx context.Context, author int64) ([]int64, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT follower FROM follows WHERE author = $1", author)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

func (s *sqlInbox) AddToInbox(ctx context.Context, user, post int64) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO inbox_entries (user_id, post_id) VALUES ($1, $2)", user, post)
	return err
}

type feed struct{ store inbox }

func newFeed(db *sql.DB) *feed { return &feed{store: &sqlInbox{db}} }

func (f *feed) publish(ctx context.Context, p post) error {
	followers, err := f.store.Followers(ctx, p.AuthorID)
	if err != nil {
		return err
	}
	for _, id := range followers {
		if err := f.store.AddToInbox(ctx, id, p.ID); err != nil { // want "inbox_entries"
			return err
		}
	}
	return nil
}

// Two stores that are real and one for tests: the fake does not make the loop harmless.
type auditLog interface {
	AppendAudit(ctx context.Context, line string) error
}

type sqlAudit struct{ db *sql.DB }

func (a sqlAudit) AppendAudit(ctx context.Context, line string) error {
	_, err := a.db.ExecContext(ctx, "INSERT INTO audit_log (line) VALUES ($1)", line)
	return err
}

type mongoAudit struct{ c *mongo.Collection }

func (a mongoAudit) AppendAudit(ctx context.Context, line string) error {
	_, err := a.c.InsertOne(ctx, map[string]string{"line": line})
	return err
}

type fakeAudit struct{ lines []string }

func (a *fakeAudit) AppendAudit(_ context.Context, line string) error {
	a.lines = append(a.lines, line)
	return nil
}

func auditAll(ctx context.Context, log auditLog, lines []string) error {
	for _, l := range lines {
		if err := log.AppendAudit(ctx, l); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

// A field of function type, set in the constructor.
type notifier struct {
	save func(ctx context.Context, user int64, text string) error
}

func newNotifier(db *sql.DB) *notifier {
	return &notifier{save: func(ctx context.Context, user int64, text string) error {
		_, err := db.ExecContext(ctx, "INSERT INTO notices (user_id, text) VALUES ($1, $2)", user, text)
		return err
	}}
}

func (n *notifier) broadcast(ctx context.Context, users []int64, text string) error {
	for _, u := range users {
		if err := n.save(ctx, u, text); err != nil { // want "notices"
			return err
		}
	}
	return nil
}

// A decorator between the loop and the store.
type stockWriter interface {
	SetStock(ctx context.Context, sku string, n int) error
}

type sqlStock struct{ db *sql.DB }

func (s *sqlStock) SetStock(ctx context.Context, sku string, n int) error {
	_, err := s.db.ExecContext(ctx, "UPDATE stock SET n = $2 WHERE sku = $1", sku, n)
	return err
}

type countedStock struct {
	next  stockWriter
	calls int
}

func (c *countedStock) SetStock(ctx context.Context, sku string, n int) error {
	c.calls++
	return c.next.SetStock(ctx, sku, n)
}

func recount(ctx context.Context, db *sql.DB, found []listing) error {
	var w stockWriter = &countedStock{next: &sqlStock{db}}
	for _, l := range found {
		if err := w.SetStock(ctx, l.SKU, l.Stock); err != nil { // want "stock"
			return err
		}
	}
	return nil
}
