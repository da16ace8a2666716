// Package fix holds what the suggested edits repair.
package fix

import "context"

func ask(ctx context.Context, work func() error) error {
	out := make(chan error) // want "waits for ever"
	go func() { out <- work() }()
	select {
	case err := <-out:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
