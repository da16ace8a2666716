// Command api serves invoices.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"prodlint.test/nplusone/ports/billing"
	"prodlint.test/nplusone/ports/domain"
	"prodlint.test/nplusone/ports/postgres"
)

func main() {
	pool, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	customers := &postgres.Customers{Pool: pool}
	service := billing.New(billing.Ports{Customers: customers, Taxes: postgres.Rate(pool), Lines: customers.Lines})
	http.HandleFunc("POST /abroad", func(w http.ResponseWriter, r *http.Request) {
		var invoices []domain.Invoice
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&invoices); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		n, err := service.Abroad(r.Context(), invoices)
		if err != nil {
			http.Error(w, "abroad", http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(n)
	})
	srv := &http.Server{Addr: os.Getenv("ADDR"), ReadTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}
