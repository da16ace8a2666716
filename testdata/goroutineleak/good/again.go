package good

// without unboundedcache: what is kept is beside the point

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// hub hands events on to whoever is subscribed.
type hub struct {
	mu   sync.Mutex
	subs map[*sub]bool
}

type sub struct{ events chan string }

func (h *hub) subscribe(ctx context.Context) <-chan string {
	s := &sub{events: make(chan string, 16)}
	h.mu.Lock()
	h.subs[s] = true
	h.mu.Unlock()
	out := make(chan string, 16)
	go func() {
		defer close(out)
		for e := range s.events {
			out <- e
		}
	}()
	context.AfterFunc(ctx, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs, s)
		close(s.events)
	})
	return out
}

// pool has workers for as long as the program runs.
type pool struct{ jobs chan string }

func newPool() *pool {
	p := &pool{jobs: make(chan string)}
	for range 4 {
		go func() {
			for j := range p.jobs {
				work(j)
			}
		}()
	}
	return p
}

// source has its channel from elsewhere.
type source struct{ events chan string }

func drain(ctx context.Context, events chan string) {
	s := &source{events: events}
	go func() {
		for e := range s.events {
			work(e)
		}
	}()
	<-ctx.Done()
}

// task ends with what is sent last.
type task struct{ lines chan string }

func follow(ctx context.Context) chan<- string {
	t := &task{lines: make(chan string)}
	go func() {
		for l := range t.lines {
			if l == "" {
				return
			}
			work(l)
		}
	}()
	return t.lines
}

// janitor starts with the first request.
type janitor struct {
	once  sync.Once
	known map[string]*watcher
}

type watcher struct{ every time.Duration }

func (w *watcher) loop() {
	for range time.Tick(w.every) {
		work("x")
	}
}

func (j *janitor) handle(w http.ResponseWriter, r *http.Request) {
	j.once.Do(func() { go (&watcher{time.Minute}).loop() })
	key := r.URL.Path
	if _, ok := j.known[key]; !ok {
		j.known[key] = j.start()
	}
}

func (j *janitor) start() *watcher {
	w := &watcher{time.Minute}
	go w.loop()
	return w
}

func (j *janitor) until(w http.ResponseWriter, r *http.Request) {
	go func() {
		for range time.Tick(time.Second) {
			if r.Context().Err() != nil {
				break
			}
			work("x")
		}
	}()
	go func() {
		for range time.Tick(time.Second) {
			select {
			case <-r.Context().Done():
				return
			default:
				work("x")
			}
		}
	}()
}

// serve gives back why its server ended, for as long as anybody wants to know.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error)
	go func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return srv.Shutdown(ctx)
}
