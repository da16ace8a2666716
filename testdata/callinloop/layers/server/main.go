// Command server serves the shop.
package main

import (
	"html/template"
	"log"
	"net/http"
	"os"
	"time"

	"prodlint.test/callinloop/layers/gateway"
	"prodlint.test/callinloop/layers/page"
)

func main() {
	hc := &http.Client{Timeout: 5 * time.Second}
	catalogue := gateway.NewCatalogue(hc, os.Getenv("CATALOGUE_URL"))
	view := template.Must(template.New("list").Parse(`{{range .}}<li>{{.}}</li>{{end}}`))

	mux := http.NewServeMux()
	mux.Handle("GET /cart", page.NewCart(catalogue, view))
	mux.Handle("GET /wishlist", page.NewWishlist(catalogue, view))
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}
