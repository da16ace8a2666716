// Package atlas holds a database.
package atlas

import (
	_ "github.com/lib/pq"
)
