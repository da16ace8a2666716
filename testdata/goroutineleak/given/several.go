package given

import (
	"context"
	"time"
)

// tellAll tells each one that listens.
func tellAll(ctx context.Context, in <-chan int, out ...chan<- int) {
	for n := range in {
		for _, ch := range out {
			select {
			case ch <- n:
			case <-ctx.Done():
			}
		}
	}
}

func listen(ctx context.Context, in <-chan int, use func(int)) {
	for {
		select {
		case n := <-in:
			use(n)
		case <-ctx.Done():
			return
		}
	}
}

func toldAll(ctx context.Context, in <-chan int, use func(int)) {
	first, second := make(chan int, 1), make(chan int, 1)
	go func() { tellAll(ctx, in, first, second) }()
	go listen(ctx, first, use)
	go listen(ctx, second, use)
}

func toldFirst(ctx context.Context, in <-chan int) int {
	first, second := make(chan int), make(chan int) // want "first waits for ever"
	tellAll(ctx, in, first, second)
	go func() { first <- 1 }()
	select {
	case n := <-first:
		return n
	case <-time.After(time.Second):
		return 0
	}
}
