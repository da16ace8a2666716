package bad

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// hub hands events on to whoever is subscribed.
type hub struct {
	mu   sync.Mutex
	subs []*sub
}

type sub struct {
	events chan string
	done   chan struct{}
}

func (h *hub) add(s *sub) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subs = append(h.subs, s)
}

func (h *hub) send(e string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.subs {
		select {
		case s.events <- e:
		default:
		}
	}
}

func (h *hub) subscribe(since int) (<-chan string, func()) {
	done := make(chan struct{})
	s := &sub{events: make(chan string, 16), done: done}
	stop := func() { close(done) }
	if since == 0 {
		h.add(s)
		return s.events, stop
	}
	out := make(chan string, 16)
	go func() { // want "the goroutine waits for more of s.events for ever"
		h.add(s)
		for e := range s.events {
			select {
			case out <- e:
			case <-done:
				return
			}
		}
	}()
	return out, stop
}

func (h *hub) log(ctx context.Context) {
	s := &sub{events: make(chan string), done: make(chan struct{})}
	h.add(s)
	go func() { // want "the goroutine waits for more of s.events for ever"
		for e := range s.events {
			work(e)
		}
	}()
	<-ctx.Done()
}

// watcher polls for whom it is made.
type watcher struct{ every time.Duration }

func newWatcher(every time.Duration) *watcher {
	w := &watcher{every: every}
	go w.loop() // want "each request starts a goroutine that never ends"
	return w
}

func (w *watcher) loop() {
	tick := time.NewTicker(w.every)
	for range tick.C {
		work("x")
	}
}

func (s *server) watch(w http.ResponseWriter, r *http.Request) {
	newWatcher(time.Second)
	w.WriteHeader(http.StatusAccepted)
}

func (s *server) ticks(w http.ResponseWriter, r *http.Request) {
	go func() { // want "each request starts a goroutine that never ends"
		for range time.Tick(time.Second) {
			work(r.URL.Path)
		}
	}()
}

func (s *server) deep(w http.ResponseWriter, r *http.Request) { s.one(r.URL.Path) }

func (s *server) one(key string) { s.two2(key) }

func (s *server) two2(key string) {
	go func() { // want "each request starts a goroutine that never ends"
		for {
			time.Sleep(time.Second)
			work(key)
		}
	}()
}
