package own

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/fixture"
)

const head = `package p

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

var (
	_ = fmt.Sprint
	_ = bytes.NewReader
	_ = json.NewDecoder
	_ = errors.Is
	_ = time.NewTicker
	_ context.Context
	_ os.File
	kept *http.Response
)

var _ = quit

type store struct {
	db   *sql.DB
	c    *http.Client
	body io.ReadCloser
	lines *bufio.Reader
	run   func() error
}

type unit interface {
	Commit() error
	Rollback() error
}

func BeginUnit() (unit, error) { return nil, nil }
func undo(u unit)              { u.Rollback() }

type doer interface{ Do(*http.Request) (*http.Response, error) }

func drop(r *http.Response)              { io.Copy(io.Discard, r.Body); r.Body.Close() }
func look(r *http.Response) error        { return json.NewDecoder(r.Body).Decode(nil) }
func read(r io.Reader) error             { _, err := io.ReadAll(r); return err }
func shut(c io.Closer)                   { c.Close() }
func same(r *http.Response) *http.Response { return r }
func all[T io.Closer](c T)               { c.Close() }
func pass(r *http.Response, err error) (*http.Response, error) {
	if err != nil {
		return r, err
	}
	if r.StatusCode > 400 {
		b, _ := io.ReadAll(r.Body)
		r.Body.Close()
		r.Body = io.NopCloser(bytes.NewBuffer(b))
		return r, errors.New("status")
	}
	return r, nil
}
func reread(r *http.Response) *http.Response {
	b, _ := io.ReadAll(r.Body)
	r.Body.Close()
	r.Body = io.NopCloser(bytes.NewBuffer(b))
	return r
}
func bad(err error) bool                 { return err != nil }
func quit(err error)                     { os.Exit(1) }
func (s *store) keep(r *http.Response)   { s.body = r.Body }
func (s *store) get() (*http.Response, error)  { return s.c.Get("u") }
func (s *store) got() (*http.Response, error) {
	resp, err := s.c.Get("u")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return resp, nil
}
func (s *store) open() (io.ReadCloser, error) {
	resp, err := s.c.Get("u")
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}
func (s *store) call() (int, *http.Response, error) {
	resp, err := s.get()
	if err != nil || resp == nil {
		return 0, resp, err
	}
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewBuffer(b))
	if err != nil {
		return 1, resp, err
	}
	return 2, resp, nil
}
func (s *store) retry(fn func() error) error { return fn() }
func (s *store) calls(req *http.Request) error { return s.f(req, nil, 0, nil) }
func with[T any](fn func() (T, error)) (T, error) { return fn() }

func (s *store) f(req *http.Request, d doer, n int, ch chan *http.Response) (err error) {
`

// leaksIn says what the method f, or a literal in it, does not give back.
func leaksIn(t *testing.T, body string) string {
	t.Helper()
	prog := fixture.Link(t, head+body+"\nreturn nil\n}\n")
	var out []string
	for _, l := range Of(prog).Leaks(prog.Package("w/p")) {
		if !strings.HasPrefix(l.Func.Func.Name, "(*store).f") {
			out = append(out, "also in "+l.Func.Func.Name)
			continue
		}
		how := fmt.Sprintf("%d exits", len(l.Exits))
		if l.Never {
			how = "never"
		}
		if l.Again {
			how += " again"
		}
		out = append(out, l.What+" "+how)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func TestLeaks(t *testing.T) {
	for name, tt := range map[string]struct{ src, want string }{
		"never closed":                  {`resp, err := s.c.Do(req); if err != nil { return err }; _ = resp.StatusCode`, "body never"},
		"dropped":                       {`_, err = s.c.Do(req); return err`, "body never"},
		"not even assigned":             {`s.c.Do(req)`, "body never"},
		"closed by a deferred call":     {`resp, err := s.c.Do(req); if err != nil { return err }; defer resp.Body.Close(); if n > 1 { return nil }`, ""},
		"closed at the end":             {`resp, err := s.c.Do(req); if err != nil { return err }; if resp.StatusCode > 200 { return io.EOF }; resp.Body.Close()`, "body 1 exits"},
		"status beside the error":       {`resp, err := s.c.Do(req); if err != nil || resp.StatusCode > 200 { return err }; defer resp.Body.Close()`, "body 1 exits"},
		"asked whether it is there":     {`resp, err := s.c.Do(req); if resp != nil { defer resp.Body.Close() }; if err != nil { return err }`, ""},
		"error in a switch":             {`resp, err := s.c.Do(req); switch { case errors.Is(err, io.EOF): return nil; case err != nil: return err }; resp.Body.Close()`, ""},
		"error judged by a function":    {`resp, err := s.c.Do(req); if bad(err) { return err }; resp.Body.Close()`, ""},
		"deferred literal":              {`resp, err := s.c.Do(req); if err != nil { return err }; defer func() { _ = resp.Body.Close() }()`, ""},
		"named literal":                 {`resp, err := s.c.Do(req); if err != nil { return err }; done := func() { resp.Body.Close() }; defer done()`, ""},
		"method value":                  {`resp, err := s.c.Do(req); if err != nil { return err }; done := resp.Body.Close; defer done()`, ""},
		"read by a library":             {`resp, err := s.c.Do(req); if err != nil { return err }; return json.NewDecoder(resp.Body).Decode(nil)`, "body never"},
		"closed by a helper":            {`resp, err := s.c.Do(req); if err != nil { return err }; drop(resp)`, ""},
		"helper only reads":             {`resp, err := s.c.Do(req); if err != nil { return err }; return look(resp)`, "body never"},
		"helper reads the body":         {`resp, err := s.c.Do(req); if err != nil { return err }; return read(resp.Body)`, "body never"},
		"helper closes the body":        {`resp, err := s.c.Do(req); if err != nil { return err }; shut(resp.Body)`, ""},
		"generic helper":                {`resp, err := s.c.Do(req); if err != nil { return err }; all(resp.Body)`, ""},
		"helper gives it back":          {`resp, err := s.c.Do(req); if err != nil { return err }; r := same(resp); r.Body.Close()`, ""},
		"kept in a field":               {`resp, err := s.c.Do(req); if err != nil { return err }; s.body = resp.Body`, ""},
		"kept in a field by a helper":   {`resp, err := s.c.Do(req); if err != nil { return err }; s.keep(resp)`, ""},
		"kept in a global":              {`resp, err := s.c.Do(req); if err != nil { return err }; kept = resp`, ""},
		"sent":                          {`resp, err := s.c.Do(req); if err != nil { return err }; ch <- resp`, ""},
		"collected":                     {`var all []*http.Response; resp, err := s.c.Do(req); if err != nil { return err }; all = append(all, resp); _ = all`, ""},
		"goroutine closes it":           {`resp, err := s.c.Do(req); if err != nil { return err }; go func() { defer resp.Body.Close() }()`, ""},
		"goroutine only reads":          {`resp, err := s.c.Do(req); if err != nil { return err }; go func() { io.ReadAll(resp.Body) }()`, "body never"},
		"from a helper":                 {`resp, err := s.get(); if err != nil { return err }; _ = resp.StatusCode`, "body never"},
		"the body from a helper":        {`r, err := s.open(); if err != nil { return err }; io.ReadAll(r)`, "body never"},
		"helper has closed it":          {`resp, err := s.got(); if err != nil { return err }; _ = resp.StatusCode`, ""},
		"generated client":              {`_, resp, err := s.call(); if err != nil { return err }; _ = resp.StatusCode`, ""},
		"through an interface":          {`resp, err := d.Do(req); if err != nil { return err }; _ = resp.StatusCode`, "body never"},
		"captured by a literal":         {`var resp *http.Response; err = s.retry(func() (err error) { resp, err = s.c.Do(req); return err }); if err != nil { return err }; _ = resp.StatusCode`, "body never"},
		"captured and closed":           {`var resp *http.Response; err = s.retry(func() (err error) { resp, err = s.c.Do(req); return err }); if err != nil { return err }; defer resp.Body.Close()`, ""},
		"generic retry":                 {`resp, err := with(func() (*http.Response, error) { return s.c.Do(req) }); if err != nil { return err }; _ = resp.StatusCode`, "body never"},
		"retry loop":                    {`for range n { resp, err := s.c.Do(req); if err != nil { continue }; if resp.StatusCode > 500 { continue }; resp.Body.Close(); return nil }`, "body 1 exits again"},
		"retry loop that closes":        {`var resp *http.Response; for range n { resp, err = s.c.Do(req); if err == nil { break } }; if err != nil { return err }; defer resp.Body.Close()`, ""},
		"second into the same":          {`resp, err := s.c.Do(req); if err != nil { return err }; if resp.StatusCode == 401 { resp, err = s.c.Do(req); if err != nil { return err } }; defer resp.Body.Close()`, "body 0 exits again"},
		"program ends":                  {`resp, err := s.c.Do(req); if err != nil { return err }; if n > 1 { os.Exit(1) }; resp.Body.Close()`, ""},
		"head has no body":              {`_, err = s.c.Head("u"); return err`, ""},
		"rows":                          {`rows, err := s.db.Query("q"); if err != nil { return err }; for rows.Next() { if err := rows.Scan(&n); err != nil { return err } }; return rows.Err()`, "rows never"},
		"rows closed but for an error":  {`rows, err := s.db.Query("q"); if err != nil { return err }; for rows.Next() { if err := rows.Scan(&n); err != nil { return err } }; return rows.Close()`, "rows 1 exits"},
		"rows that are read to the end": {`rows, err := s.db.Query("q"); if err != nil { return err }; for rows.Next() { if err := rows.Scan(&n); err != nil { rows.Close(); return err } }; return rows.Err()`, ""},
		"rows that a helper closes":     {`rows, err := s.db.Query("q"); if err != nil { return err }; for rows.Next() { if n > 1 { shut(rows); return nil } }`, ""},
		"tx without rollback":           {`tx, err := s.db.Begin(); if err != nil { return err }; if _, err := tx.Exec("q"); err != nil { return err }; return tx.Commit()`, "tx 1 exits"},
		"tx":                            {`tx, err := s.db.Begin(); if err != nil { return err }; defer tx.Rollback(); if _, err := tx.Exec("q"); err != nil { return err }; return tx.Commit()`, ""},
		"tx ended by a literal":         {`tx, err := s.db.Begin(); if err != nil { return err }; defer func() { if err != nil { tx.Rollback(); return }; err = tx.Commit() }(); _, err = tx.Exec("q")`, ""},
		"statement of a tx":             {`tx, err := s.db.Begin(); if err != nil { return err }; defer tx.Rollback(); st, err := tx.Prepare("q"); if err != nil { return err }; _, err = st.Exec(); return err`, ""},
		"statement":                     {`st, err := s.db.Prepare("q"); if err != nil { return err }; _, err = st.Exec(); return err`, "stmt never"},
		"file":                          {`f, err := os.Open("x"); if err != nil { return err }; if _, err := f.Stat(); err != nil { return err }; return f.Close()`, "file 1 exits"},
		"file that a request sends":     {`f, err := os.Open("x"); if err != nil { return err }; r, err := http.NewRequest("POST", "u", f); if err != nil { return err }; resp, err := s.c.Do(r); if err != nil { return err }; return resp.Body.Close()`, ""},
		"cancel":                        {`ctx, cancel := context.WithCancel(req.Context()); if n > 1 { return nil }; cancel(); _ = ctx`, "cancel 1 exits"},
		"cancel dropped":                {`ctx, _ := context.WithCancel(req.Context()); _ = ctx`, "cancel never"},
		"cancel deferred":               {`ctx, cancel := context.WithCancel(req.Context()); defer cancel(); _ = ctx`, ""},
		"cancel handed on":              {`ctx, cancel := context.WithCancel(req.Context()); time.AfterFunc(1, cancel); _ = ctx`, ""},
		"error of one of two":           {`resp, err := s.c.Do(req); if err == nil { _, err = io.ReadAll(resp.Body) }; if err != nil { return err }; resp.Body.Close()`, "body 1 exits"},
		"tried again":                   {`resp, err := s.c.Do(req); if err != nil { if bad(err) { resp, err = s.c.Do(req) } }; if err != nil { return err }; resp.Body.Close()`, ""},
		"read in a loop":                {`var resp *http.Response; for { resp, err = s.c.Do(req); if err == nil { _, err = io.ReadAll(resp.Body) }; if err != nil { continue }; break }; resp.Body.Close()`, "body 0 exits again"},
		"passed through":                {`_, err = pass(s.c.Do(req)); if err != nil { return err }`, "body never"},
		"passed through and closed":     {`resp, err := pass(s.c.Do(req)); if err != nil { return err }; defer resp.Body.Close()`, ""},
		"read and put back":             {`resp, err := s.c.Do(req); if err != nil { return err }; resp = reread(resp); _ = resp.StatusCode`, ""},
		"handed out in a reader":        {`resp, err := s.c.Do(req); if err != nil { return err }; s.lines = bufio.NewReader(resp.Body)`, ""},
		"refused and handed out":        {`resp, err := s.c.Do(req); if err != nil { return err }; err = look(resp); if err != nil { return err }; s.lines = bufio.NewReader(resp.Body)`, "body 1 exits"},
		"decoded":                       {`resp, err := s.c.Do(req); if err != nil { return err }; dec := json.NewDecoder(resp.Body); return dec.Decode(nil)`, "body never"},
		"kept by a function":            {`st, err := s.db.Prepare("q"); if err != nil { return err }; s.run = func() error { _, err := st.Exec(); return err }`, "stmt never"},
		"kept by one that closes":       {`st, err := s.db.Prepare("q"); if err != nil { return err }; s.run = func() error { defer st.Close(); _, err := st.Exec(); return err }`, ""},
		"unit of work":                  {`u, err := BeginUnit(); if err != nil { return err }; if n > 1 { return nil }; return u.Commit()`, "tx 1 exits"},
		"unit of work rolled back":      {`u, err := BeginUnit(); if err != nil { return err }; defer undo(u); return u.Commit()`, ""},
		"a request for the head":        {`r, err := http.NewRequest(http.MethodHead, "u", nil); if err != nil { return err }; resp, err := s.c.Do(r.WithContext(req.Context())); if err != nil { return err }; _ = resp.StatusCode`, ""},
		"printed":                       {`resp, err := s.c.Do(req); if err != nil { return err }; return fmt.Errorf("%v", resp)`, "body never"},
		"judged and never closed":       {`resp, err := s.c.Do(req); if bad(err) { return err }; _ = resp.StatusCode`, "body never"},
		"deferred before":               {`var resp *http.Response; defer func() { if resp != nil { resp.Body.Close() } }(); resp, err = s.c.Do(req); if err != nil { return err }; if n > 1 { return io.EOF }`, ""},
		"deferred call before":          {`resp, err := s.c.Do(req); if err != nil { return err }; defer resp.Body.Close(); resp, err = s.c.Do(req); if err != nil { return err }; _ = resp.StatusCode`, "body 1 exits"},
		"given to a literal before":     {`resp, err := s.c.Do(req); if err != nil { return err }; defer func(r *http.Response) { r.Body.Close() }(resp); resp, err = s.c.Do(req); if err != nil { return err }; _ = resp.StatusCode`, "body 1 exits"},
		"started anew":                  {`stop := func() {}; defer func() { stop() }(); for range ch { if n > 1 { stop() }; ctx, cancel := context.WithCancel(req.Context()); stop = cancel; _ = ctx }`, ""},
		"ticker":                        {`t := time.NewTicker(1); <-t.C`, "ticker never"},
		"ticker stopped":                {`t := time.NewTicker(1); defer t.Stop(); <-t.C`, ""},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tt.want, leaksIn(t, tt.src)) })
	}
}
