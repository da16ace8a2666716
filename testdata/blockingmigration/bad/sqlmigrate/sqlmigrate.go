// Package sqlmigrate holds a database.
package sqlmigrate

import (
	_ "github.com/lib/pq"
)
