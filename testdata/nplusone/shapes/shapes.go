// Package shapes asks once for each element in loops that are hard to see: functions handed on, lazy iterators, comparisons.
package shapes

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"sort"

	"github.com/elastic/go-elasticsearch/v8"
	"github.com/jmoiron/sqlx"
)

// Store is the database.
type Store struct {
	db *sql.DB
	es *elasticsearch.Client
}

func (s *Store) score(id int64) (n int) {
	if err := s.db.QueryRow("SELECT score FROM scores WHERE id = ?", id).Scan(&n); err != nil {
		return 0
	}
	return n
}

// Expression calls a method expression that a variable holds.
func (s *Store) Expression(ids []int64) (sum int) {
	score := (*Store).score
	for _, id := range ids {
		sum += score(s, id) // want "scores"
	}
	return sum
}

// Folder has folders in it.
type Folder struct {
	ID       int64
	Children []*Folder
}

// Walk visits a folder and all below it.
func (f *Folder) Walk(visit func(*Folder) error) error {
	if err := visit(f); err != nil {
		return err
	}
	for _, c := range f.Children {
		if err := c.Walk(visit); err != nil {
			return err
		}
	}
	return nil
}

// Weighed visits each folder.
func (s *Store) Weighed(root *Folder) (sum int, err error) {
	err = root.Walk(func(f *Folder) error {
		sum += s.score(f.ID) // want "scores"
		return nil
	})
	return sum, err
}

func visitAll(folders []*Folder, visit func(*Folder)) {
	for _, f := range folders {
		visitOne(f, visit)
	}
}

func visitOne(f *Folder, visit func(*Folder)) { visit(f) }

// Helped has a helper of the helper run the function.
func (s *Store) Helped(folders []*Folder) (sum int) {
	visitAll(folders, func(f *Folder) { sum += s.score(f.ID) }) // want "scores"
	return sum
}

func mapped[T, R any](seq iter.Seq[T], f func(T) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		for v := range seq {
			if !yield(f(v)) {
				return
			}
		}
	}
}

// Lazy makes the queries when the iterator is ranged over.
func (s *Store) Lazy(ids []int64) []int {
	return slices.Collect(mapped(slices.Values(ids), func(id int64) int {
		return s.score(id) // want "scores"
	}))
}

// Bound hands a method over.
func (s *Store) Bound(ids []int64) []int {
	return slices.Collect(mapped(slices.Values(ids), s.score)) // want "scores"
}

// Pulled asks an iterator for the next id.
func (s *Store) Pulled(ids iter.Seq[int64]) (sum int) {
	next, stop := iter.Pull(ids)
	defer stop()
	for {
		id, ok := next()
		if !ok {
			return sum
		}
		sum += s.score(id) // want "scores"
	}
}

type byScore struct {
	store *Store
	ids   []int64
}

func (b byScore) Len() int           { return len(b.ids) }
func (b byScore) Swap(i, j int)      { b.ids[i], b.ids[j] = b.ids[j], b.ids[i] }
func (b byScore) Less(i, j int) bool { return b.store.score(b.ids[i]) < b.store.score(b.ids[j]) } // want "scores for each comparison: load them with one query before sorting"

// Sorted compares with two queries.
func (s *Store) Sorted(ids []int64) { sort.Sort(byScore{s, ids}) }

// Indexed calls what the client holds in a field.
func (s *Store) Indexed(ctx context.Context, ids []string) (found int, err error) {
	for _, id := range ids {
		res, err := s.es.Get("articles", id, s.es.Get.WithContext(ctx)) // want "articles for each id: ask for all with one Mget"
		if err != nil {
			return 0, err
		}
		if !res.IsError() {
			found++
		}
		if err := res.Body.Close(); err != nil {
			return 0, err
		}
	}
	return found, nil
}

type entity interface{ TableName() string }

type repository[T entity] struct{ db *sqlx.DB }

func (r *repository[T]) find(ctx context.Context, id int64) (T, error) {
	var row T
	err := r.db.GetContext(ctx, &row, fmt.Sprintf("SELECT id, name FROM %s WHERE id = $1", row.TableName()), id)
	return row, err
}

type author struct {
	ID   int64
	Name string
}

func (author) TableName() string { return "authors" }

type book struct{ ID, AuthorID int64 }

func (book) TableName() string { return "books" }

// Library has a repository of each of two tables.
type Library struct {
	authors *repository[author]
	books   *repository[book]
}

// Authors asks for the author of each book.
func (l *Library) Authors(ctx context.Context, ids []int64) (names []string, err error) {
	for _, id := range ids {
		b, err := l.books.find(ctx, id) // want "for each id"
		if err != nil {
			return nil, err
		}
		a, err := l.authors.find(ctx, b.AuthorID) // want "for each id"
		if err != nil {
			return nil, err
		}
		names = append(names, a.Name)
	}
	return names, nil
}

type job interface{ run() int }

type scoring struct {
	store *Store
	id    int64
}

func (s scoring) run() int { return s.store.score(s.id) }

// Jobs makes an object of each id, and runs one after the other.
func (s *Store) Jobs(ids []int64) (sum int) {
	var jobs []job
	for _, id := range ids {
		jobs = append(jobs, scoring{s, id})
	}
	for _, j := range jobs {
		sum += j.run() // want "scores"
	}
	return sum
}
