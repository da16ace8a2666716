package bad

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Helped queries one, two and three calls away.
type Helped struct{ db *sql.DB }

func (h *Helped) author(ctx context.Context, id int64) (a Author, err error) {
	err = h.db.QueryRowContext(ctx, authorByID, id).Scan(&a.ID, &a.Name)
	return a, err
}

// One is one call away.
func (h *Helped) One(ctx context.Context, posts []Post) error {
	for i, p := range posts {
		a, err := h.author(ctx, p.AuthorID) // want "authors"
		if err != nil {
			return fmt.Errorf("author of post %d: %w", p.ID, err)
		}
		posts[i].Author = a
	}
	return nil
}

type card struct {
	title, byline string
}

func (h *Helped) card(ctx context.Context, p Post) (*card, error) {
	c := &card{title: p.Title}
	if p.AuthorID == 0 {
		return c, nil
	}
	a, err := h.author(ctx, p.AuthorID)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	c.byline = "by " + a.Name
	return c, nil
}

// Two converts each post, and the converter asks.
func (h *Helped) Two(ctx context.Context, posts []Post) (cards []*card, err error) {
	for _, p := range posts {
		c, err := h.card(ctx, p) // want "authors"
		if err != nil {
			return nil, err
		}
		cards = append(cards, c)
	}
	return cards, nil
}

func (h *Helped) render(ctx context.Context, p *Post) (string, error) {
	c, err := h.card(ctx, *p)
	if err != nil {
		return "", err
	}
	return c.title + " " + c.byline, nil
}

// Three is three calls away.
func (h *Helped) Three(ctx context.Context, posts []*Post) (string, error) {
	var page strings.Builder
	for _, p := range posts {
		text, err := h.render(ctx, p) // want "authors"
		if err != nil {
			return "", err
		}
		page.WriteString(text)
	}
	return page.String(), nil
}

// exists is a plain function that takes the handle.
func exists(ctx context.Context, db *sql.DB, table, column string, value any) (found bool, err error) {
	query := fmt.Sprintf("SELECT EXISTS (SELECT 1 FROM %s WHERE %s = $1)", table, column)
	err = db.QueryRowContext(ctx, query, value).Scan(&found)
	return found, err
}

// Taken asks for each name through a function of a thousand uses.
func (h *Helped) Taken(ctx context.Context, names []string) (taken []string, err error) {
	for _, name := range names {
		if ok, err := exists(ctx, h.db, "handles", "name", name); err != nil { // want "for each"
			return nil, err
		} else if ok {
			taken = append(taken, name)
		}
	}
	return taken, nil
}

// FindUser says which users are wanted.
type FindUser struct {
	ID    *int64
	Email *string
}

// User has an account.
type User struct {
	ID    int64
	Email string
}

// ListUsers puts the statement together from what is asked for.
func (h *Helped) ListUsers(ctx context.Context, find *FindUser) (users []*User, err error) {
	where, args := []string{"1 = 1"}, []any{}
	if find.ID != nil {
		args = append(args, *find.ID)
		where = append(where, fmt.Sprintf("id = $%d", len(args)))
	}
	if find.Email != nil {
		args = append(args, *find.Email)
		where = append(where, fmt.Sprintf("email = $%d", len(args)))
	}
	rows, err := h.db.QueryContext(ctx, "SELECT id, email FROM users WHERE "+strings.Join(where, " AND "), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Email); err != nil {
			return nil, err
		}
		users = append(users, &u)
	}
	return users, rows.Err()
}

// GetUser gives the first of the users that are found.
func (h *Helped) GetUser(ctx context.Context, find *FindUser) (*User, error) {
	users, err := h.ListUsers(ctx, find)
	if err != nil || len(users) == 0 {
		return nil, err
	}
	return users[0], nil
}

// Creators wraps each id in a struct of conditions.
func (h *Helped) Creators(ctx context.Context, ids map[int64]bool) (map[int64]*User, error) {
	creators := map[int64]*User{}
	for id := range ids {
		creator, err := h.GetUser(ctx, &FindUser{ID: &id}) // want "users"
		if err == nil && creator != nil {
			creators[id] = creator
		}
	}
	return creators, nil
}

// Condition is a part of a statement.
type Condition struct {
	text string
	args []any
}

// Where makes a condition.
func Where(text string, args ...any) Condition { return Condition{text: text, args: args} }

// First reads one value.
func (h *Helped) First(ctx context.Context, dst any, table string, conditions ...Condition) error {
	query := "SELECT data FROM " + table
	var args []any
	for i, c := range conditions {
		if i == 0 {
			query += " WHERE "
		} else {
			query += " AND "
		}
		query += c.text
		args = append(args, c.args...)
	}
	return h.db.QueryRowContext(ctx, query, args...).Scan(dst)
}

// Raw looks up the raw record of each row that it reads.
func (h *Helped) Raw(ctx context.Context, table string) (docs []string, err error) {
	rows, err := h.db.QueryContext(ctx, "SELECT raw_id FROM "+table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var rawID int64
		if err := rows.Scan(&rawID); err != nil {
			return nil, err
		}
		var doc string
		conditions := []Condition{Where("id = $1", rawID)}
		if err := h.First(ctx, &doc, "raw_records", conditions...); err != nil { // want "for each"
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, rows.Err()
}

// Ticket loads what belongs to it by itself.
type Ticket struct {
	ID      int64
	OwnerID int64
	db      *sql.DB
}

// Owner is a query.
func (t *Ticket) Owner(ctx context.Context) (a Author, err error) {
	err = t.db.QueryRowContext(ctx, "SELECT id, name FROM owners WHERE id = $1", t.OwnerID).Scan(&a.ID, &a.Name)
	return a, err
}

// Watchers takes the handle.
func (t Ticket) Watchers(ctx context.Context, db *sql.DB) (n int, err error) {
	err = db.QueryRowContext(ctx, "SELECT count(1) FROM watchers WHERE ticket_id = $1", t.ID).Scan(&n)
	return n, err
}

// Board asks each ticket.
func Board(ctx context.Context, tickets []*Ticket) (names []string, err error) {
	for _, t := range tickets {
		owner, err := t.Owner(ctx) // want "owners"
		if err != nil {
			return nil, err
		}
		names = append(names, owner.Name)
	}
	return names, nil
}

// Watched asks each ticket and brings the handle.
func Watched(ctx context.Context, db *sql.DB, tickets []Ticket) (total int, err error) {
	for _, t := range tickets {
		n, err := t.Watchers(ctx, db) // want "watchers"
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// LoadAll has receivers that are found by index.
func LoadAll(ctx context.Context, tickets []Ticket) error {
	for i := range tickets {
		if _, err := tickets[i].Owner(ctx); err != nil { // want "owners"
			return err
		}
	}
	return nil
}

// Accounts asks for many accounts at once, and for one.
type Accounts struct{ db *sql.DB }

// GetByID reads one account.
func (a *Accounts) GetByID(ctx context.Context, id int64) (u *User, err error) {
	u = &User{}
	err = a.db.QueryRowContext(ctx, "SELECT id, email FROM accounts WHERE id = $1", id).Scan(&u.ID, &u.Email)
	return u, err
}

// GetByIDs reads many accounts.
func (a *Accounts) GetByIDs(ctx context.Context, ids []int64) (users []*User, err error) {
	rows, err := a.db.QueryContext(ctx, "SELECT id, email FROM accounts WHERE id = ANY($1)", ids)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Email); err != nil {
			return nil, err
		}
		users = append(users, &u)
	}
	return users, rows.Err()
}

// Mentioned overlooks GetByIDs.
func (a *Accounts) Mentioned(ctx context.Context, ids []int64) (users []*User, err error) {
	for _, id := range ids {
		u, err := a.GetByID(ctx, id) // want "GetByIDs"
		if err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	return users, nil
}
