// Package sqlc holds a database.
package sqlc

import (
	_ "github.com/jackc/pgx/v5"
)
