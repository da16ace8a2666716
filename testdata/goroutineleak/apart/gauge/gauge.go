// Package gauge measures tides, each gauge for as long as the program runs.
package gauge

// without unboundedcache: what is kept is beside the point

import (
	"log"
	"sync"
	"time"
)

// Gauge reads a level now and then.
type Gauge struct {
	name  string
	every time.Duration
}

// New returns a gauge that samples.
func New(name string) *Gauge {
	g := &Gauge{name: name, every: time.Second}
	go g.sample() // want:program "each request starts a goroutine that never ends"
	return g
}

func (g *Gauge) sample() {
	tick := time.NewTicker(g.every)
	for range tick.C {
		g.read()
	}
}

func (g *Gauge) read() { log.Print(g.name) }

// Watch samples by a goroutine of its own.
func Watch(name string) {
	go func() { // want:program "each request starts a goroutine that never ends"
		for {
			time.Sleep(time.Minute)
			log.Print(name)
		}
	}()
}

// Begin samples in a function that the goroutine calls.
func (g *Gauge) Begin() {
	go func() { // want:program "each request starts a goroutine that never ends"
		defer log.Print("done with ", g.name)
		log.Print("begins with ", g.name)
		g.sample()
	}()
}

// Tail samples for whoever subscribes.
type Tail struct{ Gauge }

// Follow implements station.Source.
func (t *Tail) Follow(key string) {
	go func() { // want:program "each request starts a goroutine that never ends"
		for {
			time.Sleep(time.Second)
			log.Print(t.name, key)
		}
	}()
}

// Far samples for what stands two packages away.
func Far(name string) *Gauge {
	g := &Gauge{name: name, every: time.Minute}
	go g.sample() // want:program "each request starts a goroutine that never ends"
	return g
}

// Call samples for calls of a service.
func Call(name string) {
	go (&Gauge{name: name, every: time.Minute}).sample() // want:program "each request starts a goroutine that never ends"
}

// Message samples for messages.
func Message(name string) {
	go (&Gauge{name: name, every: time.Minute}).sample() // want:program "each message starts a goroutine that never ends"
}

// Accepted samples for connections.
func Accepted(name string) {
	go (&Gauge{name: name, every: time.Minute}).sample() // want:program "each connection starts a goroutine that never ends"
}

// Dialled samples for connections that are made again and again.
func Dialled(name string) *Gauge {
	g := &Gauge{name: name, every: time.Minute}
	go g.sample() // want:program "each turn of a loop starts a goroutine that never ends"
	return g
}

// Close forgets the gauge, but not its goroutine.
func (g *Gauge) Close() { g.name = "" }

// Run runs what it is given in a goroutine, and survives it.
func Run(f func()) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				log.Print(v)
			}
		}()
		f()
	}()
}

// Queue prints what it is given, by a worker of its own.
type Queue struct {
	lines chan string
	last  string
}

// NewQueue returns a queue with its worker.
func NewQueue() *Queue {
	q := &Queue{lines: make(chan string, 8)}
	go q.work() // want:program "the goroutine waits for more of q.lines for ever"
	return q
}

func (q *Queue) work() {
	for l := range q.lines {
		log.Print(l)
	}
}

// Put adds a line.
func (q *Queue) Put(line string) { q.lines <- line }

// Close forgets the queue, but not its worker.
func (q *Queue) Close() { q.last = "" }

// Hub hands levels on to whoever is subscribed.
type Hub struct {
	mu   sync.Mutex
	subs []*sub
}

type sub struct{ levels chan string }

// Subscribe gives the levels until it is told to stop.
func (h *Hub) Subscribe() (<-chan string, func()) {
	s := &sub{levels: make(chan string, 16)}
	h.mu.Lock()
	h.subs = append(h.subs, s)
	h.mu.Unlock()
	out, done := make(chan string, 16), make(chan struct{})
	go func() { // want "the goroutine waits for more of s.levels for ever"
		for l := range s.levels {
			select {
			case out <- l:
			case <-done:
			}
		}
	}()
	return out, func() { close(done) }
}
