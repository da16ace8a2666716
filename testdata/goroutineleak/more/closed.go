package more

import (
	"context"
	"time"
)

func watch(ctx context.Context, broken chan<- error) {
	for {
		if err := work(ctx, "all"); err != nil {
			broken <- err
			return
		}
		time.Sleep(time.Second)
	}
}

// until closes the channel as it leaves: who still has something to say is in for a panic, with a buffer as well.
func until(ctx context.Context) error {
	broken := make(chan error) // want goroutineleak "panics once the function has closed it"
	defer close(broken)
	go watch(ctx, broken)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-broken:
		return err
	}
}

// heard does not leave before it has heard.
func heard(ctx context.Context) error {
	broken := make(chan error)
	defer close(broken)
	go watch(ctx, broken)
	return <-broken
}

// open leaves the channel as it is: the last word is said to nobody.
func open(ctx context.Context) error {
	broken := make(chan error) // want goroutineleak "waits for ever"
	go watch(ctx, broken)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-broken:
		close(broken)
		return err
	}
}
