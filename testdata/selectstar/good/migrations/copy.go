// Package migrations changes the schema.
package migrations

import "database/sql"

// Copy copies a table.
func Copy(tx *sql.Tx) error {
	_, err := tx.Exec("INSERT INTO users_copy SELECT * FROM users")
	return err
}
