package txn

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/summary"
)

const head = `package p

import (
	"context"
	"database/sql"
	"sync"
)

type store struct {
	db *sql.DB
	mu sync.Mutex
	rw sync.RWMutex
	sync.Mutex
	open *sql.Tx
}

type unit struct{ tx *sql.Tx }

func (u *unit) Done() error { return u.tx.Commit() }
func (u *unit) Undo()       { u.tx.Rollback() }

func here(...any) error { return nil }

func (s *store) begin() (*sql.Tx, error) { return s.db.Begin() }
func (s *store) unit() (*unit, error) {
	tx, err := s.db.Begin()
	if err != nil {
		return nil, err
	}
	return &unit{tx: tx}, nil
}
func (s *store) Start() (err error) { s.open, err = s.db.Begin(); return err }
func (s *store) Stop() error         { return s.open.Commit() }
func finish(tx *sql.Tx, err *error) {
	if *err != nil {
		tx.Rollback()
		return
	}
	*err = tx.Commit()
}
func (s *store) inTx(fn func(*sql.Tx) error) error {
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}
func (s *store) inTwo(fn func(*sql.Tx) error) error {
	return s.inTx(func(tx *sql.Tx) error { return fn(tx) })
}
func (s *store) retry(fn func() error) error { return fn() }
func (s *store) locked(fn func())      { s.mu.Lock(); defer s.mu.Unlock(); fn() }
func (s *store) lock()                 { s.mu.Lock() }
func (s *store) unlock()               { s.mu.Unlock() }
func (s *store) leak() error {
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	if err := here(); err != nil {
		return err
	}
	return tx.Commit()
}
func take(mu *sync.Mutex) func()      { mu.Lock(); return func() { mu.Unlock() } }

func (s *store) f(ctx context.Context, n int, m map[string]*sync.Mutex) (err error) {
`

// openAt lists, for each call of here in the method f, what is open: "tx", "lock s.mu" or nothing.
func openAt(t *testing.T, body string) string {
	t.Helper()
	prog := fixture.Link(t, head+body+"\nreturn nil\n}\n")
	x := Of(prog)
	pkg := prog.Package("w/p")
	var out []string
	for i := range pkg.Calls {
		c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
		if c.Call.Callee != "w/p.here" || !strings.HasPrefix(pkg.FunctionName(c.Call.Fn), "(*store).f") {
			continue
		}
		var open []string
		for _, tx := range x.At(c) {
			s := "tx"
			if tx.Lock {
				s = "lock"
				if v := prog.Value(tx.Value); v.Kind == summary.Field {
					s += " " + v.Key[strings.LastIndexByte(v.Key, '.')+1:]
				}
				if tx.Read {
					s += " read"
				}
			}
			if tx.Isolation != "" {
				s += " " + tx.Isolation
			}
			open = append(open, s)
		}
		out = append(out, strings.Join(open, "+"))
	}
	return strings.Join(out, ", ")
}

func TestWhatIsOpen(t *testing.T) {
	for name, tt := range map[string]struct{ src, want string }{
		"begin and commit":            {`here(); tx, _ := s.db.Begin(); here(); tx.Commit(); here()`, ", tx, "},
		"error of begin":              {`tx, err := s.db.Begin(); if err != nil { here(); return err }; here(); return tx.Commit()`, ", tx"},
		"rolled back on one path":     {`tx, err := s.db.Begin(); if err != nil { return err }; if n > 1 { tx.Rollback(); here(); return nil }; here(); tx.Commit()`, ", tx"},
		"deferred rollback":           {`tx, _ := s.db.Begin(); defer tx.Rollback(); here(); tx.Commit(); here()`, "tx, "},
		"deferred before a commit":    {`tx, _ := s.db.Begin(); defer tx.Rollback(); defer here(); tx.Commit()`, ""},
		"deferred before the end":     {`tx, _ := s.db.Begin(); defer tx.Rollback(); defer here()`, "tx"},
		"deferred after the end":      {`defer here(); tx, _ := s.db.Begin(); defer tx.Rollback()`, ""},
		"deferred literal":            {`tx, _ := s.db.Begin(); defer func() { here(); tx.Rollback(); here() }(); here()`, "tx, , tx"},
		"isolation":                   {`tx, _ := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable}); here(); tx.Commit()`, "tx serializable"},
		"helper begins":               {`tx, err := s.begin(); if err != nil { return here() }; here(); tx.Commit(); here()`, ", tx, "},
		"helper ends":                 {`tx, err := s.begin(); defer finish(tx, &err); here()`, "tx"},
		"helper ends now":             {`tx, err := s.begin(); here(); finish(tx, &err); here()`, "tx, "},
		"unit of work":                {`u, err := s.unit(); if err != nil { return err }; defer u.Undo(); here(); u.Done(); here()`, "tx, "},
		"transaction in a field":      {`s.Start(); here(); s.Stop(); here()`, "tx, "},
		"forgotten by a helper":       {`s.leak(); here()`, ""},
		"helper runs a literal":       {`s.inTx(func(tx *sql.Tx) error { return here() }); here()`, "tx, "},
		"helper of a helper":          {`s.inTwo(func(tx *sql.Tx) error { return here() }); here()`, "tx, "},
		"literal run in it":           {`tx, _ := s.db.Begin(); s.retry(func() error { return here() }); tx.Commit()`, "tx"},
		"literal that commits":        {`tx, _ := s.db.Begin(); s.retry(func() error { return tx.Commit() }); here()`, ""},
		"literal that begins":         {`var tx *sql.Tx; s.retry(func() (err error) { tx, err = s.db.Begin(); return err }); here(); tx.Commit(); here()`, "tx, "},
		"goroutine":                   {`tx, _ := s.db.Begin(); go here(); go func() { here() }(); tx.Commit()`, ", "},
		"literal kept":                {`tx, _ := s.db.Begin(); g := func() { here() }; tx.Commit(); _ = g`, ""},
		"loop":                        {`for range n { tx, _ := s.db.Begin(); here(); tx.Commit(); here() }`, "tx, "},
		"mutex":                       {`here(); s.mu.Lock(); here(); s.mu.Unlock(); here()`, ", lock mu, "},
		"mutex deferred":              {`s.mu.Lock(); defer s.mu.Unlock(); here()`, "lock mu"},
		"two mutexes":                 {`s.mu.Lock(); s.rw.RLock(); here(); s.mu.Unlock(); here(); s.rw.RUnlock(); here()`, "lock mu+lock rw read, lock rw read, "},
		"embedded mutex":              {`s.Lock(); here(); s.Unlock(); here()`, "lock Mutex, "},
		"unlocked on the way out":     {`s.mu.Lock(); if n > 1 { s.mu.Unlock(); return here() }; here(); s.mu.Unlock()`, ", lock mu"},
		"let go for a while":          {`s.mu.Lock(); defer s.mu.Unlock(); s.mu.Unlock(); here(); s.mu.Lock(); here()`, ", lock mu"},
		"tried":                       {`if !s.mu.TryLock() { return here() }; here(); s.mu.Unlock(); here()`, ", lock mu, "},
		"helpers lock":                {`s.lock(); here(); s.unlock(); here()`, "lock mu, "},
		"helper runs under a lock":    {`s.locked(func() { here() }); here()`, "lock mu, "},
		"helper that gives unlock":    {`done := take(&s.mu); here(); done(); here()`, "lock mu, "},
		"deferred unlock of helper":   {`defer take(&s.mu)(); here()`, "lock mu"},
		"a mutex for each key":        {`mu := m["a"]; mu.Lock(); here(); mu.Unlock(); here()`, "lock, "},
		"a pointer to it":             {`mu := &s.mu; mu.Lock(); here(); s.mu.Unlock(); here()`, "lock mu, "},
		"transaction under a lock":    {`s.mu.Lock(); defer s.mu.Unlock(); tx, _ := s.db.Begin(); here(); tx.Commit(); here()`, "lock mu+tx, lock mu"},
		"unlocked in one of two":      {`s.mu.Lock(); if n > 1 { s.mu.Unlock() } else { s.mu.Unlock() }; here()`, ""},
		"commit that may have failed": {`tx, _ := s.db.Begin(); if err := tx.Commit(); err != nil { return here() }; here()`, ", "},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tt.want, openAt(t, tt.src)) })
	}
}
