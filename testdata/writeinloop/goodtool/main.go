// Command goodtool copies a list into a database once, and ends.
package main

import (
	"bufio"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"log"
	"os"

	_ "modernc.org/sqlite"
)

func main() {
	path := flag.String("db", "", "the database")
	flag.Parse()
	if err := run(context.Background(), *path, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, path string, files []string) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer db.Close()
	for _, name := range files {
		if err := load(ctx, db, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func load(ctx context.Context, db *sql.DB, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		if _, err := db.ExecContext(ctx, "INSERT INTO lines (file, text) VALUES (?, ?)", name, in.Text()); err != nil {
			return err
		}
	}
	return nil
}
