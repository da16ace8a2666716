// Program wired drains what its handlers leave behind.
package main

import (
	"context"
	"database/sql"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

type app struct {
	db *sql.DB
	wg sync.WaitGroup
}

// background runs a function that the shutdown waits for.
func (a *app) background(fn func(ctx context.Context)) {
	a.wg.Add(1)
	go func() {
		defer a.wg.Done()
		defer func() {
			if v := recover(); v != nil {
				log.Println("panic", v)
			}
		}()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		fn(ctx)
	}()
}

func (a *app) order(w http.ResponseWriter, r *http.Request) {
	ref := r.PathValue("ref")
	a.background(func(ctx context.Context) {
		if _, err := a.db.ExecContext(ctx, "INSERT INTO orders (ref) VALUES ($1)", ref); err != nil {
			log.Println(err)
		}
	})
	w.WriteHeader(http.StatusAccepted)
}

func run() error {
	dsn, err := sql.Open("pgx", os.Getenv("DSN"))
	if err != nil {
		return err
	}
	dsn.SetMaxOpenConns(20)
	a := &app{db: dsn}
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /orders/{ref}", a.order)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	srv := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			log.Println(err)
		}
	}()
	<-ctx.Done()
	limited, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := srv.Shutdown(limited); err != nil {
		return err
	}
	a.wg.Wait()
	return nil
}

func main() {
	if err := run(); err != nil {
		log.Println(err)
		os.Exit(1)
	}
}
