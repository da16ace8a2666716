// Package unset updates records by partial values: what such a value leaves unset is not looked at.
package unset

import (
	"context"
	"database/sql"
	"time"
)

// Store is the database.
type Store struct{ db *sql.DB }

// Links are the addresses of a book, and what is to be done with them.
type Links struct {
	Values []string
	Mode   int
}

// Title is a text that may be set.
type Title struct {
	Value string
	Set   bool
}

// Partial is what to change of a book.
type Partial struct {
	UpdatedAt time.Time
	Title     Title
	Links     *Links
	Tags      []int64
	Shelf     string
}

// NewPartial changes nothing but the time.
func NewPartial() Partial {
	return Partial{UpdatedAt: time.Now()}
}

// Book is a book.
type Book struct {
	ID    int64
	Links []string
}

func (s *Store) links(ctx context.Context, id int64) (out []string, err error) {
	var one string
	err = s.db.QueryRowContext(ctx, "SELECT link FROM links WHERE book_id = ?", id).Scan(&one)
	return append(out, one), err
}

func (s *Store) modify(ctx context.Context, id int64, values []string) ([]string, error) {
	old, err := s.links(ctx, id)
	return append(old, values...), err
}

// Change asks for the links where they are to be changed.
func (s *Store) Change(ctx context.Context, id int64, p Partial) (old []string, err error) {
	if p.Links != nil {
		if old, err = s.modify(ctx, id, p.Links.Values); err != nil {
			return nil, err
		}
	}
	return old, nil
}

// Touch changes the time of each book.
func (s *Store) Touch(ctx context.Context, books []Book) error {
	for _, b := range books {
		if _, err := s.Change(ctx, b.ID, NewPartial()); err != nil {
			return err
		}
	}
	return nil
}

// Rename sets another field.
func (s *Store) Rename(ctx context.Context, books []Book, title string) error {
	for _, b := range books {
		p := NewPartial()
		p.Title = Title{Value: title, Set: true}
		if _, err := s.Change(ctx, b.ID, p); err != nil {
			return err
		}
	}
	return nil
}

// Relink sets the links after the value was made.
func (s *Store) Relink(ctx context.Context, books []Book) error {
	for _, b := range books {
		p := NewPartial()
		p.Links = &Links{Values: b.Links}
		if _, err := s.Change(ctx, b.ID, p); err != nil { // want "links for each book"
			return err
		}
	}
	return nil
}

// Literal gives the links in a literal.
func (s *Store) Literal(ctx context.Context, books []Book) error {
	for _, b := range books {
		if _, err := s.Change(ctx, b.ID, Partial{Links: &Links{Values: b.Links}}); err != nil { // want "links for each book"
			return err
		}
	}
	return nil
}

func linksOf(p *Partial, b Book) { p.Links = &Links{Values: b.Links} }

// Helper leaves it to a helper to set the links.
func (s *Store) Helper(ctx context.Context, books []Book) error {
	for _, b := range books {
		p := NewPartial()
		linksOf(&p, b)
		if _, err := s.Change(ctx, b.ID, p); err != nil { // want "links for each book"
			return err
		}
	}
	return nil
}

// Given changes what its caller wants.
func (s *Store) Given(ctx context.Context, books []Book, p Partial) error {
	for _, b := range books {
		if _, err := s.Change(ctx, b.ID, p); err != nil { // want "links for each book"
			return err
		}
	}
	return nil
}

// through hands on what it is given.
func (s *Store) through(ctx context.Context, id int64, p Partial) error {
	p.Title.Set = true
	_, err := s.Change(ctx, id, p)
	return err
}

// Wrapped goes through a helper that sets another field.
func (s *Store) Wrapped(ctx context.Context, books []Book) error {
	for _, b := range books {
		if err := s.through(ctx, b.ID, Partial{Shelf: "new"}); err != nil {
			return err
		}
	}
	return nil
}

// WrappedLinks goes through the helper with links.
func (s *Store) WrappedLinks(ctx context.Context, books []Book) error {
	for _, b := range books {
		if err := s.through(ctx, b.ID, Partial{Links: &Links{Values: b.Links}}); err != nil { // want "links for each book"
			return err
		}
	}
	return nil
}

// Owner is a person.
type Owner struct {
	Name, Kind, Email string
	Groups            []string
}

func (o *Owner) normalise() {
	if o.Name == "" {
		o.Name = "nobody"
	}
}

// picture asks for the picture of those who have one.
func (s *Store) picture(ctx context.Context, o *Owner) (url string, err error) {
	if (o.Kind == "auto" || o.Kind == "photo") && o.Email != "" {
		if err = s.db.QueryRowContext(ctx, "SELECT url FROM pictures WHERE email = ?", o.Email).Scan(&url); err != nil {
			return "", err
		}
		o.Kind = "photo"
	}
	return url, nil
}

func (s *Store) enrol(ctx context.Context, o *Owner) error {
	o.normalise()
	_, err := s.picture(ctx, o)
	return err
}

// Enrol makes owners that have no kind.
func (s *Store) Enrol(ctx context.Context, emails []string) error {
	for _, email := range emails {
		o := &Owner{Email: email}
		o.Groups = append(o.Groups, "all")
		if err := s.enrol(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// EnrolAuto makes owners that have one.
func (s *Store) EnrolAuto(ctx context.Context, emails []string) error {
	for _, email := range emails {
		o := &Owner{Email: email}
		o.Kind = "auto"
		if err := s.enrol(ctx, o); err != nil { // want "pictures for each email"
			return err
		}
	}
	return nil
}

// Filter says which titles to look for.
type Filter struct {
	Authors []int64
	Strict  bool
	Since   time.Time
}

// Find asks for the titles of some authors.
func (s *Store) Find(ctx context.Context, shelf string, f Filter) (out []string, err error) {
	for _, id := range f.Authors {
		var name string
		if err := s.db.QueryRowContext(ctx, "SELECT name FROM titles WHERE author_id = ?", id).Scan(&name); err != nil { // want "titles for each author"
			return nil, err
		}
		out = append(out, shelf+name)
	}
	if f.Authors == nil {
		return out, nil
	}
	if f.Since.IsZero() {
		return out, nil
	}
	var n string
	err = s.db.QueryRowContext(ctx, "SELECT note FROM notes WHERE shelf = ?", shelf).Scan(&n)
	return append(out, n), err
}

// Shelves looks for no author in particular.
func (s *Store) Shelves(ctx context.Context, shelves []string) error {
	for _, shelf := range shelves {
		if _, err := s.Find(ctx, shelf, Filter{Strict: true}); err != nil {
			return err
		}
	}
	return nil
}

// Notes looks for authors since a day.
func (s *Store) Notes(ctx context.Context, shelves []string, since time.Time) error {
	for _, shelf := range shelves {
		if _, err := s.Find(ctx, shelf, Filter{Authors: []int64{1}, Since: since}); err != nil { // want "notes for each shelf"
			return err
		}
	}
	return nil
}

// Options are options.
type Options struct{ Deep bool }

func (s *Store) load(ctx context.Context, id int64, o *Options) (name string, err error) {
	if o != nil && o.Deep {
		err = s.db.QueryRowContext(ctx, "SELECT name FROM deep WHERE id = ?", id).Scan(&name)
	}
	return name, err
}

// Shallow gives no options.
func (s *Store) Shallow(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		if _, err := s.load(ctx, id, nil); err != nil {
			return err
		}
	}
	return nil
}

// Deep gives some.
func (s *Store) Deep(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		if _, err := s.load(ctx, id, &Options{Deep: true}); err != nil { // want "deep for each id"
			return err
		}
	}
	return nil
}
