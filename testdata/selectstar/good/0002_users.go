package good

import "database/sql"

func up0002(tx *sql.Tx) error {
	_, err := tx.Exec("INSERT INTO users_copy SELECT * FROM users")
	return err
}
