// Command named serves books by queries that files hold under names: goyesql fills a struct with them, dotsql is told the name.
package main

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"os"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/knadh/goyesql/v2"
	goyesqlx "github.com/knadh/goyesql/v2/sqlx"
	_ "github.com/lib/pq"
	"github.com/qustavo/dotsql"
)

// Book is a row.
type Book struct {
	ID    int64  `db:"id" json:"id"`
	Title string `db:"title" json:"title"`
}

// Queries are filled by the names in their tags. The tag of the last one is another library's.
type Queries struct {
	ListBooks   *sqlx.Stmt `query:"list-books"`
	ListAuthors *sqlx.Stmt `query:"list-authors"`
	BookStats   string     `query:"book-stats"`
	Search      *sqlx.Stmt `query:"search-books"`
	Prefix      *sqlx.Stmt `query:"prefix-books"`
	Page        *sqlx.Stmt `query:"page-books"`
	Filter      *sqlx.Stmt `query:"filter-books"`
	Get         *sqlx.Stmt `query:"get-book"`
	CountShelf  *sqlx.Stmt `query:"count-shelf"`
	Nobody      *sqlx.Stmt `query:"nobody-asks"`
}

type app struct {
	db  *sqlx.DB
	q   *Queries
	dot *dotsql.DotSql
}

func main() {
	db, err := sqlx.Open("postgres", os.Getenv("DSN"))
	if err != nil {
		panic(err)
	}
	db.SetMaxOpenConns(10)
	db.SetConnMaxLifetime(time.Minute)
	var q Queries
	if err := goyesqlx.ScanToStruct(&q, goyesql.MustParseFile("queries/books.sql"), db); err != nil {
		panic(err)
	}
	dot, err := dotsql.LoadFromFile("queries/books.sql")
	if err != nil {
		panic(err)
	}
	a := &app{db, &q, dot}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /books", a.books)
	mux.HandleFunc("GET /authors", a.authors)
	mux.HandleFunc("GET /loans", a.loans)
	mux.HandleFunc("GET /find", a.find)
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux, ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	_ = srv.ListenAndServe() // want gracefulshutdown "SIGTERM cuts the requests"
}

func (a *app) books(w http.ResponseWriter, r *http.Request) {
	var out, page, some []Book
	var stats []struct {
		Shelf int64 `db:"shelf_id"`
		N     int   `db:"n"`
	}
	if err := a.q.ListBooks.SelectContext(r.Context(), &out); err != nil {
		answer(w, nil, err)
		return
	}
	if err := a.q.Page.SelectContext(r.Context(), &page, 20); err != nil {
		answer(w, nil, err)
		return
	}
	if err := a.q.Filter.SelectContext(r.Context(), &some, 0); err != nil {
		answer(w, nil, err)
		return
	}
	if err := a.db.SelectContext(r.Context(), &stats, a.q.BookStats); err != nil {
		answer(w, nil, err)
		return
	}
	if err := a.q.CountShelf.SelectContext(r.Context(), &stats, 1); err != nil {
		answer(w, nil, err)
		return
	}
	var one Book
	err := a.q.Get.GetContext(r.Context(), &one, 1)
	answer(w, []any{out, page, some, stats, one}, err)
}

// authors hands its statement to a helper.
func (a *app) authors(w http.ResponseWriter, r *http.Request) {
	var out []struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
	}
	answer(w, out, read(a.q.ListAuthors, &out))
}

func read(s *sqlx.Stmt, into any) error { return s.Select(into) }

func (a *app) find(w http.ResponseWriter, r *http.Request) {
	var out, more []Book
	if err := a.q.Search.SelectContext(r.Context(), &out, "%"+r.FormValue("q")+"%", 20); err != nil {
		answer(w, nil, err)
		return
	}
	err := a.q.Prefix.SelectContext(r.Context(), &more, r.FormValue("q")+"%", 20)
	answer(w, append(out, more...), err)
}

func (a *app) loans(w http.ResponseWriter, r *http.Request) {
	list, err := scan(a.dot.QueryContext(r.Context(), a.db, "dot-loans"))
	if err != nil {
		answer(w, nil, err)
		return
	}
	late, err := scan(a.dot.QueryContext(r.Context(), a.db, "dot-late"))
	if err != nil {
		answer(w, nil, err)
		return
	}
	row, err := a.dot.QueryRowContext(r.Context(), a.db, "dot-loan", 1)
	if err != nil {
		answer(w, nil, err)
		return
	}
	var id, book int64
	err = row.Scan(&id, &book)
	answer(w, []any{list, late, id, book}, err)
}

func scan(rows *sql.Rows, err error) ([][2]int64, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][2]int64
	for rows.Next() {
		var one [2]int64
		if err := rows.Scan(&one[0], &one[1]); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}

func answer(w http.ResponseWriter, v any, err error) {
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(v)
}
