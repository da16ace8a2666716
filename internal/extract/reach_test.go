package extract_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/summary"
)

func TestReached(t *testing.T) {
	const head = "package main\nimport (\"net/http\"; \"time\")\nvar _ http.Handler\nvar _ time.Duration\nfunc work() { done() }\nfunc done() {}\n" +
		"func serve() { http.ListenAndServe(\"\", nil) }\nfunc run(f func()) { f() }\nfunc every(f func()) { for range time.Tick(1) { f() } }\n"
	for name, tt := range map[string]struct {
		src  string
		want []summary.Reach
	}{
		"start":                  {`func main() { work(); serve() }`, []summary.Reach{summary.ByStart}},
		"tool":                   {`func main() { work() }`, []summary.Reach{summary.ByCommand}},
		"handler":                {`func h(w http.ResponseWriter, r *http.Request) { work() }; func main() { http.HandleFunc("/", h); serve() }`, []summary.Reach{summary.ByRequest}},
		"literal handler":        {`func main() { http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { work() }); serve() }`, []summary.Reach{summary.ByRequest}},
		"ticker":                 {`func main() { go func() { for range time.Tick(1) { work() } }(); serve() }`, []summary.Reach{summary.ByClock}},
		"ticker elsewhere":       {`func main() { go every(work); serve() }`, []summary.Reach{summary.ByClock, summary.ByStart}},
		"both":                   {`func main() { work(); go func() { for range time.Tick(1) { work() } }(); serve() }`, []summary.Reach{summary.ByClock, summary.ByStart}},
		"nobody":                 {`func main() { serve() }`, []summary.Reach{summary.Unseen}},
		"table":                  {`var table = map[string]func(){"a": work}; func main() { serve() }`, []summary.Reach{summary.Listed}},
		"init":                   {`func init() { work() }; func main() { serve() }`, []summary.Reach{summary.ByStart}},
		"variable of a package":  {`var x = made(); func made() int { work(); return 1 }; func main() { serve() }`, []summary.Reach{summary.ByStart}},
		"messages":               {`func main() { ch := make(chan int); go func() { for { <-ch; work() } }(); serve() }`, []summary.Reach{summary.ByRequest}},
		"by what is handed over": {`func dead() { run(func() { work() }) }; func h(w http.ResponseWriter, r *http.Request) { run(func() {}) }; func main() { http.HandleFunc("/", h); serve() }`, []summary.Reach{summary.Unseen}},
		"called at once":         {`func main() { func() { work() }(); serve() }`, []summary.Reach{summary.ByStart}},
		"interface":              {`type i interface{ m() }; type a struct{}; func (a) m() { work() }; func main() { var x i = a{}; x.m(); serve() }`, []summary.Reach{summary.ByStart}},
	} {
		t.Run(name, func(t *testing.T) {
			p := fixture.Link(t, head+tt.src)
			work, ok := p.Function("w/main.done")
			require.True(t, ok)
			calls := p.Callers(work)
			require.Len(t, calls, 1)
			var got []summary.Reach
			ways := p.Reached(calls[0], nil)
			for r, way := range ways {
				got = append(got, r)
				require.NotEmpty(t, way)
				assert.Equal(t, calls[0], way[len(way)-1], "a way ends at the call")
			}
			slices.Sort(got)
			assert.Equal(t, tt.want, got)
			assert.True(t, ways.Has(tt.want...))
			assert.True(t, ways.Only(tt.want...))
		})
	}
}

func TestReachedLeaves(t *testing.T) {
	p := fixture.Link(t, "package main\nimport \"net/http\"\nfunc work() {}\nfunc a() { work() }\nfunc b() { a() }\nfunc main() { a(); b(); http.ListenAndServe(\"\", nil) }\n")
	work, ok := p.Function("w/main.work")
	require.True(t, ok)
	c := p.Callers(work)[0]
	assert.True(t, p.Reached(c, nil).Has(summary.ByStart))
	ways := p.Reached(c, func(c summary.CallRef) bool { return p.Enclosing(c).Func.Name == "main" })
	assert.Empty(t, ways)
}

func TestReachedLeavesWhatIsHandedOver(t *testing.T) {
	p := fixture.Link(t, "package main\nimport (\"net/http\"; \"sync\")\nvar once sync.Once\nfunc work() {}\nfunc a() { work() }\nfunc main() { once.Do(a); http.ListenAndServe(\"\", nil) }\n")
	work, ok := p.Function("w/main.work")
	require.True(t, ok)
	c := p.Callers(work)[0]
	assert.True(t, p.Reached(c, nil).Has(summary.ByStart))
	assert.Empty(t, p.Reached(c, func(c summary.CallRef) bool { return c.Call.Callee == "(*sync.Once).Do" }))
}

func TestReachedWithWhatIsServed(t *testing.T) {
	p := fixture.Link(t, "package main\nimport \"net/http\"\nfunc work() {}\nfunc a() { work() }\nfunc main() { a(); http.ListenAndServe(\"\", nil) }\n")
	work, ok := p.Function("w/main.work")
	require.True(t, ok)
	ways := p.ReachedWith(p.Callers(work)[0], nil, func(c summary.CallRef) bool { return p.Enclosing(c).Func.Name == "main" })
	assert.True(t, ways.Only(summary.ByRequest))
	assert.Len(t, ways[summary.ByRequest], 2)
}
