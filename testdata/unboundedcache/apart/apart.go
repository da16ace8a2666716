// Package apart adds to collections that are not the ones which their elements come from, or takes out again what it adds.
package apart

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"sync"
)

// ErrGone and ErrLate are errors that many lists hold.
var (
	ErrGone = Errors{errors.New("gone")}
	ErrLate = errors.New("late")
)

// Errors is a list of errors.
type Errors []error

func (e *Errors) add(err error) {
	if more, ok := err.(Errors); ok {
		*e = append(*e, more...)
		return
	}
	*e = append(*e, err)
}

// Error lists them.
func (e Errors) Error() string { return "several" }

type option func(*parcel)

type parcel struct{ weight int }

var usual = []option{func(p *parcel) { p.weight = 1 }}

type depot struct {
	mu      sync.Mutex
	common  []option
	shelves []string
	due     map[string]int
	routes  map[string]string
}

func pack(more ...option) *parcel {
	p := &parcel{}
	more = append(more, usual...)
	for _, o := range more {
		o(p)
	}
	return p
}

func (d *depot) send(more ...option) *parcel {
	more = append(d.common, more...)
	return pack(more...)
}

func (d *depot) taken(name string) (found, missed []string) {
	for _, s := range d.shelves {
		if s == name {
			found = append(found, s)
		} else {
			missed = append(missed, s)
		}
	}
	return found, missed
}

func (d *depot) refresh(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	known := map[string]int{r.FormValue("id"): 1}
	maps.Copy(d.due, known)
	for id := range d.due {
		if known[id] == 0 {
			delete(d.due, id)
		}
	}
	var e Errors
	e.add(ErrLate)
	e.add(ErrGone)
	if e.Error() != "" {
		w.WriteHeader(http.StatusGone)
	}
	d.send(func(p *parcel) { p.weight++ })
	found, missed := d.taken(r.FormValue("shelf"))
	d.renew(len(found)+len(missed) == 0, map[string]string{r.FormValue("from"): r.FormValue("to")})
	d.keep(r.FormValue("id"))
	Stop(r.Context(), r.FormValue("line"), r.FormValue("id"))
}

func (d *depot) renew(fresh bool, routes map[string]string) {
	if fresh {
		d.routes = map[string]string{}
	}
	maps.Copy(d.routes, routes)
}

// Trail says where one request has been.
type Trail struct {
	mu    sync.Mutex
	stops map[string][]string
}

type trailKey struct{}

// Stop adds a stop to the trail of a request.
func Stop(ctx context.Context, line, name string) {
	if t, ok := ctx.Value(trailKey{}).(*Trail); ok {
		t.stop(line, name)
	}
}

func (t *Trail) stop(line, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stops[line] = append(t.stops[line], name)
}

func newTrail() *Trail { return &Trail{stops: map[string][]string{}} }

// Follow answers a request by what follows its trail.
func (d *depot) Follow(r *http.Request) (any, error) {
	ctx := r.Context()
	if r.FormValue("trail") != "" {
		ctx = context.WithValue(ctx, trailKey{}, newTrail())
	}
	Stop(ctx, r.FormValue("line"), r.FormValue("stop"))
	return len(d.shelves), nil
}

// Label is what a parcel says on it.
type Label struct {
	lines []string
	notes struct{ of []string }
}

func (l Label) with(line string) Label {
	l.lines = append(l.lines, line)
	l.notes.of = append(l.notes.of, line)
	return l
}

// label is what all parcels say on them.
var label = Label{lines: []string{"fragile"}}

func (d *depot) print(w http.ResponseWriter, r *http.Request) {
	l := label.with(r.FormValue("to"))
	l.lines = append(l.lines, "end")
	if len(l.notes.of) == len(l.lines) {
		w.WriteHeader(http.StatusTeapot)
	}
	label.lines = append(label.lines, r.FormValue("note")) // want unboundedcache "lines only grows"
}

var log = &journal{lines: map[string]string{}}

type journal struct {
	mu    sync.Mutex
	lines map[string]string
	names []string
}

// keep adds to a map and to a list.
func (d *depot) keep(id string) {
	log.mu.Lock()
	defer log.mu.Unlock()
	maps.Copy(log.lines, map[string]string{id: id}) // want unboundedcache "lines only grows"
	log.names = append(log.names, id)               // want unboundedcache "names only grows"
}

// Serve serves.
func Serve() error {
	d := &depot{due: map[string]int{}, routes: map[string]string{}, common: []option{func(p *parcel) { p.weight = 3 }}, shelves: []string{"a", "b"}}
	http.HandleFunc("POST /refresh", d.refresh)
	http.HandleFunc("POST /print", d.print)
	return http.ListenAndServe("localhost:8080", nil)
}
