package good

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// script runs a file of statements.
func script(ctx context.Context, tx *sql.Tx, text string) error {
	for _, stmt := range strings.Split(text, ";") {
		if strings.TrimSpace(stmt) == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, stmt); err != nil {
			return fmt.Errorf("%s: %w", stmt, err)
		}
	}
	return nil
}
