// Package wrapped calls through interfaces whose values are known: wrappers, what a parameter is given, and parts that call back.
package wrapped

import (
	"context"
	"database/sql"
	"maps"
	"net/http"
	"time"
)

// Sink takes events.
type Sink interface {
	Send(ctx context.Context, id string) error
}

// Remote sends events to a service.
type Remote struct {
	url string
	db  *sql.DB
}

// Send asks the database for the address and calls the service.
func (r *Remote) Send(ctx context.Context, id string) error {
	var host string
	if err := r.db.QueryRowContext(ctx, "SELECT host FROM peers WHERE id = $1", id).Scan(&host); err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url+host+id, nil)
	if err != nil {
		return err
	}
	client := &http.Client{Timeout: time.Second}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// Buffered keeps events in memory for a worker.
type Buffered struct {
	next  Sink
	queue chan string
}

func newBuffered(s Sink) *Buffered { return &Buffered{next: s, queue: make(chan string, 100)} }

// Send keeps the event.
func (b *Buffered) Send(_ context.Context, id string) error {
	b.queue <- id
	return nil
}

func (b *Buffered) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-b.queue:
			_ = b.next.Send(ctx, id)
		}
	}
}

// Hub has sinks by name.
type Hub struct {
	sinks map[string]Sink
}

// NewHub makes the sinks, each with a buffer before it.
func NewHub(ctx context.Context, db *sql.DB, urls map[string]string) *Hub {
	h := &Hub{sinks: make(map[string]Sink)}
	for name, url := range urls {
		var s Sink = &Remote{url: url, db: db}
		b := newBuffered(s)
		go b.run(ctx)
		s = b
		h.sinks[name] = s
	}
	return h
}

// open makes a sink, the way that plug-ins do.
var open = map[string]func(db *sql.DB) Sink{
	"remote": func(db *sql.DB) Sink { return &Remote{db: db} },
}

// Plug wraps what a constructor gives.
func (h *Hub) Plug(db *sql.DB) {
	for name, make := range open {
		s := make(db)
		s = newBuffered(s)
		h.sinks[name] = s
	}
}

func (h *Hub) active() map[string]Sink {
	all := maps.Clone(h.sinks)
	maps.Copy(all, h.sinks)
	return all
}

func (h *Hub) dispatch(ctx context.Context, id string) {
	for _, s := range h.active() {
		_ = s.Send(ctx, id)
	}
}

// Publish only fills buffers.
func (h *Hub) Publish(ctx context.Context, ids []string) {
	for _, id := range ids {
		h.dispatch(ctx, id)
	}
}

// Direct has no buffers.
type Direct struct {
	sinks map[string]Sink
}

// NewDirect makes the sinks.
func NewDirect(db *sql.DB, urls map[string]string) *Direct {
	d := &Direct{sinks: map[string]Sink{}}
	for name, url := range urls {
		d.sinks[name] = &Remote{url: url, db: db}
	}
	return d
}

func (d *Direct) dispatch(ctx context.Context, id string) {
	for _, s := range d.sinks {
		_ = s.Send(ctx, id)
	}
}

// Publish asks and calls for each.
func (d *Direct) Publish(ctx context.Context, ids []string) {
	for _, id := range ids {
		d.dispatch(ctx, id) // want nplusone "one SELECT on peers for each id" callinloop "remote call"
	}
}

// Status is told to whoever runs a job.
type Status interface {
	SetStatus(ctx context.Context, id int64, status string) error
}

// Job is run by a server or a runner, which it tells.
type Job struct {
	id  int64
	log Status
}

// SetStatus tells whoever runs the job.
func (j *Job) SetStatus(ctx context.Context, status string) error {
	return j.log.SetStatus(ctx, j.id, status)
}

// Server keeps the status in the database.
type Server struct{ db *sql.DB }

// SetStatus keeps the status.
func (s *Server) SetStatus(ctx context.Context, id int64, status string) error {
	_, err := s.db.ExecContext(ctx, "UPDATE jobs SET status = $2 WHERE id = $1", id, status)
	return err
}

func (s *Server) jobs(ids []int64) (out []*Job) {
	for _, id := range ids {
		out = append(out, &Job{id: id, log: s})
	}
	return out
}

// Running is a job in a runner, which keeps the status in memory.
type Running struct {
	job    *Job
	status string
}

// SetStatus tells the job, once.
func (r *Running) SetStatus(ctx context.Context, _ int64, status string) error {
	if r.status == status {
		return nil
	}
	r.status = status
	return r.job.SetStatus(ctx, status)
}

func run(id int64) *Running {
	r := &Running{job: &Job{id: id}}
	r.job.log = r
	return r
}

func stopRunning(ctx context.Context, running []*Running) error {
	for _, r := range running {
		if err := r.SetStatus(ctx, 0, "stopped"); err != nil {
			return err
		}
	}
	return nil
}

func stopOnServer(ctx context.Context, s *Server, ids []int64) error {
	for _, j := range s.jobs(ids) {
		if err := j.SetStatus(ctx, "stopped"); err != nil { // want writeinloop "one UPDATE on jobs for each"
			return err
		}
	}
	return nil
}

// Importer imports one document.
type Importer interface {
	Find(ctx context.Context) (int64, error)
	Finish(ctx context.Context, id int64) error
}

// TagImporter writes when it is finished.
type TagImporter struct {
	db   *sql.DB
	Name string
}

// Find asks for nothing.
func (i *TagImporter) Find(context.Context) (int64, error) { return int64(len(i.Name)), nil }

// Finish writes.
func (i *TagImporter) Finish(ctx context.Context, id int64) error {
	_, err := i.db.ExecContext(ctx, "UPDATE tags SET name = $2 WHERE id = $1", id, i.Name)
	return err
}

// FolderImporter has nothing to write.
type FolderImporter struct{ Name string }

// Find asks for nothing.
func (i *FolderImporter) Find(context.Context) (int64, error) { return int64(len(i.Name)), nil }

// Finish does nothing.
func (i *FolderImporter) Finish(context.Context, int64) error { return nil }

func perform(ctx context.Context, i Importer) error {
	id, err := i.Find(ctx)
	if err != nil {
		return err
	}
	return i.Finish(ctx, id)
}

type task struct{ db *sql.DB }

func (t *task) one(ctx context.Context, i Importer) error { return perform(ctx, i) }

func (t *task) retried(ctx context.Context, i Importer) error {
	if err := t.one(ctx, i); err != nil {
		return t.one(ctx, i)
	}
	return nil
}

func newTag(db *sql.DB, name string) *TagImporter { return &TagImporter{db: db, Name: name} }

func (t *task) tags(ctx context.Context, names []string) error {
	for _, name := range names {
		if err := t.retried(ctx, newTag(t.db, name)); err != nil { // want writeinloop "one UPDATE on tags for each name"
			return err
		}
	}
	return nil
}

func (t *task) folders(ctx context.Context, names []string) error {
	for _, name := range names {
		var i Importer = &FolderImporter{Name: name}
		if err := t.retried(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

type unit struct{ importer Importer }

func (t *task) units(ctx context.Context, names []string) error {
	for _, name := range names {
		u := unit{importer: &FolderImporter{Name: name}}
		if err := t.one(ctx, u.importer); err != nil {
			return err
		}
	}
	return nil
}
