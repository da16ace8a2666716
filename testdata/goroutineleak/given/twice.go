package given

import (
	"context"
	"errors"
)

// told goes on after the first error, and tells of the end as well.
func told(steps func() error) error {
	failed := make(chan error) // want "failed waits for ever"
	go func() {
		if err := steps(); err != nil {
			failed <- err
		}
		failed <- nil
	}()
	return <-failed
}

func toldOnce(steps func() error) error {
	failed := make(chan error)
	go func() {
		if err := steps(); err != nil {
			failed <- err
			return
		}
		failed <- nil
	}()
	return <-failed
}

func toldEither(steps func() error) error {
	failed := make(chan error)
	go func() {
		err := steps()
		if err != nil {
			failed <- err
		}
		if err == nil {
			failed <- nil
		}
	}()
	return <-failed
}

func toldBoth(steps func() error) error {
	failed := make(chan error)
	go func() {
		failed <- steps()
		failed <- steps()
	}()
	return errors.Join(<-failed, <-failed)
}

func toldInTurn(steps func() error) (err error) {
	failed := make(chan error)
	go func() {
		failed <- steps()
		failed <- steps()
	}()
	for range 2 {
		err = errors.Join(err, <-failed)
	}
	return err
}

func step(ctx context.Context, failed chan<- error) error {
	_, err := weigh(ctx, 1)
	if err != nil {
		failed <- err
	}
	return err
}

func stepped(ctx context.Context) error {
	failed := make(chan error) // want "failed waits for ever"
	go func() {
		if err := step(ctx, failed); err != nil {
			failed <- err
			return
		}
		failed <- nil
	}()
	return <-failed
}

// alone leaves it to the step to tell of its error.
func alone(ctx context.Context) error {
	failed := make(chan error)
	go func() {
		if err := step(ctx, failed); err != nil {
			return
		}
		failed <- nil
	}()
	return <-failed
}

// toldUntilLast knows what comes last.
func toldUntilLast(ctx context.Context, steps func() int) int {
	counts := make(chan int)
	go func() {
		counts <- steps()
		counts <- -1
	}()
	sum := 0
	for {
		select {
		case n := <-counts:
			if n < 0 {
				return sum
			}
			sum += n
		}
	}
}
