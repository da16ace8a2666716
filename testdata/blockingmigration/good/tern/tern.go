// Package tern holds a database.
package tern

import (
	_ "github.com/jackc/pgx/v5"
)
