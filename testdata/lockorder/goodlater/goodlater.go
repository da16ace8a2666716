// Package goodlater defers the release of a lock before it takes it: the lock is free when the function has returned.
package goodlater

import "sync"

type ledger struct {
	mu   sync.Mutex
	name string
}

func (l *ledger) rename(name string) {
	defer l.mu.Unlock()
	l.mu.Lock()
	l.name = name
}

func (l *ledger) title() string {
	defer func() { l.mu.Unlock() }()
	l.mu.Lock()
	return l.name
}

type office struct {
	mu      sync.RWMutex
	ledgers map[string]*ledger
	main    *ledger
}

func (o *office) add(name string) {
	defer o.mu.Unlock()
	o.mu.Lock()
	o.ledgers[name] = &ledger{name: name}
}

// close looks at a ledger with the office locked.
func (o *office) close() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.main.title()
}

// open takes the two one after the other.
func (o *office) open(name string) string {
	o.main.rename(name)
	o.add(name)
	title := o.main.title()
	o.add(title)
	return title
}
