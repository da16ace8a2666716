// Package given has goroutines whose channel others are given as well: in a struct, or as an argument.
package given

import (
	"context"
	"errors"
	"net"
	"time"
)

type wagon struct {
	id   int
	load int
}

func weigh(ctx context.Context, id int) (int, error) { return id, ctx.Err() }

// door tells the one that waits about each guest that does not get in, and gives the error to whoever opened as well.
type door struct {
	net.Listener
	failed chan<- error
}

func (d door) Accept() (net.Conn, error) {
	conn, err := d.Listener.Accept()
	if err != nil {
		d.failed <- err
	}
	return conn, err
}

type host interface{ Welcome(l net.Listener) error }

func welcome(h host, l net.Listener) error {
	failed := make(chan error) // want "failed waits for ever"
	go func() {
		if err := h.Welcome(door{l, failed}); err != nil {
			failed <- err
			return
		}
		close(failed)
	}()
	return <-failed
}

func collected(h host, l net.Listener) error {
	failed := make(chan error)
	go func() {
		if err := h.Welcome(door{l, failed}); err != nil {
			failed <- err
		}
		close(failed)
	}()
	var all error
	for err := range failed {
		all = errors.Join(all, err)
	}
	return all
}

// bell only rings: what it is told goes nowhere else.
type bell struct{ rung chan<- error }

func (b *bell) Ring(err error) { b.rung <- err }

type tower interface{ Hang(b *bell) error }

func hung(t tower) error {
	rung := make(chan error)
	go func() {
		if err := t.Hang(&bell{rung: rung}); err != nil {
			rung <- err
		}
	}()
	return <-rung
}

// impatient leaves whoever still has to send.
func impatient(ctx context.Context, t tower) error {
	rung := make(chan error) // want "rung waits for ever"
	b := &bell{rung: rung}
	go func() { rung <- t.Hang(b) }()
	select {
	case err := <-rung:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// scale is a struct that does its work in a goroutine of its own.
type scale struct {
	id  int
	out chan wagon
}

func (s *scale) run(ctx context.Context) {
	load, _ := weigh(ctx, s.id)
	s.out <- wagon{s.id, load}
}

func (s *scale) runOrEnd(ctx context.Context) {
	load, _ := weigh(ctx, s.id)
	select {
	case s.out <- wagon{s.id, load}:
	case <-ctx.Done():
	}
}

func weighed(ctx context.Context, id int) (wagon, error) {
	out := make(chan wagon) // want "out waits for ever"
	s := &scale{id: id, out: out}
	go s.run(ctx)
	select {
	case w := <-out:
		return w, nil
	case <-time.After(time.Second):
		return wagon{}, errors.New("too late")
	}
}

func weighedLater(ctx context.Context, id int) (wagon, error) {
	out := make(chan wagon) // want "out waits for ever"
	s := scale{id: id}
	s.out = out
	go func() {
		s.run(ctx)
	}()
	select {
	case w := <-out:
		return w, nil
	case <-time.After(time.Second):
		return wagon{}, errors.New("too late")
	}
}

func weighedPatiently(ctx context.Context, id int) wagon {
	out := make(chan wagon)
	s := &scale{id: id, out: out}
	go s.run(ctx)
	return <-out
}

func weighedOrEnd(ctx context.Context, id int) (wagon, error) {
	out := make(chan wagon)
	s := &scale{id: id, out: out}
	go s.runOrEnd(ctx)
	select {
	case w := <-out:
		return w, nil
	case <-time.After(time.Second):
		return wagon{}, errors.New("too late")
	}
}

// gauge is read by others as well.
type gauge struct{ level chan int }

func (g *gauge) last() int { return <-g.level }

func shown(ctx context.Context, show func(*gauge)) (int, error) {
	level := make(chan int)
	show(&gauge{level})
	go func() { level <- 1 }()
	select {
	case n := <-level:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// Meter is there for other packages, which may receive.
type Meter struct{ Level chan int }

func metered(ctx context.Context, show func(*Meter)) (int, error) {
	level := make(chan int)
	show(&Meter{level})
	go func() { level <- 1 }()
	select {
	case n := <-level:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func put(ctx context.Context, id int, out chan<- wagon) {
	load, err := weigh(ctx, id)
	if err == nil {
		out <- wagon{id, load}
	}
}

func putOrEnd(ctx context.Context, id int, out chan<- wagon) {
	load, _ := weigh(ctx, id)
	select {
	case out <- wagon{id, load}:
	case <-ctx.Done():
	}
}

func helped(ctx context.Context, id int) (wagon, error) {
	out := make(chan wagon) // want "out waits for ever"
	go func() {
		put(ctx, id, out)
	}()
	select {
	case w := <-out:
		return w, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

func helpedDeeper(ctx context.Context, id int) (wagon, error) {
	out := make(chan wagon) // want "out waits for ever"
	begin(ctx, id, out)
	select {
	case w := <-out:
		return w, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

func begin(ctx context.Context, id int, out chan wagon) {
	go func() {
		defer close(out)
		put(ctx, id, out)
	}()
}

func helpedOrEnd(ctx context.Context, id int) (wagon, error) {
	out := make(chan wagon)
	go func() {
		putOrEnd(ctx, id, out)
	}()
	select {
	case w := <-out:
		return w, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

// sweep receives what nobody wants any more.
func sweep(out chan wagon) {
	for range out {
	}
}

func swept(ctx context.Context, id int) (wagon, error) {
	out := make(chan wagon)
	begin(ctx, id, out)
	select {
	case w := <-out:
		return w, nil
	case <-ctx.Done():
		go sweep(out)
		return wagon{}, ctx.Err()
	}
}

// source is given what can only be sent to.
type source interface {
	Feed(ctx context.Context, out chan<- wagon)
	Drain(out <-chan wagon)
	Share(out chan wagon)
}

func fed(ctx context.Context, s source) (wagon, error) {
	out := make(chan wagon) // want "out waits for ever"
	s.Feed(ctx, out)
	go func() { out <- wagon{id: 1} }()
	select {
	case w := <-out:
		return w, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

func fedAlone(ctx context.Context, s source) (wagon, error) {
	out := make(chan wagon)
	go s.Feed(ctx, out)
	select {
	case w := <-out:
		return w, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

func drained(ctx context.Context, s source) (wagon, error) {
	out := make(chan wagon)
	go func() { out <- wagon{id: 1} }()
	select {
	case w := <-out:
		return w, nil
	case <-ctx.Done():
		s.Drain(out)
		return wagon{}, ctx.Err()
	}
}

func shared(ctx context.Context, s source) (wagon, error) {
	out := make(chan wagon)
	s.Share(out)
	go func() { out <- wagon{id: 1} }()
	select {
	case w := <-out:
		return w, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

// order is what a yard is asked: it answers each one where it waits.
type order struct {
	id    int
	reply chan wagon
}

type yard struct {
	orders chan order
	polite chan politeOrder
	done   chan struct{}
}

func (y *yard) serve(ctx context.Context) {
	for o := range y.orders {
		load, _ := weigh(ctx, o.id)
		o.reply <- wagon{o.id, load}
	}
}

func (y *yard) order(ctx context.Context, id int) (wagon, error) {
	reply := make(chan wagon) // want "reply waits for ever"
	y.orders <- order{id, reply}
	select {
	case w := <-reply:
		return w, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

func (y *yard) orderOrEnd(ctx context.Context, id int) (wagon, error) {
	reply := make(chan wagon)
	select {
	case y.orders <- order{id, reply}:
		return <-reply, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

func (y *yard) orderTwice(ctx context.Context, id int) (wagon, error) {
	reply := make(chan wagon) // want "reply waits for ever"
	o := order{id: id, reply: reply}
	select {
	case y.orders <- o:
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
	select {
	case w := <-reply:
		return w, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

func (y *yard) roomy(ctx context.Context, id int) (wagon, error) {
	reply := make(chan wagon, 1)
	y.orders <- order{id, reply}
	select {
	case w := <-reply:
		return w, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

// politeOrder is answered as long as somebody waits.
type politeOrder struct {
	ctx   context.Context
	reply chan wagon
}

func (y *yard) servePolitely() {
	for o := range y.polite {
		select {
		case o.reply <- wagon{}:
		case <-o.ctx.Done():
		}
	}
}

func (y *yard) orderPolitely(ctx context.Context) (wagon, error) {
	reply := make(chan wagon)
	y.polite <- politeOrder{ctx, reply}
	select {
	case w := <-reply:
		return w, nil
	case <-ctx.Done():
		return wagon{}, ctx.Err()
	}
}

// enqueue may have no room: nobody answers then.
func (y *yard) enqueue(o order) error {
	select {
	case y.orders <- o:
		return nil
	default:
		return errors.New("full")
	}
}

func (y *yard) orderIfRoom(ctx context.Context, id int) (wagon, error) {
	reply := make(chan wagon)
	go y.serve(ctx)
	if err := y.enqueue(order{id, reply}); err != nil {
		return wagon{}, err
	}
	return <-reply, nil
}

// beginIfKnown does not begin what it does not know.
func beginIfKnown(ctx context.Context, id int, out chan<- wagon) error {
	if id == 0 {
		return errors.New("unknown")
	}
	go put(ctx, id, out)
	return nil
}

func helpedIfKnown(ctx context.Context, id int) (wagon, error) {
	out := make(chan wagon)
	go weigh(ctx, id)
	if err := beginIfKnown(ctx, id, out); err != nil {
		return wagon{}, err
	}
	return <-out, nil
}
