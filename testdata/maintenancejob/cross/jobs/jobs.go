// Package jobs is run by the service.
package jobs

import "database/sql"

// Vacuum is run by the ticker of another package.
func Vacuum(db *sql.DB) error {
	_, err := db.Exec("VACUUM ANALYZE") // want "VACUUM ANALYZE of the whole database"
	return err
}
