// Package multi holds a database.
package multi

import (
	_ "github.com/golang-migrate/migrate/v4"
	_ "github.com/lib/pq"
)

// DSN has golang-migrate send each statement by itself.
const DSN = "postgres://db.internal/shop?x-multi-statement=true"
