package good

import (
	"database/sql"
	"testing"
)

func TestUsers(t *testing.T) {
	var db *sql.DB
	db.Query("SELECT * FROM users")
}
