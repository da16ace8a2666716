package good

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Status is the state of an order.
type Status int

// The states of an order.
const (
	New Status = iota
	Paid
	Sent
	Returned
)

var statuses = []Status{New, Paid, Sent, Returned}

// countries are those that the shop delivers to.
var countries = []string{"AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FR", "IT", "LU", "NL", "PL", "PT"}

var names = map[Status]string{New: "new", Paid: "paid", Sent: "sent", Returned: "returned"}

// counter is a row of a table of the program.
type counter struct{ name, query string }

var counters = [...]counter{
	{"orders", "SELECT count(1) FROM orders WHERE shop = $1"},
	{"carts", "SELECT count(1) FROM carts WHERE shop = $1"},
	{"returns", "SELECT count(1) FROM returns WHERE shop = $1"},
}

// Constants loops over what the program says itself.
type Constants struct{ db *sql.DB }

// Literal has its list in the loop.
func (c *Constants) Literal(ctx context.Context) (sizes map[string]int64, err error) {
	sizes = map[string]int64{}
	for _, table := range []string{"orders", "carts", "returns"} {
		var n int64
		if err := c.db.QueryRowContext(ctx, "SELECT pg_total_relation_size($1)", table).Scan(&n); err != nil {
			return nil, err
		}
		sizes[table] = n
	}
	return sizes, nil
}

// Local has its list in a variable.
func (c *Constants) Local(ctx context.Context, user int64) (on int, err error) {
	channels := []string{"mail", "push", "sms"}
	for _, channel := range channels {
		var enabled bool
		if err := c.db.QueryRowContext(ctx, "SELECT enabled FROM preferences WHERE user_id = $1 AND channel = $2", user, channel).Scan(&enabled); err != nil {
			return 0, err
		}
		if enabled {
			on++
		}
	}
	return on, nil
}

// Enum goes through the values of a type.
func (c *Constants) Enum(ctx context.Context) (counts map[Status]int, err error) {
	counts = map[Status]int{}
	for _, s := range statuses {
		var n int
		if err := c.db.QueryRowContext(ctx, "SELECT count(1) FROM orders WHERE status = $1", s).Scan(&n); err != nil {
			return nil, err
		}
		counts[s] = n
	}
	for s := New; s <= Returned; s++ {
		var n int
		if err := c.db.QueryRowContext(ctx, "SELECT count(1) FROM returns WHERE status = $1", s).Scan(&n); err != nil {
			return nil, err
		}
		counts[s] += n
	}
	return counts, nil
}

// Table goes through a longer list of the package, one call away from the query.
func (c *Constants) Table(ctx context.Context) (total int, err error) {
	for _, country := range countries {
		n, err := c.orders(ctx, country)
		if err != nil {
			return 0, err
		}
		total += n
	}
	for s, name := range names {
		n, err := c.orders(ctx, fmt.Sprint(name, s))
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

func (c *Constants) orders(ctx context.Context, country string) (n int, err error) {
	err = c.db.QueryRowContext(ctx, "SELECT count(1) FROM orders WHERE country = $1", country).Scan(&n)
	return n, err
}

// Dashboard runs the queries of a table, each another one.
func (c *Constants) Dashboard(ctx context.Context, shop int64) (map[string]int, error) {
	out := map[string]int{}
	for _, x := range counters {
		var n int
		if err := c.db.QueryRowContext(ctx, x.query, shop).Scan(&n); err != nil {
			return nil, err
		}
		out[x.name] = n
	}
	return out, nil
}

// Weekdays is an array of seven.
func (c *Constants) Weekdays(ctx context.Context, days [7]time.Weekday) (open int, err error) {
	for _, d := range days {
		var hours int
		if err := c.db.QueryRowContext(ctx, "SELECT hours FROM opening WHERE weekday = $1", int(d)).Scan(&hours); err != nil {
			return 0, err
		}
		open += hours
	}
	return open, nil
}

// Pair loops over the two sides of a comparison.
func (c *Constants) Pair(ctx context.Context, base, head int64) (sizes []int64, err error) {
	for _, id := range []int64{base, head} {
		var size int64
		if err := c.db.QueryRowContext(ctx, "SELECT size FROM snapshots WHERE id = $1", id).Scan(&size); err != nil {
			return nil, err
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}

// Top asks for a few of a list.
func (c *Constants) Top(ctx context.Context, countries []string) (total int, err error) {
	for i := 0; i < 3 && i < len(countries); i++ {
		n, err := c.orders(ctx, countries[i])
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}
