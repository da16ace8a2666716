package bad

import (
	"bufio"
	"context"
	"database/sql"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"gorm.io/gorm"
)

// Rows queries while it reads the rows of another query.
type Rows struct {
	db    *sql.DB
	x     *sqlx.DB
	pool  *pgxpool.Pool
	users *mongo.Collection
	cache *redis.Client
	orm   *gorm.DB
}

// Invoices reads database/sql rows.
func (s *Rows) Invoices(ctx context.Context, month string) (total int64, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM invoices WHERE month = $1", month)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, sum int64
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
		row := s.db.QueryRowContext(ctx, "SELECT sum(amount) FROM invoice_lines WHERE invoice_id = $1", id) // want "invoice_lines"
		if err := row.Scan(&sum); err != nil {
			return 0, err
		}
		total += sum
	}
	return total, rows.Err()
}

type customer struct {
	ID      int64  `db:"id"`
	Country string `db:"country"`
}

// Customers reads sqlx rows into a struct.
func (s *Rows) Customers(ctx context.Context) (taxed int, err error) {
	rows, err := s.x.QueryxContext(ctx, "SELECT id, country FROM customers")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var c customer
		if err := rows.StructScan(&c); err != nil {
			return 0, err
		}
		var rate float64
		if err := s.x.GetContext(ctx, &rate, "SELECT rate FROM tax_rates WHERE country = $1", c.Country); err != nil { // want "tax_rates"
			return 0, err
		}
		if rate > 0 {
			taxed++
		}
	}
	return taxed, rows.Err()
}

// Devices reads pgx rows.
func (s *Rows) Devices(ctx context.Context, site string) (stale []string, err error) {
	rows, err := s.pool.Query(ctx, "SELECT serial FROM devices WHERE site = $1", site)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var serial string
		if err := rows.Scan(&serial); err != nil {
			return nil, err
		}
		var old bool
		err := s.pool.QueryRow(ctx, "SELECT max(seen_at) < now() - interval '1 day' FROM heartbeats WHERE serial = $1", serial).Scan(&old) // want "heartbeats"
		if err != nil {
			return nil, err
		}
		if old {
			stale = append(stale, serial)
		}
	}
	return stale, rows.Err()
}

// Serials hands pgx a function for each row.
func (s *Rows) Serials(ctx context.Context) (sites map[string]string, err error) {
	rows, err := s.pool.Query(ctx, "SELECT serial FROM devices")
	if err != nil {
		return nil, err
	}
	sites = map[string]string{}
	var serial string
	_, err = pgx.ForEachRow(rows, []any{&serial}, func() error {
		var site string
		if err := s.pool.QueryRow(ctx, "SELECT site FROM installations WHERE serial = $1", serial).Scan(&site); err != nil { // want "installations"
			return err
		}
		sites[serial] = site
		return nil
	})
	return sites, err
}

// Collected hands pgx a function that makes a value of each row.
func (s *Rows) Collected(ctx context.Context) ([]customer, error) {
	rows, err := s.pool.Query(ctx, "SELECT id FROM customers")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (customer, error) {
		var c customer
		if err := row.Scan(&c.ID); err != nil {
			return c, err
		}
		err := s.pool.QueryRow(ctx, "SELECT country FROM addresses WHERE customer_id = $1", c.ID).Scan(&c.Country) // want "addresses"
		return c, err
	})
}

type reaction struct {
	UserID string `bson:"user_id"`
}

// Reactions follows a cursor of MongoDB.
func (s *Rows) Reactions(ctx context.Context, reactions *mongo.Collection, post string) (names []string, err error) {
	cursor, err := reactions.Find(ctx, bson.M{"post": post})
	if err != nil {
		return nil, err
	}
	defer cursor.Close(ctx)
	for cursor.Next(ctx) {
		var r reaction
		if err := cursor.Decode(&r); err != nil {
			return nil, err
		}
		var user struct {
			Name string `bson:"name"`
		}
		if err := s.users.FindOne(ctx, bson.M{"_id": r.UserID}).Decode(&user); err != nil { // want "for each"
			return nil, err
		}
		names = append(names, user.Name)
	}
	return names, cursor.Err()
}

// Import looks up each line of a file.
func (s *Rows) Import(ctx context.Context, file io.Reader) (unknown []string, err error) {
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		email := strings.TrimSpace(lines.Text())
		var known bool
		err := s.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM subscribers WHERE email = $1)", email).Scan(&known) // want "subscribers"
		if err != nil {
			return nil, err
		}
		if !known {
			unknown = append(unknown, email)
		}
	}
	return unknown, lines.Err()
}

// Sessions gets each key that a scan of redis finds.
func (s *Rows) Sessions(ctx context.Context) (active int, err error) {
	keys := s.cache.Scan(ctx, 0, "session:*", 500).Iterator()
	for keys.Next(ctx) {
		state, err := s.cache.HGet(ctx, keys.Val(), "state").Result() // want "for each"
		if err != nil {
			return 0, err
		}
		if state == "active" {
			active++
		}
	}
	return active, keys.Err()
}

type subscription struct {
	ID     int64
	PlanID int64
}

type plan struct {
	ID   int64
	Name string
}

// Subscriptions scans the rows of gorm.
func (s *Rows) Subscriptions(ctx context.Context) (names []string, err error) {
	rows, err := s.orm.WithContext(ctx).Model(&subscription{}).Where("ends_at > now()").Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var sub subscription
		if err := s.orm.ScanRows(rows, &sub); err != nil {
			return nil, err
		}
		var p plan
		if err := s.orm.WithContext(ctx).Where("id = ?", sub.PlanID).Take(&p).Error; err != nil { // want "plan"
			return nil, err
		}
		names = append(names, p.Name)
	}
	return names, rows.Err()
}
