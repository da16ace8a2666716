// Package timeout holds a database.
package timeout

import (
	_ "github.com/lib/pq"
)

// DSN bounds how long anybody waits for a lock.
const DSN = "postgres://db.internal/shop?lock_timeout=2000"
