// Package tempting gives connections back in ways that are easy to overlook.
package tempting

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/redis/go-redis/v9"
	"github.com/segmentio/kafka-go"
	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"
)

type store struct {
	db   *sql.DB
	x    *sqlx.DB
	g    *gorm.DB
	pool *pgxpool.Pool
	r    *redis.Client
	http *http.Client

	once   sync.Once
	conn   net.Conn
	reader *kafka.Reader
	lines  *bufio.Reader
}

type user struct{ ID, Name string }

func (s *store) orm(ctx context.Context) (users []user, err error) {
	rows, err := s.g.WithContext(ctx).Model(&user{}).Where("active").Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u user
		if err := s.g.ScanRows(rows, &u); err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	return users, rows.Err()
}

func (s *store) selected(ctx context.Context) (users []user, err error) {
	err = s.x.SelectContext(ctx, &users, "SELECT id, name FROM users WHERE team = 1")
	return users, err
}

func (s *store) collected(ctx context.Context) ([]user, error) {
	rows, err := s.pool.Query(ctx, "SELECT id, name FROM users WHERE team = 1")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[user])
}

func (s *store) inTx(ctx context.Context) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM sessions WHERE id = 1")
		return err
	})
}

func listen(ctx context.Context, dsn string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN jobs"); err != nil {
		return err
	}
	_, err = conn.WaitForNotification(ctx)
	return err
}

func listener(dsn string, out chan<- string) error {
	l := pq.NewListener(dsn, time.Second, time.Minute, nil)
	defer func() { _ = l.Close() }()
	if err := l.Listen("jobs"); err != nil {
		return err
	}
	for n := range l.Notify {
		out <- n.Extra
	}
	return nil
}

func (s *store) subscribed(ctx context.Context, out chan<- string) {
	sub := s.r.Subscribe(ctx, "jobs")
	defer sub.Close()
	for m := range sub.Channel() {
		out <- m.Payload
	}
}

func (s *store) consumer(broker string) {
	s.reader = kafka.NewReader(kafka.ReaderConfig{Brokers: []string{broker}, Topic: "jobs"})
}

func (s *store) Close() error { return errors.Join(s.reader.Close(), s.conn.Close()) }

func consume(ctx context.Context, broker string, each func([]byte) error) error {
	r := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{broker}, Topic: "jobs"})
	defer r.Close()
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return err
		}
		if err := each(m.Value); err != nil {
			return err
		}
	}
}

func (s *store) dialled(addr string) (err error) {
	s.once.Do(func() { s.conn, err = net.DialTimeout("tcp", addr, time.Second) })
	return err
}

func dialer(addr string) func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err != nil {
			return nil, err
		}
		return conn, nil
	}
}

func (s *store) is(req *http.Request) error {
	resp, err := s.http.Do(req)
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	} else if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	return resp.Body.Close()
}

func (s *store) as(req *http.Request) error {
	resp, err := s.http.Do(req)
	var timeout net.Error
	if errors.As(err, &timeout) {
		return nil
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return nil
}

// reread puts back what it has read, and closes what it has read it from.
func reread(resp *http.Response) (*http.Response, error) {
	data, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(data))
	return resp, err
}

func (s *store) buffered(req *http.Request) (int, error) {
	resp, err := s.http.Do(req)
	if err != nil {
		return 0, err
	}
	resp, err = reread(resp)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func checked(resp *http.Response, err error) (*http.Response, error) {
	if err != nil {
		return resp, err
	}
	if resp.StatusCode >= 400 {
		resp.Body.Close()
		return nil, errors.New(resp.Status)
	}
	return resp, nil
}

func (s *store) passed(req *http.Request) ([]byte, error) {
	resp, err := checked(s.http.Do(req))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func (s *store) head(ctx context.Context, url string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return "", err
	}
	return resp.Header.Get("ETag"), nil
}

func (s *store) stream(req *http.Request) (*bufio.Reader, error) {
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	return bufio.NewReader(resp.Body), nil
}

func (s *store) follow(req *http.Request) error {
	resp, err := s.http.Do(req)
	if err != nil {
		return err
	}
	s.lines = bufio.NewReader(resp.Body)
	return nil
}

func (s *store) hijacked(w http.ResponseWriter) error {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return err
	}
	go func() {
		defer conn.Close()
		io.Copy(io.Discard, conn)
	}()
	return nil
}

func (s *store) all(ctx context.Context, reqs []*http.Request) error {
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for _, req := range reqs {
		g.Go(func() error {
			resp, err := s.http.Do(req)
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			_, err = io.Copy(io.Discard, resp.Body)
			return err
		})
	}
	return g.Wait()
}

func (s *store) retried(req *http.Request) (resp *http.Response, err error) {
	for range 3 {
		resp, err = s.http.Do(req)
		if err != nil {
			continue
		}
		if resp.StatusCode < 500 {
			return resp, nil
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	return nil, errors.New("no answer")
}

func (s *store) fallback(req, other *http.Request) (int, error) {
	resp, err := s.http.Do(req)
	if err != nil {
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			return 0, err
		}
		resp, err = s.http.Do(other)
	}
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

type unit interface {
	Commit() error
	Rollback() error
}

type database interface{ Begin() (unit, error) }

func rollback(u unit) { _ = u.Rollback() }

func work(db database, do func(unit) error) error {
	u, err := db.Begin()
	if err != nil {
		return err
	}
	defer rollback(u)
	if err := do(u); err != nil {
		return err
	}
	return u.Commit()
}

func (s *store) results(ctx context.Context) (tx *sql.Tx, stop func(), err error) {
	if tx, err = s.db.BeginTx(ctx, nil); err != nil {
		return
	}
	stop = func() { tx.Rollback() }
	return
}
