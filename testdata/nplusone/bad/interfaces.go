package bad

import (
	"context"
	"database/sql"
)

// authorReader is what the feed needs of a store.
type authorReader interface {
	ReadAuthor(ctx context.Context, id int64) (Author, error)
}

type authorStore struct{ db *sql.DB }

func (s *authorStore) ReadAuthor(ctx context.Context, id int64) (a Author, err error) {
	err = s.db.QueryRowContext(ctx, authorByID, id).Scan(&a.ID, &a.Name)
	return a, err
}

// Feed reads through an interface that its constructor fills.
type Feed struct{ authors authorReader }

// NewFeed wires the feed.
func NewFeed(db *sql.DB) *Feed { return &Feed{authors: &authorStore{db: db}} }

// Load queries behind the interface.
func (f *Feed) Load(ctx context.Context, posts []Post) error {
	for i, p := range posts {
		a, err := f.authors.ReadAuthor(ctx, p.AuthorID) // want "authors"
		if err != nil {
			return err
		}
		posts[i].Author = a
	}
	return nil
}

// Tracing passes reads on: a store in front of a store.
type tracing struct {
	next   authorReader
	before func(id int64)
}

func (t tracing) ReadAuthor(ctx context.Context, id int64) (Author, error) {
	t.before(id)
	return t.next.ReadAuthor(ctx, id)
}

// Traced reads through a decorator.
type Traced struct{ authors authorReader }

// NewTraced puts the decorator before the store.
func NewTraced(db *sql.DB, before func(int64)) *Traced {
	return &Traced{authors: tracing{next: &authorStore{db: db}, before: before}}
}

// Bylines queries behind two interfaces.
func (t *Traced) Bylines(ctx context.Context, posts []Post) (names []string, err error) {
	for _, p := range posts {
		a, err := t.authors.ReadAuthor(ctx, p.AuthorID) // want "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, a.Name)
	}
	return names, nil
}

// querier is what *sql.DB, *sql.Tx and *sql.Conn have in common: no type of the program implements it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Parcels runs on a handle or in a transaction.
func Parcels(ctx context.Context, q querier, shipments []int64) (weights []int, err error) {
	for _, id := range shipments {
		var w int
		if err := q.QueryRowContext(ctx, "SELECT sum(weight) FROM parcels WHERE shipment_id = $1", id).Scan(&w); err != nil { // want "parcels"
			return nil, err
		}
		weights = append(weights, w)
	}
	return weights, nil
}

// Tx is a transaction as this program sees it.
type Tx interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) Row
	Commit() error
	Rollback() error
}

// Row is one row.
type Row interface{ Scan(dest ...any) error }

// Conn begins transactions.
type Conn interface{ Begin() (Tx, error) }

type conn struct{ *sql.DB }

func (c *conn) Begin() (Tx, error) {
	tx, err := c.DB.Begin()
	if err != nil {
		return nil, err
	}
	return &ownTx{tx}, nil
}

type ownTx struct{ *sql.Tx }

func (t *ownTx) QueryRow(query string, args ...any) Row { return t.Tx.QueryRow(query, args...) }

// Scheduler plans jobs in transactions of its own kind.
type Scheduler struct{ conn Conn }

// NewScheduler wires the scheduler.
func NewScheduler(db *sql.DB) *Scheduler { return &Scheduler{conn: &conn{db}} }

// Plan asks for the resources of each job.
func (s *Scheduler) Plan(jobs []int64) (names []string, err error) {
	tx, err := s.conn.Begin()
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	for _, job := range jobs {
		var paused bool
		if err := tx.QueryRow("SELECT paused FROM jobs WHERE id = $1", job).Scan(&paused); err != nil { // want "jobs"
			return nil, err
		}
		if paused {
			continue
		}
		rows, err := tx.Query("SELECT r.name FROM resources r JOIN job_inputs i ON i.resource_id = r.id WHERE i.job_id = $1", job) // want "resources" connleak "rows"
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return nil, err
			}
			names = append(names, name)
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
	}
	return names, tx.Commit()
}

// Loader has functions for fields.
type Loader struct {
	score func(ctx context.Context, id int64) (int, error)
	owner func(ctx context.Context, id int64) (Author, error)
}

// NewLoader fills the fields with a closure and a method value.
func NewLoader(db *sql.DB) *Loader {
	store := &authorStore{db: db}
	return &Loader{
		score: func(ctx context.Context, id int64) (n int, err error) {
			err = db.QueryRowContext(ctx, "SELECT score FROM scores WHERE post_id = $1", id).Scan(&n)
			return n, err
		},
		owner: store.ReadAuthor,
	}
}

// Scores calls the field with the closure.
func (l *Loader) Scores(ctx context.Context, posts []Post) (sum int, err error) {
	for _, p := range posts {
		n, err := l.score(ctx, p.ID) // want "scores"
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// Owners calls the field with the method value.
func (l *Loader) Owners(ctx context.Context, posts []Post) (names []string, err error) {
	for _, p := range posts {
		a, err := l.owner(ctx, p.AuthorID) // want "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, a.Name)
	}
	return names, nil
}

// base has what all stores share.
type base struct{ db *sql.DB }

func (b *base) label(ctx context.Context, id int64) (text string, err error) {
	err = b.db.QueryRowContext(ctx, "SELECT text FROM labels WHERE id = $1", id).Scan(&text)
	return text, err
}

// Issues has the methods of base by embedding it.
type Issues struct {
	*base
	lang string
}

// NewIssues wires the store.
func NewIssues(db *sql.DB, lang string) *Issues { return &Issues{base: &base{db: db}, lang: lang} }

// Labels calls a promoted method.
func (s *Issues) Labels(ctx context.Context, ids []int64) (texts []string, err error) {
	for _, id := range ids {
		text, err := s.label(ctx, id) // want "labels"
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// Page has a method by embedding an interface.
type Page struct{ authorReader }

// NewPage wires the page.
func NewPage(db *sql.DB) *Page { return &Page{&authorStore{db: db}} }

// Footer calls a method that is promoted from the embedded interface.
func (p *Page) Footer(ctx context.Context, authors []int64) (names []string, err error) {
	for _, id := range authors {
		a, err := p.ReadAuthor(ctx, id) // want "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, a.Name)
	}
	return names, nil
}

// Stores are the stores of an application, a field each.
type Stores struct {
	Coupons *Coupons
	Authors authorReader
}

// Coupons is one of them.
type Coupons struct{ db *sql.DB }

// Valid is a query.
func (c *Coupons) Valid(ctx context.Context, code string) (ok bool, err error) {
	err = c.db.QueryRowContext(ctx, "SELECT valid_until > now() FROM coupons WHERE code = $1", code).Scan(&ok)
	return ok, err
}

// App reaches its stores through two fields.
type App struct{ stores *Stores }

// NewApp wires the application.
func NewApp(db *sql.DB) *App {
	a := &App{stores: &Stores{}}
	a.stores.Coupons = &Coupons{db: db}
	return a
}

// Redeem asks for each coupon of a cart.
func (a *App) Redeem(ctx context.Context, codes []string) (valid []string, err error) {
	for _, code := range codes {
		ok, err := a.stores.Coupons.Valid(ctx, code) // want "coupons"
		if err != nil {
			return nil, err
		}
		if ok {
			valid = append(valid, code)
		}
	}
	return valid, nil
}

// Option changes a gallery.
type Option func(*Gallery)

// Gallery takes what it reads with from an option.
type Gallery struct {
	alt func(ctx context.Context, image string) (string, error)
}

// WithTexts reads alternative texts from a database.
func WithTexts(db *sql.DB) Option {
	return func(g *Gallery) {
		g.alt = func(ctx context.Context, image string) (text string, err error) {
			err = db.QueryRowContext(ctx, "SELECT alt FROM images WHERE name = $1", image).Scan(&text)
			return text, err
		}
	}
}

// NewGallery applies the options.
func NewGallery(options ...Option) *Gallery {
	g := &Gallery{}
	for _, o := range options {
		o(g)
	}
	return g
}

// Texts asks for each image.
func (g *Gallery) Texts(ctx context.Context, images []string) (texts []string, err error) {
	for _, image := range images {
		text, err := g.alt(ctx, image) // want "images"
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}
