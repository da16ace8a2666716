package good

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/samber/lo"
	"golang.org/x/sync/errgroup"
)

// Rest looks like a query for each element and is none.
type Rest struct {
	db     *sql.DB
	shards []*sql.DB
	region map[string]*sql.DB
	once   sync.Once
	rates  map[string]float64
}

func (r *Rest) user(ctx context.Context, email string) (id int64, err error) {
	err = r.db.QueryRowContext(ctx, "SELECT id FROM users WHERE email = $1", email).Scan(&id)
	return id, err
}

// rule says who pays.
type rule struct {
	prefix string
	payer  string
}

// FirstHit queries for the rule that matches, and returns.
func (r *Rest) FirstHit(ctx context.Context, rules []rule, account string) (int64, error) {
	for _, x := range rules {
		if strings.HasPrefix(account, x.prefix) {
			return r.user(ctx, x.payer)
		}
	}
	return 0, sql.ErrNoRows
}

// Hit leaves the loop after its query.
func (r *Rest) Hit(ctx context.Context, rules []rule, account string) (payer int64, err error) {
	for _, x := range rules {
		if !strings.HasPrefix(account, x.prefix) {
			continue
		}
		payer, err = r.user(ctx, x.payer)
		break
	}
	return payer, err
}

// Success tries names until one is known.
func (r *Rest) Success(ctx context.Context, aliases []string) (id int64, err error) {
	for _, a := range aliases {
		id, err = r.user(ctx, a)
		if err == nil {
			break
		}
	}
	return id, err
}

// Failed asks only to say more about a failure.
func (r *Rest) Failed(ctx context.Context, emails []string, send func(string) error) error {
	for _, e := range emails {
		if err := send(e); err != nil {
			id, _ := r.user(ctx, e)
			return fmt.Errorf("send to user %d: %w", id, err)
		}
	}
	return nil
}

// Stored keeps closures that somebody may call.
func (r *Rest) Stored(ctx context.Context, emails []string) map[string]func() (int64, error) {
	lazy := map[string]func() (int64, error){}
	for _, e := range emails {
		lazy[e] = func() (int64, error) { return r.user(ctx, e) }
	}
	return lazy
}

// Routes registers a handler for each section: requests run them.
func (r *Rest) Routes(mux *http.ServeMux, sections []string) {
	for _, s := range sections {
		mux.HandleFunc("GET /"+s, func(w http.ResponseWriter, req *http.Request) {
			var n int
			row := r.db.QueryRowContext(req.Context(), "SELECT count(1) FROM articles WHERE section = $1", s)
			if err := row.Scan(&n); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			fmt.Fprintln(w, n)
		})
	}
}

// Shards asks each database once.
func (r *Rest) Shards(ctx context.Context, email string) (total int, err error) {
	for i, db := range r.shards {
		var n int
		if err := db.QueryRowContext(ctx, "SELECT count(1) FROM orders WHERE email = $1", email).Scan(&n); err != nil {
			return 0, fmt.Errorf("shard %d: %w", i, err)
		}
		total += n
	}
	return total, nil
}

// Regions asks them side by side, each for its own rows.
func (r *Rest) Regions(ctx context.Context) (map[string]int, error) {
	var mu sync.Mutex
	counts := map[string]int{}
	g, ctx := errgroup.WithContext(ctx)
	for name, db := range r.region {
		g.Go(func() error {
			var n int
			if err := db.QueryRowContext(ctx, "SELECT count(1) FROM orders WHERE region = $1", name).Scan(&n); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			counts[name] = n
			return nil
		})
	}
	return counts, g.Wait()
}

// Looked finds in a map what was loaded before.
func (r *Rest) Looked(ctx context.Context, posts []Post) (names []string, err error) {
	authors := map[int64]string{}
	rows, err := r.db.QueryContext(ctx, "SELECT id, name FROM authors")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a Author
		if err := rows.Scan(&a.ID, &a.Name); err != nil {
			return nil, err
		}
		authors[a.ID] = a.Name
	}
	for _, p := range posts {
		name, ok := authors[p.AuthorID]
		if !ok {
			slog.WarnContext(ctx, "author is gone", "post", p.ID)
			continue
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// rate loads a table once.
func (r *Rest) rate(ctx context.Context, currency string) float64 {
	r.once.Do(func() {
		rows, err := r.db.QueryContext(ctx, "SELECT currency, rate FROM rates") // want connleak "rows.Err"
		if err != nil {
			slog.ErrorContext(ctx, "rates", "error", err)
			return
		}
		defer rows.Close()
		r.rates = map[string]float64{}
		for rows.Next() {
			var name string
			var rate float64
			if err := rows.Scan(&name, &rate); err != nil {
				slog.ErrorContext(ctx, "rates", "error", err)
				return
			}
			r.rates[name] = rate
		}
	})
	return r.rates[currency]
}

// Converted uses it for each amount.
func (r *Rest) Converted(ctx context.Context, amounts map[string]float64) (sum float64) {
	for currency, amount := range amounts {
		sum += amount * r.rate(ctx, currency)
	}
	return sum
}

// Transacted begins and commits for each batch.
func (r *Rest) Transacted(ctx context.Context, batches [][]string, apply func(tx *sql.Tx, batch []string) error) error {
	for _, b := range batches {
		tx, err := r.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := apply(tx, b); err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// Pinged checks each of a few handles.
func (r *Rest) Pinged(ctx context.Context) error {
	for _, db := range r.shards {
		if err := db.PingContext(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Prepared prepares a statement for each name and runs none.
func (r *Rest) Prepared(ctx context.Context, queries map[string]string) (map[string]*sql.Stmt, error) {
	prepared := make(map[string]*sql.Stmt, len(queries))
	for name, text := range queries {
		stmt, err := r.db.PrepareContext(ctx, text)
		if err != nil {
			return nil, fmt.Errorf("prepare %s: %w", name, err)
		}
		prepared[name] = stmt
	}
	return prepared, nil
}

// Memory is a store in the process.
type Memory struct {
	mu    sync.RWMutex
	users map[string]int64
}

// Get looks into the map.
func (m *Memory) Get(_ context.Context, key string) (int64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	id, ok := m.users[key]
	if !ok {
		return 0, errors.New("not found")
	}
	return id, nil
}

// store is implemented by nothing but Memory.
type store interface {
	Get(ctx context.Context, key string) (int64, error)
}

// Resolver reads from a store.
type Resolver struct{ store store }

// NewResolver wires a store in memory.
func NewResolver(m *Memory) *Resolver { return &Resolver{store: m} }

// Resolve asks the store for each name, as it would ask a database.
func (r *Resolver) Resolve(ctx context.Context, emails []string) (ids []int64, err error) {
	for _, e := range emails {
		id, err := r.store.Get(ctx, e)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// Sorted calls helpers with functions that stay in memory, beside a query.
func (r *Rest) Sorted(ctx context.Context, posts []Post) (oldest int64, err error) {
	ids := lo.Map(posts, func(p Post, _ int) int64 { return p.ID })
	slices.Sort(ids)
	byID := lo.KeyBy(posts, func(p Post) int64 { return p.ID })
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		oldest = max(oldest, byID[id].AuthorID)
	}
	err = r.db.QueryRowContext(ctx, "SELECT min(id) FROM posts WHERE author_id = $1", oldest).Scan(&oldest)
	return oldest, err
}

// Assembled calls a function that only names a query, per element.
func (r *Rest) Assembled(ctx context.Context, columns []string) (n int, err error) {
	var where []string
	for _, c := range columns {
		where = append(where, isNull(c))
	}
	err = r.db.QueryRowContext(ctx, "SELECT count(1) FROM imports WHERE "+strings.Join(where, " AND ")).Scan(&n)
	return n, err
}

func isNull(column string) string { return column + " IS NULL" }

// Last asks once, behind the loop, for what the loop found.
func (r *Rest) Last(ctx context.Context, posts []Post) (name string, err error) {
	var newest Post
	for _, p := range posts {
		if p.ID > newest.ID {
			newest = p
		}
	}
	err = r.db.QueryRowContext(ctx, "SELECT name FROM authors WHERE id = $1", newest.AuthorID).Scan(&name)
	return name, err
}

// Nested leaves both loops with the first answer.
func (r *Rest) Nested(ctx context.Context, emails []string) (int64, error) {
	for _, email := range emails {
		for range 3 {
			if id, err := r.user(ctx, email); err == nil {
				return id, nil
			}
		}
	}
	return 0, sql.ErrNoRows
}

// Labelled leaves them with a label.
func (r *Rest) Labelled(ctx context.Context, emails, domains []string) (found int64) {
search:
	for _, email := range emails {
		for _, domain := range domains {
			id, err := r.user(ctx, email+"@"+domain)
			if err == nil && id > 0 {
				found = id
				break search
			}
		}
	}
	return found
}

// Switched asks a switch for the answer.
func (r *Rest) Switched(ctx context.Context, emails []string) (int64, error) {
	for _, email := range emails {
		switch id, err := r.user(ctx, email); {
		case err != nil:
			return 0, err
		case id > 0:
			return id, nil
		}
	}
	for _, email := range emails {
		id, err := r.user(ctx, email)
		switch err {
		case nil:
			return id, nil
		case sql.ErrNoRows:
			continue
		default:
			return 0, err
		}
	}
	return 0, sql.ErrNoRows
}

func isDuplicate(err error) bool { return errors.As(err, new(*duplicate)) }

type duplicate struct{}

func (*duplicate) Error() string { return "duplicate" }

// Conflicts asks for what is there already, where it is.
func (r *Rest) Conflicts(ctx context.Context, emails []string, create func(string) (int64, error)) (ids []int64, err error) {
	for _, email := range emails {
		id, err := create(email)
		var d *duplicate
		switch {
		case errors.As(err, &d):
			if id, err = r.user(ctx, email); err != nil {
				return nil, err
			}
		case isDuplicate(err):
			if id, err = r.user(ctx, email); err != nil {
				return nil, err
			}
		case err != nil:
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// Tenants counts in the database of each tenant.
func (r *Rest) Tenants(ctx context.Context, tenants map[string]*sql.DB) (total int, err error) {
	for name, db := range tenants {
		var n int
		if err := db.QueryRowContext(ctx, "SELECT count(1) FROM users WHERE tenant = $1", name).Scan(&n); err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Spread asks each database for the users that it has.
func (r *Rest) Spread(ctx context.Context, ids []int64, of func(int64) *sql.DB, load func(*sql.Rows) error) error {
	lists := map[*sql.DB][]int64{}
	for _, id := range ids {
		lists[of(id)] = append(lists[of(id)], id)
	}
	for db, list := range lists {
		rows, err := db.QueryContext(ctx, "SELECT id, email FROM users WHERE id = ANY($1)", list)
		if err != nil {
			return err
		}
		if err := load(rows); err != nil {
			return err
		}
	}
	return nil
}
