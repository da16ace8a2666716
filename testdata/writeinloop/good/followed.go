package good

import (
	"bufio"
	"context"
	"database/sql"
	"net"
	"os/exec"
)

// follow keeps what a log says as it says it.
func follow(ctx context.Context, db *sql.DB) error {
	cmd := exec.CommandContext(ctx, "journalctl", "-f", "--output=json")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	scanner := bufio.NewScanner(stdout)
	for scanner.Scan() {
		if _, err := db.ExecContext(ctx, "INSERT INTO entries (text) VALUES ($1)", scanner.Text()); err != nil {
			return err
		}
	}
	return scanner.Err()
}

// serve keeps what a client sends, line by line.
func serve(ctx context.Context, db *sql.DB, conn net.Conn) error {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if _, err := db.ExecContext(ctx, "INSERT INTO readings (text) VALUES ($1)", lines.Text()); err != nil {
			return err
		}
	}
	return lines.Err()
}
