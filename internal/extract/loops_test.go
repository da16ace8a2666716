package extract

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/summary"
)

// loopHead is what the snippets of these tests use.
const loopHead = `package p

import (
	"bufio"
	"container/list"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"sync"
	"time"
)

type post struct {
	ID       int
	Author   string
	Tags     []string
	Next     *post
	Children []*post
}

type pager struct{}

func (pager) HasMorePages() bool          { return false }
func (pager) NextPage() []post            { return nil }
func (pager) Next() (post, error)         { return post{}, nil }
func (pager) List(cursor string) ([]post, string) { return nil, "" }

type cache struct{ m map[int]*post }

func (c *cache) Get(id int) (*post, bool) { p, ok := c.m[id]; return p, ok }

func use(...any) error                  { return nil }
func load(id int) (*post, error)        { return nil, nil }
func find(id int) *post                 { return nil }
func posts() []post                     { return nil }
func getUserIDs() []int                 { return nil }
func all() iter.Seq[post]               { return nil }
func pairs() iter.Seq2[int, post]       { return nil }
func pick(n int) bool                   { return n > 3 }

var table = []string{"a", "b"}
var errEnd = errors.New("end")

const batchSize = 100

var (
	_ = io.EOF
	_ = csv.NewReader
	_ = json.NewDecoder
	_ = bufio.NewScanner
	_ = list.New
	_ = slices.All[[]int]
	_ sync.Mutex
	_ time.Duration
	_ context.Context
	_ sql.DB
)

func f(ctx context.Context, db *sql.DB, rows *sql.Rows, r io.Reader, articles []post, ids []int, byID map[int]post, byTag map[string][]post, batches [][]int,
	ch chan post, n int, s string, pg pager, root *post, lru *cache) error {
`

// loopsIn type-checks a body and returns its package.
func loopsIn(t *testing.T, body string) *summary.Package {
	t.Helper()
	return link(t, loopHead+body+"\nreturn nil\n}\n").Package("w/p")
}

func TestClassesOfLoops(t *testing.T) {
	for name, tt := range map[string]struct{ src, want string }{
		"slice":                       {`for _, p := range articles { use(p) }`, "collection article"},
		"slice by index":              {`for i := range articles { use(articles[i]) }`, "collection article"},
		"slice without element":       {`for range articles { use(1) }`, "collection article"},
		"part of a slice":             {`for _, p := range articles[1:] { use(p) }`, "collection article"},
		"what a call returns":         {`for _, p := range posts() { use(p) }`, "collection post"},
		"ids of a call":               {`for _, x := range getUserIDs() { use(x) }`, "collection user id"},
		"field":                       {`for _, c := range root.Children { use(c) }`, "collection child"},
		"named element":               {`for _, author := range articles { use(author) }`, "collection author"},
		"vague element":               {`for _, item := range root.Tags { use(item) }`, "collection tag"},
		"map":                         {`for id := range byID { use(id) }`, "collection post"},
		"keys that are named":         {`for id, tagged := range byID { use(id, tagged) }`, "collection tagged"},
		"map of slices by its key":    {`for tag, tagged := range byTag { use(tag, len(tagged)) }`, "collection tag"},
		"map of slices, walked":       {`for tag, tagged := range byTag { use(tag); for _, p := range tagged { use(p) } }`, "collection tag, collection post"},
		"map of batches":              {`for tag, tagged := range byTag { use(tag, tagged) }`, "chunk tagged"},
		"iterator":                    {`for p := range all() { use(p) }`, "collection post"},
		"iterator of pairs":           {`for _, p := range pairs() { use(p) }`, "collection pair"},
		"values of a slice":           {`for p := range slices.Values(articles) { use(p) }`, "collection article"},
		"queue":                       {`queue := []*post{root}; for len(queue) > 0 { p := queue[0]; queue = append(queue[1:], p.Children...); use(p) }`, "collection post"},
		"stack":                       {`stack := []*post{root}; for len(stack) > 0 { p := stack[len(stack)-1]; stack = stack[:len(stack)-1]; use(p) }`, "collection post"},
		"linked list":                 {`for p := root; p != nil; p = p.Next { use(p) }`, "collection p"},
		"container/list":              {`l := list.New(); for e := l.Front(); e != nil; e = e.Next() { use(e.Value) }`, "collection e"},
		"indexes":                     {`for i := 0; i < len(articles); i++ { use(articles[i]) }`, "collection article"},
		"indexes to a number":         {`for i := 0; i < n; i++ { use(articles[i]) }`, "collection article"},
		"indexes kept":                {`for i, n := 0, len(articles); i < n; i++ { use(i) }`, "collection article"},
		"indexes downwards":           {`for i := len(articles) - 1; i >= 0; i-- { use(articles[i]) }`, "collection article"},
		"range over a number":         {`for i := range len(articles) { use(articles[i]) }`, "collection article"},
		"waits for each element":      {`for i := 0; i < len(articles); i++ { use(articles[i]); time.Sleep(1) }`, "collection article"},
		"records of a file":           {`recs := [][]string{}; for _, rec := range recs { use(rec[0], rec[1]) }`, "collection rec"},
		"rows":                        {`for rows.Next() { rows.Scan(&n); use(n) }`, "rows row"},
		"lines":                       {`sc := bufio.NewScanner(r); for sc.Scan() { use(sc.Text()) }`, "rows row"},
		"scanner":                     {`scanner := bufio.NewScanner(r); for scanner.Scan() { use(scanner.Text()) }`, "rows line"},
		"records":                     {`reader := csv.NewReader(r); for { rec, err := reader.Read(); if err == io.EOF { break }; use(rec) }`, "rows record"},
		"values of a decoder":         {`dec := json.NewDecoder(r); for dec.More() { var p post; dec.Decode(&p); use(p) }`, "rows row"},
		"decoder to its end":          {`dec := json.NewDecoder(r); for { var p post; if err := dec.Decode(&p); err == io.EOF { break }; use(p) }`, "rows row"},
		"cursor":                      {`cursor := rows; for cursor.Next() { use(cursor) }`, "rows document"},
		"iterator of a client":        {`for { p, err := pg.Next(); if err == io.EOF { break }; use(p) }`, "rows row"},
		"channel":                     {`for p := range ch { use(p) }`, "channel post"},
		"literal":                     {`for _, s := range []string{"a", "b"} { use(s) }`, "constant item"},
		"long literal":                {`for _, s := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"} { use(s) }`, "collection item"},
		"small array":                 {`var days [7]int; for _, d := range days { use(d) }`, "constant day"},
		"large array":                 {`var slots [1000]int; for _, d := range slots { use(d) }`, "collection slot"},
		"characters":                  {`for _, c := range s { use(c) }`, "counted item"},
		"times":                       {`for range 3 { use(1) }`, "counted item"},
		"numbers":                     {`for i := 0; i < n; i++ { use(i) }`, "counted"},
		"batches":                     {`for _, batch := range batches { use(batch) }`, "chunk batch"},
		"chunks of a slice":           {`for chunk := range slices.Chunk(ids, 100) { use(chunk) }`, "chunk chunk"},
		"windows":                     {`for i := 0; i < len(ids); i += batchSize { use(ids[i:min(i+batchSize, len(ids))]) }`, "chunk"},
		"windows, assigned":           {`for i := 0; i < len(ids); i = i + batchSize { use(ids[i:]) }`, "chunk"},
		"what is left":                {`for len(ids) > 0 { k := min(batchSize, len(ids)); use(ids[:k]); ids = ids[k:] }`, "chunk"},
		"offsets":                     {`for off := 0; off < n; off += batchSize { use(off) }`, "chunk"},
		"batches walked":              {`for _, batch := range batches { for _, id := range batch { use(id) } }`, "chunk batch, collection item"},
		"pages":                       {`for pg.HasMorePages() { use(pg.NextPage()) }`, "page"},
		"pages by cursor":             {`cursor := ""; for { ps, next := pg.List(cursor); use(ps); if next == "" { break }; cursor = next }`, "page"},
		"pages by number":             {`for page := 1; ; page++ { ps := posts(); if len(ps) == 0 { break }; use(ps, page) }`, "page"},
		"until a condition":           {`for n > 0 { n = len(posts()) }`, "page"},
		"up the tree":                 {`for p := find(1); p != nil; p = find(p.ID) { use(p) }`, "page"},
		"tries":                       {`for i := 0; i < 5; i++ { if use(1) == nil { break }; time.Sleep(time.Second) }`, "retry"},
		"poll":                        {`for { use(1); time.Sleep(time.Second) }`, "poll"},
		"ticker":                      {`tick := time.NewTicker(1); for { select { case <-ctx.Done(): return nil; case <-tick.C: use(1) } }`, "poll"},
		"range over a ticker":         {`for range time.Tick(1) { use(1) }`, "poll time"},
		"waits until":                 {`for use(1) != nil { time.Sleep(time.Second) }`, "poll"},
		"consumer":                    {`for { select { case <-ctx.Done(): return nil; case p := <-ch: use(p) } }`, "consumer"},
		"consumer without end":        {`for { p := <-ch; use(p) }`, "consumer"},
		"for ever":                    {`for { use(1) }`, "consumer"},
		"left at once":                {`for _, p := range articles { return use(p) }`, "once article"},
		"left at once by break":       {`for rows.Next() { rows.Scan(&n); break }`, "once row"},
		"left at once, or goes on":    {`for _, p := range articles { if pick(p.ID) { continue }; return use(p) }`, "collection article"},
		"left by a switch":            {`for _, p := range articles { switch { case pick(p.ID): return use(p) } }`, "collection article"},
		"nested":                      {`for _, p := range articles { for _, tag := range p.Tags { use(tag) } }`, "collection article, collection tag"},
		"in a literal":                {`go func() { for _, p := range articles { use(p) } }()`, "collection article"},
		"library values, not batches": {`var addrs []json.RawMessage; for _, addr := range addrs { use(addr) }`, "collection addr"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, l := range loopsIn(t, tt.src).Loops {
				got = append(got, strings.TrimSpace(l.Class.String()+" "+l.Item))
				assert.NotEmpty(t, l.Why)
				assert.Positive(t, l.Pos.Line)
				assert.GreaterOrEqual(t, l.End, l.Pos.EndLine)
			}
			assert.Equal(t, tt.want, strings.Join(got, ", "))
		})
	}
}

func TestGuards(t *testing.T) {
	for name, tt := range map[string]struct{ src, want string }{
		"none": {`for _, p := range articles { use(p) }`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, guards(lastUse(t, loopsIn(t, tt.src))))
		})
	}
}

// lastUse returns the last call of use.
func lastUse(t *testing.T, pkg *summary.Package) *summary.Call {
	t.Helper()
	i := -1
	for k := range pkg.Calls {
		if pkg.Calls[k].Callee == "w/p.use" {
			i = k
		}
	}
	require.GreaterOrEqual(t, i, 0)
	return &pkg.Calls[i]
}

func guards(c *summary.Call) string {
	var out []string
	for i, name := range []string{"error", "miss", "full", "hit", "async", "shared"} {
		if c.Guard&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return strings.Join(out, " ")
}

// deps names the sources in a set: "each post" for the element of a loop, the name of a parameter.
func deps(pkg *summary.Package, c *summary.Call, d summary.Deps) string {
	root := c.Fn
	for pkg.Funcs[root].Parent >= 0 {
		root = pkg.Funcs[root].Parent
	}
	var out []string
	for i, s := range pkg.Funcs[root].Sources {
		switch {
		case d&(1<<i) == 0:
		case s.Loop >= 0:
			out = append(out, fmt.Sprintf("each %s", pkg.Loops[s.Loop].Item))
		case s.Param < 0:
			out = append(out, "recv")
		default:
			out = append(out, pkg.Nodes[pkg.Funcs[s.Fn].Params[s.Param]].Key)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
