// Package parts has migrations that were cut into one file for each statement, and those of before, which no longer run.
package parts

import "embed"

// Files are the migrations that run.
//
//go:embed migrations/sql/*.sql
var Files embed.FS
