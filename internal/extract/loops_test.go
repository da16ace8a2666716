package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
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

type bytesBuffer struct{ s string }

func (b *bytesBuffer) WriteString(s string) { b.s += s }
func (b *bytesBuffer) String() string       { return b.s }

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
	return fixture.Link(t, loopHead+body+"\nreturn nil\n}\n").Package("w/p")
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
		"linked list":                 {`for p := root; p != nil; p = p.Next { use(p) }`, "collection node"},
		"container/list":              {`l := list.New(); for e := l.Front(); e != nil; e = e.Next() { use(e.Value) }`, "collection node"},
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
		"batches walked":              {`for _, batch := range batches { for _, id := range batch { use(id) } }`, "chunk batch, collection id"},
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
		"none":                          {`for _, p := range articles { use(p) }`, ""},
		"condition":                     {`for _, p := range articles { if p.ID > 3 { use(p) } }`, ""},
		"after an error":                {`for _, p := range articles { _, err := load(p.ID); if err != nil { use(p) } }`, "error"},
		"error in the statement":        {`for _, p := range articles { if _, err := load(p.ID); err != nil { use(p) } }`, "error"},
		"where there is none":           {`for _, p := range articles { if _, err := load(p.ID); err == nil { use(p) } }`, ""},
		"else of no error":              {`for _, p := range articles { if _, err := load(p.ID); err == nil { continue } else { use(p) } }`, "error"},
		"after going on without one":    {`for _, p := range articles { _, err := load(p.ID); if err == nil { continue }; use(p) }`, "error"},
		"after errors are dealt with":   {`for _, p := range articles { _, err := load(p.ID); if err != nil { continue }; use(p) }`, ""},
		"one of several cases":          {`for _, p := range articles { _, err := load(p.ID); switch { case err != nil: use(p) } }`, "error"},
		"before an error is given":      {`for _, p := range articles { if p.ID == 3 { use(p); return errors.New("3") } }`, "error hit"},
		"not found":                     {`for _, p := range articles { _, err := load(p.ID); if errors.Is(err, sql.ErrNoRows) { use(p) } }`, ""},
		"not found, among errors":       {`for _, p := range articles { if _, err := load(p.ID); err != nil { if errors.Is(err, sql.ErrNoRows) { use(p); continue }; return err } }`, ""},
		"not found, others are given":   {`for _, p := range articles { if _, err := load(p.ID); err != nil { if err != sql.ErrNoRows { return err }; use(p) } }`, ""},
		"another error":                 {`for _, p := range articles { if _, err := load(p.ID); err != nil { if err != sql.ErrNoRows { use(p) } } }`, "error"},
		"not in a map":                  {`for _, id := range ids { p, ok := byID[id]; if !ok { use(id) }; byID[id] = p }`, "miss"},
		"in a map":                      {`for _, id := range ids { if _, ok := byID[id]; ok { use(id) } }`, ""},
		"not in a map, goes on":         {`for _, id := range ids { p, ok := byID[id]; if ok { continue }; use(id, p); byID[id] = p }`, "miss"},
		"nothing in a map":              {`for _, id := range ids { if byTag[s] == nil { use(id); byTag[s] = articles } }`, "miss"},
		"not in a map that is read":     {`for _, id := range ids { p, ok := byID[id]; if !ok { use(id, p) } }`, "lack"},
		"not among those that are":      {`for _, id := range ids { if _, ok := byID[id]; !ok { use(id) } }`, ""},
		"not in a map that is filled":   {`names := map[int]*post{}; for _, id := range ids { p := names[id]; if p == nil { use(id, names) } }`, "memo"},
		"empty text in a map":           {`names := map[int]string{}; for _, id := range ids { if names[id] == "" { use(id); names[id] = s } }`, "memo"},
		"nil from a map":                {`names := map[int]*post{}; for _, id := range ids { p := names[id]; if p == nil { use(id); names[id] = root } }`, "memo"},
		"marked in a map":               {`seen := map[int]bool{}; for _, id := range ids { if seen[id] { continue }; use(id) }`, ""},
		"marked in a set":               {`seen := map[int]struct{}{}; for _, id := range ids { if _, ok := seen[id]; ok { continue }; use(id) }`, ""},
		"not in a cache":                {`for _, id := range ids { if _, ok := lru.Get(id); !ok { use(id) } }`, "miss"},
		"not in what is called a cache": {`cache := lru; for _, id := range ids { if _, ok := cache.Get(id); !ok { use(id) } }`, "miss"},
		"full batch":                    {`var batch []int; for _, id := range ids { batch = append(batch, id); if len(batch) >= batchSize { use(batch); batch = batch[:0] } }`, "full"},
		"full batch, equal":             {`var batch []int; for _, id := range ids { batch = append(batch, id); if len(batch) == 100 { use(batch) } }`, "full"},
		"full batch, by name":           {`var batch []int; for _, id := range ids { batch = append(batch, id); full := len(batch) >= 100; if full { use(batch) } }`, "full"},
		"failure, by name":              {`for _, p := range articles { _, err := load(p.ID); failed := err != nil; if !failed { continue }; use(p) }`, "error"},
		"name of something else later":  {`for _, p := range articles { _, err := load(p.ID); bad := err != nil; bad = p.ID > 3; if bad { use(p) } }`, ""},
		"batch not full yet":            {`var batch []int; for _, id := range ids { batch = append(batch, id); if len(batch) < 100 { continue }; use(batch) }`, "full"},
		"each hundredth":                {`for i, id := range ids { if i%100 == 0 { use(id) } }`, "full"},
		"counted up to a batch":         {`k := 0; for _, id := range ids { k++; if k >= batchSize { use(id) } }`, "full"},
		"long element":                  {`for _, p := range articles { if len(p.Tags) > 3 { use(p) } }`, ""},
		"long text":                     {`for _, p := range articles { if len(p.Author) >= 8 { use(p) } }`, ""},
		"shape of an element":           {`for _, p := range articles { parts := p.Tags; if len(parts) != 2 { continue }; use(parts[1]) }`, ""},
		"shape, outside of a loop":      {`parts := root.Tags; if len(parts) != 2 { return nil }; use(parts[1])`, ""},
		"rest of a batch":               {`var batch []int; for _, id := range ids { batch = append(batch, id) }; if len(batch) > 0 { use(batch) }`, ""},
		"first hit is returned":         {`for _, p := range articles { if use(p) == nil { return nil } }`, "hit"},
		"first hit ends the loop":       {`for _, p := range articles { err := use(p); if err == nil { break } }`, "hit"},
		"first that is there":           {`for _, id := range ids { var p *post; use(id, &p); if p != nil { root = p; break } }`, "hit"},
		"returned at once":              {`for _, p := range articles { if pick(p.ID) { return use(p) } }`, "hit"},
		"returned afterwards":           {`for _, p := range articles { if pick(p.ID) { use(p); return nil } }`, "hit"},
		"left where nothing is there":   {`func() { for _, id := range ids { var p *post; use(id, &p); if p == nil { return } } }()`, ""},
		"left for a failure":            {`for _, p := range articles { if err := use(p); err != nil { return err } }`, ""},
		"left for a failure, later":     {`for _, p := range articles { err := use(p); if err != nil { return err } }`, ""},
		"break of a switch":             {`for _, p := range articles { switch { case pick(p.ID): use(p); break } }`, ""},
		"goroutine":                     {`for _, p := range articles { go use(p) }`, "async"},
		"in a goroutine":                {`for _, p := range articles { go func() { if p.ID > 3 { use(p) } }() }`, ""},
		"guard outside of the loop":     {`if err := ctx.Err(); err != nil { for _, p := range articles { use(p) } }`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, guards(lastUse(t, loopsIn(t, tt.src))))
		})
	}
}

func TestWhatArgumentsDependOn(t *testing.T) {
	for name, tt := range map[string]struct{ src, want string }{ // of the last argument
		"element":                    {`for _, p := range articles { use(p) }`, "articles each article"},
		"field of the element":       {`for _, p := range articles { use(p.ID) }`, "articles each article"},
		"index":                      {`for i := range articles { use(articles[i].ID) }`, "articles each article"},
		"index alone":                {`for i := range articles { use(i) }`, "articles each article"},
		"key of a map":               {`for id := range byID { use(id) }`, "byID each post"},
		"local":                      {`for _, p := range articles { id := p.ID + 1; use(id) }`, "articles each article"},
		"copy of the element":        {`for _, p := range articles { p := p; q := &p; use(q.ID) }`, "articles each article"},
		"result of a call":           {`for _, p := range articles { q, err := load(p.ID); if err == nil { use(q) } }`, "articles each article"},
		"method of the element":      {`for _, id := range ids { use(time.Duration(id).String()) }`, "each id ids"},
		"decoded":                    {`for _, tag := range root.Tags { var v post; json.Unmarshal([]byte(tag), &v); use(v.ID) }`, "each tag root"},
		"filled in by a call":        {`for _, p := range articles { v := &post{}; use(p, v); use(v) }`, "articles each article"},
		"literal of a struct":        {`for _, p := range articles { use(post{ID: p.ID}) }`, "articles each article"},
		"field that is set":          {`var q post; for _, p := range articles { q.ID = p.ID; use(q) }`, "articles each article"},
		"text of it":                 {`for _, p := range articles { use("x" + p.Author) }`, "articles each article"},
		"slice in the turn":          {`for _, p := range articles { one := []int{p.ID}; use(one) }`, "articles each article"},
		"map in the turn":            {`for _, p := range articles { one := map[int]int{}; one[p.ID] = 1; use(one) }`, "articles each article"},
		"row":                        {`for rows.Next() { var id int; rows.Scan(&id); use(id) }`, "each row rows"},
		"row read by a helper":       {`read := func(*sql.Rows) int { return 1 }; for rows.Next() { id := read(rows); use(id) }`, "each row rows"},
		"row of a cursor":            {`for rows.Next() { var p post; if err := rows.Scan(&p.ID, &p.Author); err != nil { return err }; use(p.Author) }`, "each row rows"},
		"record":                     {`reader := csv.NewReader(r); for { rec, err := reader.Read(); if err == io.EOF { break }; use(rec[0]) }`, "each record r"},
		"line":                       {`scanner := bufio.NewScanner(r); for scanner.Scan() { use(scanner.Text()) }`, "each line r"},
		"taken from a queue":         {`queue := []*post{root}; for len(queue) > 0 { p := queue[0]; queue = queue[1:]; use(p.ID) }`, "each post root"},
		"node of a list":             {`for p := root; p != nil; p = p.Next { use(p.ID) }`, "each node root"},
		"inner element":              {`for _, p := range articles { for _, tag := range p.Tags { use(tag) } }`, "articles each article each tag"},
		"outer element":              {`for _, p := range articles { for range 3 { use(p.ID) } }`, "articles each article"},
		"captured":                   {`for _, p := range articles { go func() { use(p.ID) }() }`, "articles each article"},
		"handed to a literal":        {`for _, p := range articles { func(id int) { use(id) }(p.ID) }`, "articles each article id"},
		"type switch":                {`for _, p := range articles { var v any = p; switch q := v.(type) { case post: use(q.ID) } }`, "articles each article"},
		"parameter":                  {`use(n)`, "n"},
		"nothing":                    {`for range articles { use("all") }`, ""},
		"length":                     {`for range articles { use(len(articles)) }`, ""},
		"another parameter":          {`for _, p := range articles { _ = p; use(s) }`, "s"},
		"context":                    {`for _, p := range articles { ctx := context.WithValue(ctx, "k", p.ID); use(ctx) }`, ""},
		"error":                      {`for _, p := range articles { _, err := load(p.ID); use(err) }`, ""},
		"connection":                 {`for _, p := range articles { _ = p; use(db) }`, ""},
		"collected":                  {`var list []int; for _, p := range articles { list = append(list, p.ID); use(list) }`, "articles"},
		"collected in a map":         {`m := map[int]post{}; for _, p := range articles { m[p.ID] = p; use(m) }`, "articles"},
		"collected in a text":        {`var b bytesBuffer; for _, p := range articles { b.WriteString(p.Author); use(b.String()) }`, "articles"},
		"written in the turn":        {`for _, p := range articles { var b bytesBuffer; b.WriteString(p.Author); use(b.String()) }`, "articles each article"},
		"times":                      {`for i := range 3 { use(i) }`, ""},
		"looked up by the element":   {`for _, p := range articles { use(byID[p.ID]) }`, "articles byID each article"},
		"the element's own function": {`for _, p := range articles { g := func() int { return p.ID }; use(g()) }`, "articles each article"},
	} {
		t.Run(name, func(t *testing.T) {
			pkg := loopsIn(t, tt.src)
			c := lastUse(t, pkg)
			var d summary.Deps
			if len(c.Deps) > 0 {
				d = c.Deps[len(c.Deps)-1]
			}
			assert.Equal(t, tt.want, deps(pkg, c, d))
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
	for i, name := range []string{"error", "miss", "full", "hit", "async", "shared", "memo", "waiting", "one", "lack"} {
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
