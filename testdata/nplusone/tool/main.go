// Command tool fills a column once and ends: it may take its time.
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"log"
	"time"

	_ "github.com/lib/pq"
)

func main() {
	dsn := flag.String("dsn", "", "database")
	flag.Parse()
	db, err := sql.Open("postgres", *dsn)
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	if err := report(ctx, db); err != nil {
		log.Fatal(err)
	}
}

func report(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT id FROM users WHERE plan IS NULL")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		var n int
		if err := db.QueryRowContext(ctx, "SELECT count(1) FROM invoices WHERE user_id = $1", id).Scan(&n); err != nil {
			return err
		}
		fmt.Println(id, n)
	}
	return rows.Err()
}
