// Package gauge measures tides, as long as somebody wants to know.
package gauge

// without unboundedcache: what is kept is beside the point

import (
	"bufio"
	"context"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// Gauge reads a level now and then.
type Gauge struct {
	name  string
	every time.Duration
}

// New returns a gauge that samples for as long as the program runs. It is for main.
func New(name string) *Gauge {
	g := &Gauge{name: name, every: time.Second}
	go g.sample()
	return g
}

func (g *Gauge) sample() {
	tick := time.NewTicker(g.every)
	for range tick.C {
		g.read()
	}
}

func (g *Gauge) read() { log.Print(g.name) }

// Listed samples what the configuration lists. It is for main.
func Listed(name string) { go (&Gauge{name, time.Minute}).sample() }

// Early samples before main begins.
func Early() { go (&Gauge{"early", time.Minute}).sample() }

func init() { Early() }

var all = start("all")

func start(name string) *Gauge {
	g := &Gauge{name, time.Minute}
	go g.sample()
	return g
}

// All returns the gauge of all.
func All() *Gauge { return all }

var (
	once  sync.Once
	only  *Gauge
	value = sync.OnceValue(func() *Gauge { return launch("value") })
)

func launch(name string) *Gauge {
	g := &Gauge{name, time.Minute}
	go g.sample()
	return g
}

// Only returns the one gauge, which is started when it is first asked for.
func Only() *Gauge {
	once.Do(func() { only = launch("only") })
	return only
}

// Value is Only in fewer words.
func Value() *Gauge { return value() }

// Shared starts itself with its first use.
type Shared struct {
	once    sync.Once
	mu      sync.Mutex
	started bool
	running atomic.Bool
	g       *Gauge
}

// Use starts by a method value.
func (s *Shared) Use() { s.once.Do(s.begin) }

func (s *Shared) begin() { go (&Gauge{"shared", time.Minute}).sample() }

// Flagged starts where a flag says that it has not.
func (s *Shared) Flagged() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.started {
		s.started = true
		go (&Gauge{"flagged", time.Minute}).sample()
	}
}

// Left returns where a flag says that it has started.
func (s *Shared) Left() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started {
		return
	}
	s.started = true
	s.left()
}

func (s *Shared) left() { go (&Gauge{"left", time.Minute}).sample() }

// Swapped starts where a flag could be set.
func (s *Shared) Swapped() {
	if s.running.CompareAndSwap(false, true) {
		go (&Gauge{"swapped", time.Minute}).sample()
	}
}

// Taken starts where a flag was not set before.
func (s *Shared) Taken() {
	if s.running.Swap(true) {
		return
	}
	go (&Gauge{"taken", time.Minute}).sample()
}

// Lazy starts where there is none yet.
func (s *Shared) Lazy() *Gauge {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.g == nil {
		s.g = New("lazy")
	}
	return s.g
}

// Had starts where there is none yet, too.
func (s *Shared) Had() *Gauge {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.g != nil {
		return s.g
	}
	s.g = New("had")
	return s.g
}

// Until samples until a context ends.
func Until(ctx context.Context, name string) {
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				log.Print(name)
			case <-ctx.Done():
				return
			}
		}
	}()
}

// Closing samples until it is closed.
type Closing struct{ done chan struct{} }

// Open returns a gauge that must be closed.
func Open(name string) *Closing {
	c := &Closing{done: make(chan struct{})}
	go c.sample(name)
	return c
}

func (c *Closing) sample(name string) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			log.Print(name)
		case <-c.done:
			return
		}
	}
}

// Close ends it.
func (c *Closing) Close() { close(c.done) }

// Both samples two gauges until one fails.
func Both(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return sampled(ctx) })
	g.Go(func() error { return sampled(ctx) })
	return g.Wait()
}

func sampled(ctx context.Context) error {
	for {
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Read samples what a connection says until it fails.
func Read(c net.Conn) {
	go func() {
		in := bufio.NewReader(c)
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				log.Print(err)
				return
			}
			log.Print(line)
		}
	}()
}

// Known holds a gauge for each place.
type Known struct {
	mu sync.Mutex
	by map[string]*Gauge
}

// NewKnown returns the gauges of no place.
func NewKnown() *Known { return &Known{by: map[string]*Gauge{}} }

// Of returns the gauge of a place, which it has once.
func (k *Known) Of(place string) *Gauge {
	k.mu.Lock()
	defer k.mu.Unlock()
	if g, ok := k.by[place]; ok {
		return g
	}
	g := New(place)
	k.by[place] = g
	return g
}

// Queue prints what it is given, by a worker of its own.
type Queue struct{ lines, words, stops chan string }

// NewQueue returns a queue with its workers.
func NewQueue() *Queue {
	q := &Queue{lines: make(chan string, 8), words: make(chan string, 8), stops: make(chan string)}
	go q.work()
	go q.spell()
	go q.end()
	return q
}

func (q *Queue) work() {
	for l := range q.lines {
		log.Print(l)
	}
}

func (q *Queue) spell() {
	for w := range q.words {
		if w == "" {
			break
		}
		log.Print(w)
	}
}

func (q *Queue) end() {
	for s := range q.stops {
		log.Print(s)
	}
}

// Put adds a line.
func (q *Queue) Put(line string) { q.lines <- line }

// Close ends its workers.
func (q *Queue) Close() {
	close(q.lines)
	q.words <- ""
	shut(q.stops)
}

func shut[T any](c chan T) { close(c) }

var (
	lock    sync.Mutex
	sharers = map[string]any{}
)

// Single returns what is made under a name, once.
func Single[T any](name string, make func() T) T {
	lock.Lock()
	defer lock.Unlock()
	if have, ok := sharers[name]; ok {
		return have.(T)
	}
	made := make()
	sharers[name] = made
	return made
}

// Broker returns the one broker.
func Broker() *Gauge {
	return Single("broker", func() *Gauge {
		g := &Gauge{"broker", time.Minute}
		go g.sample()
		return g
	})
}

// Named returns the one that is started by name.
func Named() *Gauge { return Single("named", begun) }

func begun() *Gauge {
	g := &Gauge{"named", time.Minute}
	go g.sample()
	return g
}
