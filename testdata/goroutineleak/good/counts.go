package good

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func closedLater() func() {
	done := make(chan struct{})
	go func() {
		<-done
		work("x")
	}()
	return func() { close(done) }
}

func sentLater(keys []string) {
	next := make(chan string)
	go func() { work(<-next) }()
	for _, k := range keys {
		next <- k
		return
	}
}

func otherwise(ctx context.Context) {
	never := make(chan struct{})
	go func() {
		select {
		case <-never:
		case <-ctx.Done():
		}
	}()
}

func firstOfBuffered(urls []string) error {
	results := make(chan error, len(urls))
	for _, u := range urls {
		go func() { results <- work(u) }()
	}
	return <-results
}

func oneATime(urls []string) error {
	for _, u := range urls {
		out := make(chan error)
		go func() { out <- work(u) }()
		if err := <-out; err != nil {
			return err
		}
	}
	return nil
}

func retried() (err error) {
	for range 3 {
		out := make(chan error)
		go func() { out <- work("x") }()
		if err = <-out; err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

func restDrained(urls []string) error {
	results := make(chan error)
	for _, u := range urls {
		go func() { results <- work(u) }()
	}
	err := <-results
	go func() {
		for range len(urls) - 1 {
			<-results
		}
	}()
	return err
}

func both() error {
	out := make(chan error)
	go func() { out <- work("a") }()
	go func() { out <- work("b") }()
	a, b := <-out, <-out
	return errors.Join(a, b)
}

func bothOneByOne() error {
	out := make(chan error)
	go func() { out <- work("a") }()
	go func() { out <- work("b") }()
	a := <-out
	b := <-out
	return errors.Join(a, b)
}

func eitherWay(ok bool) error {
	out := make(chan error)
	go func() {
		if ok {
			out <- work("a")
			return
		}
		out <- work("b")
	}()
	return <-out
}

func always(ch <-chan error) error {
	err := <-ch
	if err != nil {
		work("failed")
	}
	return err
}

func helped() error {
	out := make(chan error)
	go func() { out <- work("a") }()
	return always(out)
}

func grouped(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	out := make(chan string)
	for _, u := range urls {
		g.Go(func() error {
			select {
			case out <- u:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}
	go func() {
		_ = g.Wait()
		close(out)
	}()
	for s := range out {
		work(s)
	}
	return g.Wait()
}

func waited(urls []string) []error {
	var wg sync.WaitGroup
	out := make(chan error, len(urls))
	for _, u := range urls {
		wg.Go(func() { out <- work(u) })
	}
	wg.Wait()
	close(out)
	var errs []error
	for err := range out {
		errs = append(errs, err)
	}
	return errs
}

var _, _, _, _, _, _, _, _ = closedLater, sentLater, otherwise, firstOfBuffered, oneATime, retried, restDrained, both

var _, _, _, _, _ = bothOneByOne, eitherWay, helped, grouped, waited

func merged(urls []string) error {
	results := make(chan error)
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Go(func() {
			if u == "" {
				results <- errors.New("empty")
				return
			}
			results <- work(u)
		})
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	var errs []error
	for err := range results {
		if err != nil {
			errs = append(errs, err)
			continue
		}
	}
	return errors.Join(errs...)
}

func mergedTwo() error {
	results := make(chan error)
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { defer wg.Done(); results <- work("a") }()
	go func() { defer wg.Done(); results <- work("b") }()
	go func() {
		wg.Wait()
		close(results)
	}()
	var errs []error
	for err := range results {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

var _, _ = merged, mergedTwo

func oneOfTwo(fast bool) error {
	out := make(chan error)
	if fast {
		go func() { out <- work("fast") }()
	} else {
		go func() { out <- work("slow") }()
	}
	return <-out
}

func maybeTwo(more bool) (err error) {
	out := make(chan error)
	go func() { out <- work("a") }()
	if !more {
		return <-out
	}
	go func() { out <- work("b") }()
	err = <-out
	return errors.Join(err, <-out)
}

var _, _ = oneOfTwo, maybeTwo
