package good

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"prodlint.test/secretinlog/good/scan"
)

func Key(dir string) ([]byte, error) {
	pathPrivateKey := filepath.Join(dir, "key.pem")
	data, err := os.ReadFile(pathPrivateKey)
	if err != nil {
		return nil, fmt.Errorf("private key file %s: %w", pathPrivateKey, err)
	}
	return data, nil
}

// Policy says which claims stand in which token.
type Policy struct {
	IDToken     []string
	AccessToken []string
}

func (p Policy) Check(known map[string]bool) error {
	for _, claim := range p.IDToken {
		if !known[claim] {
			return fmt.Errorf("id_token: claim %q is not known", claim)
		}
	}
	return nil
}

// MoreToken is where the next page begins.
type MoreToken any

type place struct{ at int }

func Page(ctx context.Context, more MoreToken) error {
	if _, ok := more.(*place); !ok {
		return fmt.Errorf("invalid token: %+v", more)
	}
	return ctx.Err()
}

func Command(line string) error {
	words := scan.Words(line)
	if len(words) > 2 {
		slog.Warn("too many words", "word", words[2])
	}
	return fmt.Errorf("unknown command %q", words[0])
}

type column interface{ Prepare(raw any) (any, error) }

type number struct{}

func (number) Prepare(raw any) (any, error) {
	n, err := strconv.Atoi(fmt.Sprint(raw))
	if err != nil {
		return nil, fmt.Errorf("%v is no number", raw)
	}
	return n, nil
}

type moment struct{}

func (moment) Prepare(raw any) (any, error) { return time.Parse(time.DateOnly, fmt.Sprint(raw)) }

type plainText struct{}

func (plainText) Prepare(raw any) (any, error) { return fmt.Sprint(raw), nil }

// Row is a record whose columns are told at run time.
type Row struct{ columns map[string]column }

func NewRow() Row {
	return Row{map[string]column{"age": number{}, "born": moment{}, "password": plainText{}}}
}

func (r Row) Set(name string, value any) error {
	_, err := r.columns[name].Prepare(value)
	return err
}

func (r Row) SetPassword(password string) error { return r.Set("password", password) }
