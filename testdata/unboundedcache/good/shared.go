package good

import (
	"net/http"
	"sync"
	"time"
)

// wishes are what somebody wants done, until it is done.
type front struct{ wishes *sync.Map }

func newFront(wishes *sync.Map) *front { return &front{wishes: wishes} }

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.wishes.Store(r.FormValue("source"), struct{}{})
	w.WriteHeader(http.StatusAccepted)
}

type back struct{ wishes *sync.Map }

func newBack(wishes *sync.Map) *back { return &back{wishes: wishes} }

func (b *back) run(sources []string, work func(string)) {
	for range time.Tick(time.Second) {
		for _, s := range sources {
			if _, asked := b.wishes.Load(s); asked {
				work(s)
				b.wishes.Delete(s)
			}
		}
	}
}

type whole struct{ wishes *sync.Map }

func Whole(sources []string, work func(string)) http.Handler {
	all := &whole{}
	all.wishes = &sync.Map{}
	mux := http.NewServeMux()
	mux.Handle("POST /wish", newFront(all.wishes))
	go newBack(all.wishes).run(sources, work)
	return mux
}

// The same by a map, which is handed on in literals.

type asking struct {
	mu   *sync.Mutex
	open map[string]time.Time
}

func (a *asking) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open[r.FormValue("source")] = time.Now()
}

type answering struct {
	mu   *sync.Mutex
	open map[string]time.Time
}

func (a *answering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.open, r.FormValue("source"))
}

func Pair() http.Handler {
	mu, open := &sync.Mutex{}, map[string]time.Time{}
	mux := http.NewServeMux()
	mux.Handle("POST /ask", &asking{mu: mu, open: open})
	mux.Handle("POST /answer", &answering{mu: mu, open: open})
	return mux
}
