// Package lite holds a database.
package lite

import (
	_ "github.com/golang-migrate/migrate/v4"
	_ "modernc.org/sqlite"
)
