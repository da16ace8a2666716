package good

import (
	"database/sql"

	"github.com/lib/pq"
)

// copyIn looks like a statement for each row: pq buffers them, the last Exec sends them.
func copyIn(tx *sql.Tx, rows []row) error {
	stmt, err := tx.Prepare(pq.CopyIn("products", "id", "name"))
	if err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := stmt.Exec(r.ID, r.Name); err != nil {
			return err
		}
	}
	if _, err := stmt.Exec(); err != nil {
		return err
	}
	return stmt.Close()
}
