package handed

import "context"

type command struct{ key string }

// Execute runs once, for somebody at a terminal.
func (c *command) Execute(args []string) error {
	out := make(chan result)
	go run(context.Background(), c.key, out)
	if len(args) == 0 {
		return nil
	}
	r := <-out
	return r.err
}
