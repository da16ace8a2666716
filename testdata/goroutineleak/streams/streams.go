// Package streams has functions that give a channel and send to it until all is sent.
package streams

import "context"

type Stamp struct {
	ID    int
	Cents int
}

type Album struct {
	load func(ctx context.Context, page int) ([]Stamp, error)
}

// all sends without a way out, whoever listens.
func (a *Album) all(ctx context.Context, pages int) <-chan Stamp {
	out := make(chan Stamp) // want "waits for ever when nobody receives"
	go func() {
		defer close(out)
		for page := range pages {
			stamps, err := a.load(ctx, page)
			if err != nil {
				return
			}
			for _, s := range stamps {
				out <- s
			}
		}
	}()
	return out
}

func (a *Album) Cheap(ctx context.Context, most int) (Stamp, bool) {
	for s := range a.all(ctx, 10) {
		if s.Cents <= most {
			return s, true
		}
	}
	return Stamp{}, false
}

func (a *Album) ids(ctx context.Context) chan int {
	out := make(chan int) // want "waits for ever when nobody receives"
	go a.send(ctx, out)
	return out
}

func (a *Album) send(ctx context.Context, out chan int) {
	defer close(out)
	stamps, _ := a.load(ctx, 0)
	for _, s := range stamps {
		out <- s.ID
	}
}

func (a *Album) Each(ctx context.Context, do func(int) error) error {
	ids := a.ids(ctx)
	for id := range ids {
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

func (a *Album) prices(ctx context.Context) <-chan int {
	out := make(chan int) // want "waits for ever when nobody receives"
	go func() {
		defer close(out)
		stamps, _ := a.load(ctx, 0)
		for _, s := range stamps {
			out <- s.Cents
		}
	}()
	return out
}

func (a *Album) Sum(ctx context.Context, most int) (sum int) {
	for p := range a.prices(ctx) {
		sum += p
		if sum > most {
			break
		}
	}
	return sum
}

// asked ends with the context.
func (a *Album) asked(ctx context.Context) <-chan Stamp {
	out := make(chan Stamp)
	go func() {
		defer close(out)
		stamps, _ := a.load(ctx, 0)
		for _, s := range stamps {
			select {
			case out <- s:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func (a *Album) First(ctx context.Context) (Stamp, bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for s := range a.asked(ctx) {
		return s, true
	}
	return Stamp{}, false
}

// taken is read to its end by all who ask for it.
func (a *Album) taken(ctx context.Context) <-chan Stamp {
	out := make(chan Stamp)
	go func() {
		defer close(out)
		stamps, _ := a.load(ctx, 0)
		for _, s := range stamps {
			out <- s
		}
	}()
	return out
}

func (a *Album) Count(ctx context.Context) (n int) {
	for s := range a.taken(ctx) {
		if s.Cents == 0 {
			continue
		}
		for range s.Cents {
			if n > 1000 {
				break
			}
			n++
		}
	}
	return n
}

func (a *Album) Rest(ctx context.Context, do func(Stamp) error) (err error) {
	in := a.taken(ctx)
	defer func() {
		for range in {
		}
	}()
	for s := range in {
		if err := do(s); err != nil {
			return err
		}
	}
	return nil
}

// one sends once, and is heard.
func (a *Album) one(ctx context.Context) <-chan Stamp {
	out := make(chan Stamp)
	go func() {
		defer close(out)
		stamps, _ := a.load(ctx, 0)
		out <- stamps[0]
	}()
	return out
}

func (a *Album) Front(ctx context.Context) Stamp {
	for s := range a.one(ctx) {
		return s
	}
	return Stamp{}
}
