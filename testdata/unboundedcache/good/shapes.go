package good

import (
	"crypto/x509"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/oauth2"
)

// Made for each request by a constructor, and filled by its methods.

type scanner struct {
	found map[string]int
	names []string
}

func newScanner() *scanner { return &scanner{found: map[string]int{}} }

func (s *scanner) word(w string) int {
	if n, ok := s.found[w]; ok {
		return n
	}
	s.found[w] = len(s.found)
	s.names = append(s.names, w)
	return s.found[w]
}

type scan struct{ by *scanner }

func (s scan) run(text string) int {
	n := 0
	for _, w := range strings.Fields(text) {
		n += s.by.word(w)
	}
	return n
}

func Scan(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, scan{by: newScanner()}.run(r.FormValue("text")))
}

// A result that a function makes, fills and gives back.

type Catalogue struct {
	BySKU map[string]int
	Lines []string
}

func newCatalogue(skus []string) Catalogue {
	c := Catalogue{BySKU: map[string]int{}}
	for i, sku := range skus {
		c.BySKU[sku] = i
		c.Lines = append(c.Lines, sku)
	}
	return c
}

func Show(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, newCatalogue(r.URL.Query()["sku"]).Lines)
}

// Templates and types are part of the program.

var pages = map[string]*template.Template{}

func templateOf(name string) *template.Template {
	if t := pages[name]; t != nil {
		return t
	}
	pages[name] = template.Must(template.ParseFiles(name))
	return pages[name]
}

func Render(w http.ResponseWriter, r *http.Request) {
	if err := templateOf("pages/"+r.PathValue("page")).Execute(w, nil); err != nil {
		http.Error(w, "render", http.StatusInternalServerError)
	}
}

var columns = map[string][]string{}

func columnsOf(v any) []string {
	name := reflect.TypeOf(v).String()
	if _, ok := columns[name]; !ok {
		columns[name] = []string{"id"}
	}
	return columns[name]
}

var perTable = map[string]int{}

func touch(tableName string) { perTable[tableName]++ }

func List(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, columnsOf(user{}))
	touch(r.Pattern)
}

// Copies of what lives long.

type Labels struct{ common map[string]string }

func NewLabels() *Labels { return &Labels{common: map[string]string{"app": "shop"}} }

func (l *Labels) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	all := maps.Clone(l.common)
	all[r.RemoteAddr] = "addr"
	maps.Copy(all, map[string]string{r.URL.Path: "path"})
	fmt.Fprintln(w, all)
}

// Something that lives long is put into what does not.

var calendar = oauth2.Config{ClientID: "calendar"}

type login struct{ tried []oauth2.Config }

func Login2(w http.ResponseWriter, r *http.Request) {
	var l login
	l.tried = append(l.tried, calendar)
	fmt.Fprintln(w, len(l.tried))
}

// Bounded with the help of others.

const room = 1000

var errFull = errors.New("full")

type Mailbox struct {
	mu      sync.Mutex
	wake    *sync.Cond
	waiting []string
}

func NewMailbox() *Mailbox {
	m := &Mailbox{}
	m.wake = sync.NewCond(&m.mu)
	return m
}

func (m *Mailbox) Post(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if left := room - len(m.waiting); left < 1 {
		http.Error(w, errFull.Error(), http.StatusServiceUnavailable)
		return
	}
	m.waiting = append(m.waiting, r.FormValue("text"))
	m.wake.Signal()
}

type Queue struct {
	mu    sync.Mutex
	lines []string
}

func (q *Queue) Push(w http.ResponseWriter, r *http.Request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lines = append(q.lines, r.FormValue("line"))
}

func (q *Queue) Start() {
	go func() {
		for {
			q.mu.Lock()
			if n := len(q.lines); n > 0 {
				q.lines = q.lines[:n-1]
			}
			q.mu.Unlock()
		}
	}()
}

type Slots struct {
	mu   sync.Mutex
	held map[string]bool
}

func (s *Slots) taken() int { return len(s.held) }

func (s *Slots) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken() >= room {
		http.Error(w, errFull.Error(), http.StatusServiceUnavailable)
		return
	}
	s.held[r.RemoteAddr] = true
}

type Sessions struct {
	mu       sync.Mutex
	n, limit int
	byID     map[string]bool
}

func (s *Sessions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n >= s.limit {
		http.Error(w, errFull.Error(), http.StatusServiceUnavailable)
		return
	}
	s.n++
	s.byID[r.RemoteAddr] = true
}

// Filled a single time.

type Countries struct {
	once  sync.Once
	names []string
	byTLD map[string]string
}

func NewCountries() *Countries { return &Countries{byTLD: map[string]string{}} }

func (c *Countries) read(lines []string) {
	for _, line := range lines {
		tld, name, _ := strings.Cut(line, " ")
		c.byTLD[tld] = name
		c.names = append(c.names, name)
	}
}

func (c *Countries) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.once.Do(func() { c.read(strings.Split(table, "\n")) })
	fmt.Fprintln(w, c.byTLD[r.FormValue("tld")])
}

const table = "ch Switzerland\nis Iceland"

// What grows belongs to something that goes away.

type conversation struct {
	mu   sync.Mutex
	said []string
}

type Rooms struct {
	mu    sync.Mutex
	rooms map[string]*conversation
}

func NewRooms() *Rooms { return &Rooms{rooms: map[string]*conversation{}} }

func (x *Rooms) Say(w http.ResponseWriter, r *http.Request) {
	x.mu.Lock()
	c := x.rooms[r.FormValue("room")]
	if c == nil {
		c = &conversation{}
		x.rooms[r.FormValue("room")] = c
	}
	x.mu.Unlock()
	c.mu.Lock()
	c.said = append(c.said, r.FormValue("text"))
	c.mu.Unlock()
}

func (x *Rooms) Close(w http.ResponseWriter, r *http.Request) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.rooms, r.FormValue("room"))
}

// Filled where there is nothing yet.

type Update struct{ packages []string }

func NewUpdate(names ...string) *Update { return &Update{packages: names} }

func (u *Update) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if len(u.packages) == 0 {
		for _, name := range r.URL.Query()["package"] {
			u.packages = append(u.packages, name)
		}
	}
	fmt.Fprintln(w, len(u.packages))
}

// What is put in by a few names is filled where it is put in.

var allowed = map[string]map[string]bool{}

func allow(tableName string, fields []string) {
	if allowed[tableName] != nil {
		return
	}
	allowed[tableName] = map[string]bool{}
	for _, f := range fields {
		allowed[tableName][f] = true
	}
}

func Allowed(w http.ResponseWriter, r *http.Request) {
	allow("users", r.URL.Query()["field"])
	fmt.Fprintln(w, len(allowed))
}

var signers = map[string]*x509.Certificate{}

func Signer(w http.ResponseWriter, r *http.Request) {
	url := r.Header.Get("X-Cert-Url")
	c, err := x509.ParseCertificate([]byte(url))
	if err != nil {
		http.Error(w, "no certificate", http.StatusBadRequest)
		return
	}
	signers[url] = c
}
