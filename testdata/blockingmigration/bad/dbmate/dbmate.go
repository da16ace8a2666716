// Package dbmate holds a database.
package dbmate

import (
	_ "github.com/lib/pq"
)
