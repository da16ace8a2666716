package given

import "context"

// either sends to one of two channels, and is received from both at once.
func either(ctx context.Context) (int, error) {
	loads, failed := make(chan int), make(chan error)
	go func() {
		load, err := weigh(ctx, 1)
		if err != nil {
			failed <- err
			return
		}
		loads <- load
	}()
	select {
	case load := <-loads:
		return load, nil
	case err := <-failed:
		return 0, err
	}
}

// question is answered on one of two channels.
type question struct {
	load   chan int
	failed chan error
}

func answer(ctx context.Context, in chan question) {
	for q := range in {
		load, err := weigh(ctx, 1)
		if err != nil {
			q.failed <- err
			continue
		}
		q.load <- load
	}
}

func answered(ctx context.Context, in chan question) (int, error) {
	q := question{load: make(chan int), failed: make(chan error)}
	in <- q
	select {
	case load := <-q.load:
		return load, nil
	case err := <-q.failed:
		return 0, err
	}
}

// query is answered on one of two channels as well, and nobody but who asks receives from them.
type query struct {
	load   chan int
	failed chan error
}

func reply(ctx context.Context, in chan query) {
	for q := range in {
		load, err := weigh(ctx, 1)
		if err != nil {
			q.failed <- err
			continue
		}
		q.load <- load
	}
}

func replied(ctx context.Context, in chan query) (int, error) {
	loads, failed := make(chan int), make(chan error)
	in <- query{loads, failed}
	select {
	case load := <-loads:
		return load, nil
	case err := <-failed:
		return 0, err
	}
}

// over closes a channel when all is sent.
func over(ids []int, use func(int) error) error {
	loads, done := make(chan int), make(chan struct{})
	go func() {
		defer close(done)
		for _, id := range ids {
			loads <- id
		}
	}()
	for {
		select {
		case load := <-loads:
			_ = use(load)
		case <-done:
			return nil
		}
	}
}

// progress is told before the load is sent.
func progress(ctx context.Context) (int, error) {
	loads, failed := make(chan int), make(chan error) // want "loads waits for ever"
	go func() {
		load, err := weigh(ctx, 1)
		if err != nil {
			failed <- err
		}
		loads <- load
	}()
	select {
	case load := <-loads:
		return load, nil
	case err := <-failed:
		return 0, err
	}
}
