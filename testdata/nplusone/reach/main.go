// Command reach serves, takes messages, runs jobs and has commands: what waits for nobody is told at level info.
package main

// without crashonstart: what matters is not how it starts

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"time"

	"github.com/alecthomas/kong"
	_ "github.com/lib/pq"
	"github.com/nats-io/nats.go"
	"github.com/robfig/cron/v3"
	"github.com/spf13/cobra"
	"github.com/urfave/cli/v2"
)

type store struct{ db *sql.DB }

func (s *store) owners(ctx context.Context) (ids []int64) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM owners WHERE plan = $1", 1)
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if rows.Scan(&id) == nil {
			ids = append(ids, id)
		}
	}
	if rows.Err() != nil {
		return nil
	}
	return ids
}

func (s *store) count(ctx context.Context, id int64) (n int) {
	_ = s.db.QueryRowContext(ctx, "SELECT total FROM bills WHERE owner = $1", id).Scan(&n)
	return n
}

func (s *store) serve(w http.ResponseWriter, r *http.Request) {
	for _, id := range s.owners(r.Context()) {
		s.count(r.Context(), id) // want nplusone "bills"
	}
}

func (s *store) consume(m *nats.Msg) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, id := range s.owners(ctx) {
		s.count(ctx, id) // want nplusone "bills"
	}
}

func (s *store) nightly() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, id := range s.owners(ctx) {
		s.count(ctx, id) // want nplusone "bills"
	}
}

// Both a command and a handler run it.
func (s *store) shared(ctx context.Context) {
	for _, id := range s.owners(ctx) {
		s.count(ctx, id) // want nplusone "bills"
	}
}

func (s *store) reindex(cmd *cobra.Command, args []string) error {
	s.shared(cmd.Context())
	for _, id := range s.owners(cmd.Context()) {
		s.count(cmd.Context(), id) // want:info nplusone "bills"
	}
	return nil
}

func (s *store) purge(c *cli.Context) error {
	for _, id := range s.owners(c.Context) {
		s.count(c.Context, id) // want:info nplusone "bills"
	}
	return nil
}

type exportCmd struct{}

// Run is called by kong.
func (exportCmd) Run(s *store) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	for _, id := range s.owners(ctx) {
		s.count(ctx, id) // want:info nplusone "bills"
	}
	return nil
}

var grammar struct {
	Export exportCmd `cmd:""`
}

func main() {
	db, err := sql.Open("postgres", os.Getenv("DSN"))
	if err != nil {
		return
	}
	db.SetMaxOpenConns(5)
	s := &store{db}
	root := &cobra.Command{Use: "reach"}
	root.AddCommand(&cobra.Command{Use: "reindex", RunE: s.reindex}, &cobra.Command{Use: "serve", RunE: s.start})
	app := &cli.App{Commands: []*cli.Command{{Name: "purge", Action: s.purge}}}
	switch os.Args[0] {
	case "app":
		_ = app.Run(os.Args)
	case "kong":
		kong.Parse(&grammar).FatalIfErrorf(nil)
	default:
		_ = root.Execute()
	}
}

func (s *store) start(cmd *cobra.Command, args []string) error {
	nc, err := nats.Connect(os.Getenv("NATS"))
	if err != nil {
		return err
	}
	defer nc.Close()
	if _, err := nc.Subscribe("bills", s.consume); err != nil {
		return err
	}
	c := cron.New()
	if _, err := c.AddFunc("@daily", s.nightly); err != nil {
		return err
	}
	c.Start()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /bills", s.serve)
	mux.HandleFunc("GET /shared", func(w http.ResponseWriter, r *http.Request) { s.shared(r.Context()) })
	srv := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServe() // want gracefulshutdown "SIGTERM"
}
