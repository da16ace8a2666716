// Command tool counts and ends.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"time"

	_ "github.com/lib/pq"
)

type counter struct{ db *sql.DB }

func main() {
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	c := counter{db}
	n, err := c.count(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(n)
}

func (c counter) count(ctx context.Context) (n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return n, c.db.QueryRowContext(ctx, "SELECT count(id) FROM users").Scan(&n)
}
