// Package topics keeps who waits for what, by topic. Whoever leaves is taken out, and the topic stays.
package topics

import (
	"sync"
	"time"
)

type exchange struct {
	sync.RWMutex
	waiting map[string]map[chan string]struct{}
}

func (e *exchange) register(topic string, to chan string) {
	e.Lock()
	defer e.Unlock()
	sinks, ok := e.waiting[topic]
	if !ok {
		sinks = map[chan string]struct{}{}
		e.waiting[topic] = sinks // want "waiting only grows"
	}
	sinks[to] = struct{}{}
}

func (e *exchange) unregister(topic string, from chan string) {
	e.Lock()
	defer e.Unlock()
	delete(e.waiting[topic], from)
}

type Board struct {
	exchange *exchange
	stop     chan struct{}
}

func newBoard() *Board {
	b := &Board{exchange: &exchange{waiting: map[string]map[chan string]struct{}{}}, stop: make(chan struct{})}
	go b.run()
	return b
}

func (b *Board) run() {
	for {
		select {
		case <-b.stop:
			return
		default:
			b.tell("tick", "tock")
		}
	}
}

func (b *Board) tell(topic, what string) {
	b.exchange.RLock()
	defer b.exchange.RUnlock()
	for to := range b.exchange.waiting[topic] {
		select {
		case to <- what:
		default:
		}
	}
}

func (b *Board) listen(topic string) chan string {
	to := make(chan string, 1)
	b.exchange.register(topic, to)
	return to
}

func (b *Board) Leave(topic string, from chan string) { b.exchange.unregister(topic, from) }

func (b *Board) Stop() { close(b.stop) }

// Hall has a board that it makes once it is let in.
type Hall struct{ board *Board }

func Enter(open func() error) *Hall {
	for {
		if err := open(); err != nil {
			time.Sleep(time.Second)
			continue
		}
		return newHall()
	}
}

func newHall() *Hall { return &Hall{board: newBoard()} }

// Seats is what others see of a hall.
type Seats interface {
	Sit(topic string) chan string
}

func (h *Hall) Seats() Seats { return &row{h} }

type row struct{ hall *Hall }

func (r *row) Sit(topic string) chan string { return r.hall.board.listen(topic) }

// swept forgets a topic with the last who waited for it.
type swept struct {
	sync.Mutex
	waiting map[string]map[chan string]struct{}
}

func NewSwept() *swept { return &swept{waiting: map[string]map[chan string]struct{}{}} }

func (s *swept) Register(topic string, to chan string) {
	s.Lock()
	defer s.Unlock()
	if s.waiting[topic] == nil {
		s.waiting[topic] = map[chan string]struct{}{}
	}
	s.waiting[topic][to] = struct{}{}
}

func (s *swept) Unregister(topic string, from chan string) {
	s.Lock()
	defer s.Unlock()
	delete(s.waiting[topic], from)
	if len(s.waiting[topic]) == 0 {
		delete(s.waiting, topic)
	}
}

// kinds are made known when the program starts: nobody leaves.
type kinds struct {
	sync.Mutex
	of map[string]map[string]bool
}

func NewKinds() *kinds { return &kinds{of: map[string]map[string]bool{}} }

func (k *kinds) Register(name, kind string) {
	k.Lock()
	defer k.Unlock()
	if k.of[name] == nil {
		k.of[name] = map[string]bool{}
	}
	k.of[name][kind] = true
}
