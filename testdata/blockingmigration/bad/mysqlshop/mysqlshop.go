// Package mysqlshop holds a database.
package mysqlshop

import (
	_ "github.com/go-sql-driver/mysql"
	_ "github.com/golang-migrate/migrate/v4"
)
