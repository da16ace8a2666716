package bad

import "github.com/gobuffalo/pop/v6"

// Seller has associations that pop loads.
type Seller struct {
	ID     int64   `db:"id"`
	Offers []Offer `has_many:"offers"`
}

// Offer is one of a Seller.
type Offer struct {
	ID       int64 `db:"id"`
	SellerID int64 `db:"seller_id"`
}

// Sellers loads the offers of each seller with a query of its own.
func Sellers(db *pop.Connection, region string) ([]Seller, error) {
	var sellers []Seller
	err := db.Where("region = ?", region).Eager("Offers").Order("id").All(&sellers) // want nplusone "one query on associations for each"
	return sellers, err
}
