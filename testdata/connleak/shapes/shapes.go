// Package shapes loses connections in less common ways.
package shapes

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/redis/go-redis/v9"
	"github.com/segmentio/kafka-go"
	"gorm.io/gorm"
)

type store struct {
	db   *sql.DB
	x    *sqlx.DB
	g    *gorm.DB
	pool *pgxpool.Pool
	r    *redis.Client
	http *http.Client
}

type user struct{ ID, Name string }

func (s *store) orm(ctx context.Context) (users []user, err error) {
	rows, err := s.g.WithContext(ctx).Model(&user{}).Where("active").Rows() // want connleak "never closed"
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var u user
		if err := s.g.ScanRows(rows, &u); err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	return users, rows.Err()
}

func (s *store) named(ctx context.Context, u user) (out []user, err error) {
	rows, err := s.x.NamedQueryContext(ctx, "SELECT id, name FROM users WHERE name = :name", u) // want connleak "never closed"
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var u user
		if err := rows.StructScan(&u); err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, rows.Err()
}

func (s *store) pooled(ctx context.Context) (n int, err error) {
	tx, err := s.pool.Begin(ctx) // want connleak "not ended on every path"
	if err != nil {
		return 0, err
	}
	if err := tx.QueryRow(ctx, "SELECT n FROM counters WHERE id = 1").Scan(&n); err != nil {
		return 0, err
	}
	return n, tx.Commit(ctx)
}

func listen(ctx context.Context, dsn string) (string, error) {
	conn, err := pgx.Connect(ctx, dsn) // want connleak "never given back"
	if err != nil {
		return "", err
	}
	if _, err := conn.Exec(ctx, "LISTEN jobs"); err != nil {
		return "", err
	}
	n, err := conn.WaitForNotification(ctx)
	if err != nil {
		return "", err
	}
	return n.Payload, nil
}

func listener(dsn string) (string, error) {
	l := pq.NewListener(dsn, time.Second, time.Minute, nil) // want connleak "not given back on every path"
	if err := l.Listen("jobs"); err != nil {
		return "", err
	}
	n := <-l.Notify
	l.Close()
	return n.Extra, nil
}

func (s *store) subscribed(ctx context.Context) (string, error) {
	sub := s.r.Subscribe(ctx, "jobs") // want connleak "never given back"
	m, err := sub.ReceiveMessage(ctx)
	if err != nil {
		return "", err
	}
	return m.Payload, nil
}

func oneMessage(ctx context.Context, broker string) (string, error) {
	r := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{broker}, Topic: "jobs"}) // want connleak "never closed"
	m, err := r.ReadMessage(ctx)
	if err != nil {
		return "", err
	}
	return string(m.Value), nil
}

func greeting(ctx context.Context, addr string) (string, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr) // want connleak "never closed"
	if err != nil {
		return "", err
	}
	return bufio.NewReader(conn).ReadString('\n')
}

var errBusy = errors.New("busy")

func (s *store) is(req *http.Request) error {
	resp, err := s.http.Do(req) // want connleak "not closed on every path"
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		return errBusy
	}
	return resp.Body.Close()
}

func (s *store) shared(req *http.Request) (data []byte, err error) {
	resp, err := s.http.Do(req) // want connleak "not closed on every path"
	if err == nil {
		data, err = io.ReadAll(resp.Body)
	}
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	return data, nil
}

func checked(resp *http.Response, err error) (*http.Response, error) {
	if err != nil {
		return resp, err
	}
	if resp.StatusCode >= 400 {
		resp.Body.Close()
		return nil, errBusy
	}
	return resp, nil
}

func (s *store) passed(req *http.Request) bool {
	_, err := checked(s.http.Do(req)) // want connleak "never closed"
	return err == nil
}

func (s *store) logged(req *http.Request) error {
	resp, err := s.http.Do(req) // want connleak "never closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("answer: %v", resp)
	}
	return nil
}

type unit interface {
	Exec(text string) error
	Commit() error
	Rollback() error
}

type database interface{ Begin() (unit, error) }

func work(db database) error {
	u, err := db.Begin() // want connleak "not ended on every path"
	if err != nil {
		return err
	}
	if err := u.Exec("DELETE FROM sessions WHERE id = 1"); err != nil {
		return err
	}
	return u.Commit()
}

type box[T any] struct{ load func() (T, error) }

func (b box[T]) get() (T, error) { return b.load() }

func (s *store) boxed(req *http.Request) (int, error) {
	b := box[*http.Response]{load: func() (*http.Response, error) { return s.http.Do(req) }}
	resp, err := b.get()
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

func (s *store) results(ctx context.Context) (names []string, tx *sql.Tx, err error) {
	tx, err = s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT name FROM users WHERE team = 1") // want connleak "never closed"
	if err != nil {
		return nil, tx, err
	}
	for rows.Next() {
		var name string
		if err = rows.Scan(&name); err != nil {
			return names, tx, err
		}
		names = append(names, name)
	}
	err = rows.Err()
	return names, tx, err
}

func (s *store) cased(req *http.Request) (string, error) {
	resp, err := s.http.Do(req) // want connleak "not closed on every path"
	switch {
	case err != nil:
		return "", err
	case resp.StatusCode == http.StatusNotFound:
		return "", nil
	case resp.StatusCode >= 500:
		resp.Body.Close()
		return "", errBusy
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return string(data), err
}

func (s *store) waited(ctx context.Context, req *http.Request, done chan struct{}) error {
	resp, err := s.http.Do(req) // want connleak "not closed on every path"
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-done:
		return resp.Body.Close()
	}
}
