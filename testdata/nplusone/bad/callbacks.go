package bad

// without unboundedgoroutines: what is asked here is what runs in the goroutines

import (
	"context"
	"database/sql"
	"html/template"
	"io"
	"slices"
	"sync"
	texttemplate "text/template"

	"github.com/samber/lo"
	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
)

// Callbacks queries in functions that libraries call.
type Callbacks struct{ db *sql.DB }

func (c *Callbacks) likes(ctx context.Context, post int64) (n int) {
	if err := c.db.QueryRowContext(ctx, "SELECT count(1) FROM likes WHERE post_id = $1", post).Scan(&n); err != nil {
		return 0
	}
	return n
}

// Kept asks for each element whether it stays.
func (c *Callbacks) Kept(ctx context.Context, posts []Post) []Post {
	return slices.DeleteFunc(posts, func(p Post) bool {
		var hidden bool
		err := c.db.QueryRowContext(ctx, "SELECT hidden FROM moderation WHERE post_id = $1", p.ID).Scan(&hidden) // want "moderation"
		return err == nil && hidden
	})
}

// Names is lo.Map.
func (c *Callbacks) Names(ctx context.Context, posts []Post) []string {
	return lo.Map(posts, func(p Post, _ int) string {
		var name string
		if err := c.db.QueryRowContext(ctx, "SELECT name FROM authors WHERE id = $1", p.AuthorID).Scan(&name); err != nil { // want "authors"
			return ""
		}
		return name
	})
}

// Popular is lo.Filter.
func (c *Callbacks) Popular(ctx context.Context, posts []Post) []Post {
	return lo.Filter(posts, func(p Post, _ int) bool {
		return c.likes(ctx, p.ID) > 100 // want "likes"
	})
}

// Watched gives a method value to lo.ForEach.
func (b *Bound) Watched(ids []int64) {
	lo.ForEach(ids, b.touch) // want "watchlist"
}

func (b *Bound) touch(id int64, _ int) {
	var n int
	if err := b.db.QueryRowContext(b.ctx, "SELECT count(1) FROM watchlist WHERE item_id = $1", id).Scan(&n); err != nil {
		return
	}
}

// Spawned starts a goroutine for each element.
func (c *Callbacks) Spawned(ctx context.Context, ids []int64) []int {
	counts := make([]int, len(ids))
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Add(1)
		go func(i int, id int64) {
			defer wg.Done()
			counts[i] = c.likes(ctx, id) // want "likes"
		}(i, id)
	}
	wg.Wait()
	return counts
}

// Waited starts them with WaitGroup.Go.
func (c *Callbacks) Waited(ctx context.Context, ids []int64) []int {
	counts := make([]int, len(ids))
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() {
			counts[i] = c.likes(ctx, id) // want "likes"
		})
	}
	wg.Wait()
	return counts
}

// Grouped starts them in an errgroup.
func (c *Callbacks) Grouped(ctx context.Context, skus []string) ([]int, error) {
	stock := make([]int, len(skus))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for i, sku := range skus {
		g.Go(func() error {
			return c.db.QueryRowContext(ctx, "SELECT quantity FROM stock WHERE sku = $1", sku).Scan(&stock[i]) // want "stock"
		})
	}
	return stock, g.Wait()
}

// Pooled starts them in a pool.
func (c *Callbacks) Pooled(ctx context.Context, ids []int64) []int {
	counts := make([]int, len(ids))
	p := pool.New().WithMaxGoroutines(4)
	for i, id := range ids {
		p.Go(func() { counts[i] = c.likes(ctx, id) }) // want "likes"
	}
	p.Wait()
	return counts
}

// Named starts a method.
func (c *Callbacks) Named(ctx context.Context, ids []int64) <-chan int {
	results := make(chan int, len(ids))
	for _, id := range ids {
		go c.send(ctx, id, results) // want "likes"
	}
	return results
}

func (c *Callbacks) send(ctx context.Context, id int64, results chan<- int) {
	results <- c.likes(ctx, id)
}

// Drained fills a channel from a slice: the workers share the elements, and there are as many queries.
func (c *Callbacks) Drained(ctx context.Context, ids []int64) (total int) {
	jobs := make(chan int64)
	results := make(chan int, len(ids))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for id := range jobs {
				results <- c.likes(ctx, id) // want "likes"
			}
		})
	}
	for _, id := range ids {
		jobs <- id
	}
	close(jobs)
	wg.Wait()
	close(results)
	for n := range results {
		total += n
	}
	return total
}

const page = `{{range .Posts}}<h2>{{.Title}}</h2><p>by {{author .AuthorID}}, {{likes .ID}}</p>{{end}}`

// Render gives queries to a template, which calls them in its loop.
func (c *Callbacks) Render(ctx context.Context, w io.Writer, posts []Post) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"author": func(id int64) (name string, err error) {
			err = c.db.QueryRowContext(ctx, "SELECT name FROM authors WHERE id = $1", id).Scan(&name) // want "authors"
			return name, err
		},
		"likes": func(id int64) int { return c.likes(ctx, id) }, // want "likes"
	}).Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(w, map[string]any{"Posts": posts})
}

// Mail builds the map of functions elsewhere.
func (c *Callbacks) Mail(ctx context.Context, w io.Writer, posts []Post) error {
	t := texttemplate.Must(texttemplate.New("mail").Funcs(c.funcs(ctx)).Parse(`{{range .}}{{.Title}} ({{comments .ID}})
{{end}}`))
	return t.Execute(w, posts)
}

func (c *Callbacks) funcs(ctx context.Context) texttemplate.FuncMap {
	funcs := texttemplate.FuncMap{}
	funcs["comments"] = func(id int64) (n int, err error) {
		err = c.db.QueryRowContext(ctx, "SELECT count(1) FROM comments WHERE post_id = $1", id).Scan(&n) // want "comments"
		return n, err
	}
	return funcs
}

func (c *Callbacks) later(ctx context.Context, id int64) <-chan int {
	answer := make(chan int, 1)
	go func() { answer <- c.likes(ctx, id) }()
	return answer
}

// Promised starts one query for each, all at once, in a function of its own.
func (c *Callbacks) Promised(ctx context.Context, ids []int64) (total int) {
	var answers []<-chan int
	for _, id := range ids {
		answers = append(answers, c.later(ctx, id)) // want "likes"
	}
	for _, a := range answers {
		total += <-a
	}
	return total
}

// Written names functions in a map of its own type.
func (c *Callbacks) Written(ctx context.Context, w io.Writer, posts []Post) error {
	funcs := map[string]any{}
	funcs["likes"] = func(id int64) int { return c.likes(ctx, id) } // want "likes"
	return template.Must(template.New("page").Funcs(funcs).Parse(`{{range .}}{{likes .ID}}{{end}}`)).Execute(w, posts)
}
