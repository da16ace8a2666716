// Package shop holds a database.
package shop

import (
	_ "github.com/golang-migrate/migrate/v4"
	_ "github.com/lib/pq"
)
