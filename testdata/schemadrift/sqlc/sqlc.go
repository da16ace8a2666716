// Package sqlc runs the queries of a file.
package sqlc

import "database/sql"

// Queries runs them.
type Queries struct{ DB *sql.DB }
