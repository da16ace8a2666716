// Package bunfiles holds a database.
package bunfiles

import (
	_ "github.com/uptrace/bun/driver/pgdriver"
	_ "github.com/uptrace/bun/migrate"
)
