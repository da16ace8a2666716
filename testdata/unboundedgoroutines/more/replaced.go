package more

import "context"

type region struct{ Name string }

type follower struct {
	service *service
	stop    context.CancelFunc
}

func (f *follower) watch(ctx context.Context, r region) {
	for ctx.Err() == nil {
		if f.service.call(ctx, job{URL: r.Name}) != nil {
			return
		}
	}
}

// restart ends the watch that runs before it begins the next.
func (f *follower) restart(ctx context.Context, r region) {
	if f.stop != nil {
		f.stop()
	}
	var running context.Context
	running, f.stop = context.WithCancel(ctx)
	go f.watch(running, r)
}

// follow has one watch at a time, whose end a field holds.
func (f *follower) follow(ctx context.Context, regions <-chan region) {
	for r := range regions {
		f.restart(ctx, r)
	}
}

// latest has one call at a time, whose end a variable holds.
func (f *follower) latest(ctx context.Context, regions <-chan region) {
	end := context.CancelFunc(func() {})
	for r := range regions {
		end()
		running, cancel := context.WithCancel(ctx)
		end = cancel
		go func() { _ = f.service.call(running, job{URL: r.Name}) }()
	}
	end()
}

// apart ends a context that the calls have nothing of.
func (f *follower) apart(ctx context.Context, regions <-chan region) {
	end := context.CancelFunc(func() {})
	for r := range regions {
		end()
		running, cancel := context.WithCancel(ctx)
		end = cancel
		go func() { _ = f.service.call(ctx, job{URL: r.Name}) }() // want "each message"
		_ = running
	}
	end()
}
