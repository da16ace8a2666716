package gorilla

import (
	"net/http"

	"github.com/gorilla/mux"
)

func list(http.ResponseWriter, *http.Request) {}
func edit(http.ResponseWriter, *http.Request) {}

func authenticate(next http.Handler) http.Handler { return next }

func setup() http.Handler {
	r := mux.NewRouter()
	api := r.PathPrefix("/api").Subrouter()
	api.Use(authenticate)
	api.HandleFunc("/items", list).Methods("GET", "HEAD")         // route GET,HEAD /api/items gorilla.list < gorilla.authenticate
	api.Path("/items").HandlerFunc(edit).Methods(http.MethodPost) // route POST /api/items gorilla.edit < gorilla.authenticate
	api.Methods("PUT").Path("/items/{id}").HandlerFunc(edit)      // route PUT /api/items/{id} gorilla.edit < gorilla.authenticate
	api.Handle("/wrapped", authenticate(http.HandlerFunc(list)))  // route ANY /api/wrapped gorilla.list < gorilla.authenticate
	item := api.Path("/one/{id}").Subrouter()
	item.Methods("DELETE").HandlerFunc(edit)                       // route DELETE /api/one/{id} gorilla.edit < gorilla.authenticate
	r.PathPrefix("/files").Handler(http.FileServer(http.Dir("."))) // route ANY /files/* http.FileServer
	r.HandleFunc("/named", list).Methods("GET").Name("named")      // route GET /named gorilla.list
	return r
}

func main() { _ = http.ListenAndServe(":1", setup()) }
