package registry

import (
	"log"
	"net/http"
	"path/filepath"

	"github.com/go-chi/chi/v5"
)

// Objects that are made once, by functions that are handed to a registry: each is followed to its own.
var made = map[string]any{}

func once[T any](name string, build func() T) T {
	if v, ok := made[name]; ok {
		return v.(T)
	}
	v := build()
	made[name] = v
	return v
}

// A path that is set from what it gives: to follow it never ends.
type dir struct{ path string }

func (d dir) String() string { return d.path }

var data, logs dir

func load() {
	data = newDir(filepath.Join(logs.String(), "data"))
	logs = newDir(filepath.Join(data.String(), "logs"))
	data = newDir(data.String() + "/" + logs.String())
}

func newDir(path string) dir { return dir{path: path} }

type broker interface{ http.Handler }

type hub struct{ file string }

func (*hub) ServeHTTP(http.ResponseWriter, *http.Request) {}

type store struct{ dsn string }

func theBroker() broker {
	return once("broker", func() broker { return &hub{file: data.String()} })
}

func theStore() *store {
	return once("store", func() *store { return &store{dsn: logs.String()} })
}

type server struct {
	broker broker
	store  *store
}

func (s *server) routes() http.Handler {
	r := chi.NewRouter()
	r.Handle("/events", s.broker)                                    // route ANY /events registry.(*hub).ServeHTTP
	r.Handle("/files", http.FileServer(http.Dir(data.String())))     // route ANY /files http.FileServer
	r.Get("/where", func(w http.ResponseWriter, r *http.Request) {}) // route GET /where registry.(*server).routes.func1
	return r
}

func main() {
	load()
	s := &server{broker: theBroker(), store: theStore()}
	log.Fatal(http.ListenAndServe(":1", s.routes()))
}
