package bad

import (
	"context"
	"database/sql"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/go-gorp/gorp/v3"
	"github.com/go-pg/pg/v10"
	"github.com/gobuffalo/pop/v6"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/pocketbase/dbx"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

// Product is sold.
type Product struct {
	ID    int64  `db:"id" bun:",pk"`
	SKU   string `db:"sku"`
	Price int64  `db:"price"`
}

// Line is a line of an order.
type Line struct {
	ID        int64
	SKU       string
	ProductID int64
	Quantity  int64
	Product   Product `gorm:"-"`
	Options   []Product
}

// Gorm asks in chains of calls.
type Gorm struct{ db *gorm.DB }

// Products ends its chains with First.
func (g *Gorm) Products(ctx context.Context, lines []Line) (products []Product, err error) {
	for _, l := range lines {
		var p Product
		if err := g.db.WithContext(ctx).Where("id = ?", l.ProductID).First(&p).Error; err != nil { // want "Product"
			return nil, err
		}
		products = append(products, p)
	}
	return products, nil
}

// Inline hands the key to First.
func (g *Gorm) Inline(ctx context.Context, lines []Line) (sum int64, err error) {
	db := g.db.WithContext(ctx)
	for _, l := range lines {
		var p Product
		if err := db.First(&p, "id = ?", l.ProductID).Error; err != nil { // want "Product"
			return 0, err
		}
		sum += p.Price
	}
	return sum, nil
}

// Keyed puts the key into the value that is to be filled.
func (g *Gorm) Keyed(ctx context.Context, ids []int64) (products []Product, err error) {
	for _, id := range ids {
		p := Product{ID: id}
		if err := g.db.WithContext(ctx).Take(&p).Error; err != nil { // want "one query on Product"
			return nil, err
		}
		products = append(products, p)
	}
	return products, nil
}

// Counted builds the chain in steps.
func (g *Gorm) Counted(ctx context.Context, lines []Line, onlyPaid bool) (total int64, err error) {
	for _, l := range lines {
		q := g.db.WithContext(ctx).Table("reviews").Where("sku = ?", l.SKU)
		if onlyPaid {
			q = q.Where("verified")
		}
		var n int64
		if err := q.Count(&n).Error; err != nil { // want "reviews"
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Associated loads an association of each value.
func (g *Gorm) Associated(ctx context.Context, lines []Line) error {
	for i := range lines {
		if err := g.db.WithContext(ctx).Model(&lines[i]).Association("Options").Find(&lines[i].Options); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

// Raw writes its own SQL.
func (g *Gorm) Raw(ctx context.Context, lines []Line) (shelves []string, err error) {
	for _, l := range lines {
		var shelf string
		if err := g.db.WithContext(ctx).Raw("SELECT shelf FROM warehouse WHERE sku = ?", l.SKU).Scan(&shelf).Error; err != nil { // want "for each"
			return nil, err
		}
		shelves = append(shelves, shelf)
	}
	return shelves, nil
}

// latest is a scope.
func latest(sku string) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB { return db.Where("sku = ?", sku).Order("created_at DESC") }
}

// Scoped has its condition in a scope.
func (g *Gorm) Scoped(ctx context.Context, lines []Line) (found []Product, err error) {
	for _, l := range lines {
		var p Product
		if err := g.db.WithContext(ctx).Scopes(latest(l.SKU)).First(&p).Error; err != nil { // want "Product"
			return nil, err
		}
		found = append(found, p)
	}
	return found, nil
}

// Others asks through other libraries.
type Others struct {
	db      *sql.DB
	x       *sqlx.DB
	pool    *pgxpool.Pool
	pg      *pg.DB
	bun     *bun.DB
	goqu    *goqu.Database
	xorm    *xorm.Engine
	pop     *pop.Connection
	dbx     *dbx.DB
	gorp    *gorp.DbMap
	dialect sq.StatementBuilderType
}

// Sqlx fills structs.
func (o *Others) Sqlx(ctx context.Context, lines []Line) error {
	for i := range lines {
		err := o.x.GetContext(ctx, &lines[i].Product, "SELECT id, sku, price FROM products WHERE id = $1", lines[i].ProductID) // want "products"
		if err != nil {
			return err
		}
	}
	return nil
}

// Named binds a struct.
func (o *Others) Named(ctx context.Context, lines []Line) (n int, err error) {
	for _, l := range lines {
		rows, err := o.x.NamedQueryContext(ctx, "SELECT price FROM discounts WHERE sku = :sku", l) // want "discounts" connleak "rows.Err"
		if err != nil {
			return 0, err
		}
		if rows.Next() {
			n++
		}
		if err := rows.Close(); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// Pgx queries in a transaction.
func (o *Others) Pgx(ctx context.Context, lines []Line) (left []int64, err error) {
	err = pgx.BeginFunc(ctx, o.pool, func(tx pgx.Tx) error {
		for _, l := range lines {
			var n int64
			if err := tx.QueryRow(ctx, "SELECT quantity FROM stock WHERE sku = $1 FOR UPDATE", l.SKU).Scan(&n); err != nil { // want "stock" lockorder "in the order of lines"
				return err
			}
			left = append(left, n-l.Quantity)
		}
		return nil
	})
	return left, err
}

// Squirrel runs what it built.
func (o *Others) Squirrel(ctx context.Context, lines []Line) (names []string, err error) {
	for _, l := range lines {
		var name string
		err := sq.Select("name").From("suppliers").Where(sq.Eq{"sku": l.SKU}).RunWith(o.db).QueryRowContext(ctx).Scan(&name) // want "for each"
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// Bun fills a model.
func (o *Others) Bun(ctx context.Context, ids []int64) (products []Product, err error) {
	for _, id := range ids {
		var p Product
		if err := o.bun.NewSelect().Model(&p).Where("id = ?", id).Scan(ctx); err != nil { // want "for each"
			return nil, err
		}
		products = append(products, p)
	}
	return products, nil
}

// BunKeyed finds by the key in the model.
func (o *Others) BunKeyed(ctx context.Context, ids []int64) (known int, err error) {
	for _, id := range ids {
		found, err := o.bun.NewSelect().Model(&Product{ID: id}).WherePK().Exists(ctx) // want "for each"
		if err != nil {
			return 0, err
		}
		if found {
			known++
		}
	}
	return known, nil
}

// Goqu scans a value.
func (o *Others) Goqu(ctx context.Context, skus []string) (sum int64, err error) {
	for _, sku := range skus {
		var price int64
		if _, err := o.goqu.From("prices").Select("price").Where(goqu.C("sku").Eq(sku)).ScanValContext(ctx, &price); err != nil { // want "for each"
			return 0, err
		}
		sum += price
	}
	return sum, nil
}

// Xorm asks by condition and by the fields of its target.
func (o *Others) Xorm(ctx context.Context, lines []Line) (found int, err error) {
	for _, l := range lines {
		var p Product
		if ok, err := o.xorm.Context(ctx).Where("sku = ?", l.SKU).Get(&p); err != nil { // want "Product"
			return 0, err
		} else if ok {
			found++
		}
		if ok, err := o.xorm.Context(ctx).Exist(&Line{ProductID: l.ProductID}); err != nil { // want "Line"
			return 0, err
		} else if ok {
			found++
		}
	}
	return found, nil
}

// XormIterated queries for each row that xorm hands it.
func (o *Others) XormIterated(ctx context.Context) (sum int64, err error) {
	err = o.xorm.Context(ctx).Where("quantity > 0").Iterate(new(Line), func(_ int, bean any) error {
		l := bean.(*Line)
		var p Product
		if _, err := o.xorm.Context(ctx).ID(l.ProductID).Get(&p); err != nil { // want "Product"
			return err
		}
		sum += p.Price * l.Quantity
		return nil
	})
	return sum, err
}

// GoPG selects by the key of its model.
func (o *Others) GoPG(ctx context.Context, ids []int64) (products []*Product, err error) {
	for _, id := range ids {
		p := &Product{ID: id}
		if err := o.pg.ModelContext(ctx, p).WherePK().Select(); err != nil { // want "for each"
			return nil, err
		}
		products = append(products, p)
	}
	return products, nil
}

// Pop finds by id.
func (o *Others) Pop(ctx context.Context, ids []int64) (products []Product, err error) {
	tx := o.pop.WithContext(ctx)
	for _, id := range ids {
		var p Product
		if err := tx.Find(&p, id); err != nil { // want "Product"
			return nil, err
		}
		products = append(products, p)
	}
	return products, nil
}

// PopWhere builds a condition.
func (o *Others) PopWhere(ctx context.Context, skus []string) (n int, err error) {
	for _, sku := range skus {
		ok, err := o.pop.WithContext(ctx).Where("sku = ?", sku).Exists(&Product{}) // want "Product"
		if err != nil {
			return 0, err
		}
		if ok {
			n++
		}
	}
	return n, nil
}

// Dbx selects one row.
func (o *Others) Dbx(ctx context.Context, skus []string) (products []Product, err error) {
	for _, sku := range skus {
		var p Product
		err := o.dbx.Select("id", "sku", "price").From("products").Where(dbx.HashExp{"sku": sku}).WithContext(ctx).One(&p) // want "for each"
		if err != nil {
			return nil, err
		}
		products = append(products, p)
	}
	return products, nil
}

// Gorp selects a number.
func (o *Others) Gorp(ctx context.Context, skus []string) (total int64, err error) {
	for _, sku := range skus {
		n, err := o.gorp.WithContext(ctx).SelectInt("SELECT count(1) FROM returns WHERE sku = :sku", map[string]any{"sku": sku}) // want "returns"
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}
