// Command oauth-demo shows how a login works; nobody deploys it.
package main

import (
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) })
	log.Fatal(http.ListenAndServe(":8080", nil))
}
