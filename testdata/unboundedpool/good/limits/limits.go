// Package limits sets limits in roundabout ways.
package limits

import (
	"cmp"
	"database/sql"
	"errors"
	"os"
	"strconv"

	_ "github.com/lib/pq"
)

type repo struct{ db *sql.DB }

// Through an interface without a name.
func newNameless(dsn string) (*repo, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	limit(db, 8)
	return &repo{db}, nil
}

func limit(db interface{ SetMaxOpenConns(n int) }, n int) { db.SetMaxOpenConns(n) }

// As a method value.
func newBound(dsn string) (*repo, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	set := db.SetMaxOpenConns
	set(8)
	return &repo{db}, nil
}

// By a function out of a table.
var tuners = map[string]func(*sql.DB){
	"small": func(db *sql.DB) { db.SetMaxOpenConns(4) },
	"large": func(db *sql.DB) { db.SetMaxOpenConns(40) },
}

func newTabled(dsn, size string) (*repo, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	tuners[size](db)
	return &repo{db}, nil
}

// By a constraint of a type parameter.
type limiter interface{ SetMaxOpenConns(n int) }

func limited[T limiter](v T, n int) T {
	v.SetMaxOpenConns(n)
	return v
}

func newConstrained(dsn string) (*repo, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	return &repo{limited(db, 4)}, nil
}

// A number that is never 0, or whose text comes from elsewhere.
func numbers(text string) []int {
	n, _ := strconv.Atoi(os.Getenv("DB_MAX_OPEN"))
	if n <= 0 {
		n = 10
	}
	m, _ := strconv.Atoi(os.Getenv("DB_MAX_OPEN"))
	k, _ := strconv.Atoi(text)
	l, _ := strconv.Atoi(cmp.Or(os.Getenv("DB_MAX_OPEN"), "20"))
	return []int{n, max(m, 10), k, l}
}

func newNumbered(dsn, text string) ([]*repo, error) {
	var out []*repo
	for i := range numbers(text) {
		db, err := sql.Open("postgres", dsn)
		if err != nil {
			return nil, err
		}
		db.SetMaxOpenConns(numbers(text)[i])
		out = append(out, &repo{db})
	}
	return out, nil
}

func newDefaulted(dsn string) (*repo, error) {
	n, _ := strconv.Atoi(os.Getenv("DB_MAX_OPEN"))
	if n == 0 {
		n = 10
	}
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	return &repo{db}, nil
}

func newAtLeast(dsn string) (*repo, error) {
	n, _ := strconv.Atoi(os.Getenv("DB_MAX_OPEN"))
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(max(n, 10))
	return &repo{db}, nil
}

// Closed with a look at the pool or at what Close says.
func check(dsn string) (err error) {
	db, err := sql.Open("postgres", dsn)
	defer func() {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	if err != nil {
		return err
	}
	r := &repo{db: db}
	return r.db.Ping()
}

func checkTwice(dsn string) (err error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := db.Close(); cerr != nil && err == nil {
			err = cerr
		}
	}()
	r := &repo{db: db}
	return r.db.Ping()
}
