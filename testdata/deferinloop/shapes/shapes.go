// Package shapes defers in loops in less common ways.
package shapes

import (
	"context"
	"database/sql"
	"io"
	"iter"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
	"gorm.io/gorm"
)

type server struct {
	db   *sql.DB
	g    *gorm.DB
	http *http.Client
	mu   sync.Mutex
}

func closing(c io.Closer) { _ = c.Close() }

func drop(resp *http.Response) {
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
}

func (s *server) helper(w io.Writer, names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer closing(f) // want "piles up"
		if _, err := io.Copy(w, f); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) dropped(urls []string) error {
	for _, url := range urls {
		resp, err := s.http.Get(url) // want callinloop "url"
		if err != nil {
			return err
		}
		defer drop(resp) // want "piles up"
		if resp.StatusCode != http.StatusOK {
			return io.EOF
		}
	}
	return nil
}

func (s *server) argument(names []string) (n int, err error) {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return 0, err
		}
		defer func(c io.Closer) { c.Close() }(f) // want "piles up"
		info, err := f.Stat()
		if err != nil {
			return 0, err
		}
		n += int(info.Size())
	}
	return n, nil
}

func (s *server) iterated(names iter.Seq[string]) error {
	for name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close() // want "piles up"
	}
	return nil
}

func generic[T any](items []T, open func(T) (*os.File, error)) error {
	for _, item := range items {
		f, err := open(item)
		if err != nil {
			return err
		}
		defer f.Close() // want "piles up"
	}
	return nil
}

func (s *server) orm(ctx context.Context, ids []int) error {
	for range ids {
		rows, err := s.g.WithContext(ctx).Table("users").Where("active").Rows()
		if err != nil {
			return err
		}
		defer rows.Close() // want "piles up"
	}
	return nil
}

func (s *server) dialled(addrs []string) error {
	for _, addr := range addrs {
		conn, err := net.DialTimeout("tcp", addr, time.Second)
		if err != nil {
			return err
		}
		defer conn.Close() // want "piles up"
		if _, err := conn.Write([]byte("PING\r\n")); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) readers(ctx context.Context, topics []string) error {
	for _, topic := range topics {
		r := kafka.NewReader(kafka.ReaderConfig{Topic: topic})
		defer r.Close() // want "piles up"
		if _, err := r.FetchMessage(ctx); err != nil {
			return err
		}
	}
	return nil
}

type input struct{ Body io.Reader }

func (s *server) upload(input) error { return nil }

func (s *server) wrapped(names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close() // want "piles up"
		if err := s.upload(input{Body: f}); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) sized(names []string) (sizes []int64, err error) {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close() // want "piles up"
		info, err := f.Stat()
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, info.Size())
	}
	return sizes, nil
}

func (s *server) literal(lists [][]string) {
	for _, list := range lists {
		func() {
			for _, name := range list {
				s.mu.Lock()
				defer s.mu.Unlock() // want "piles up"
				_ = name
			}
		}()
	}
}

func (s *server) background(ctx context.Context, in <-chan int) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case id := <-in:
				ctx, cancel := context.WithTimeout(ctx, time.Second)
				defer cancel() // want "keeps running"
				s.one(ctx, id)
			}
		}
	}()
}

func (s *server) one(context.Context, int) {}

func (s *server) outer(names []string) (err error) {
	var f *os.File
	for _, name := range names {
		if f, err = os.Open(name); err != nil {
			return err
		}
		defer f.Close() // want "piles up"
	}
	return nil
}
