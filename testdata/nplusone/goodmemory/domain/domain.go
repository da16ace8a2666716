// Package domain has a port.
package domain

import "context"

// Flags says what is switched on.
type Flags interface {
	Enabled(ctx context.Context, flag, user string) (bool, error)
}
