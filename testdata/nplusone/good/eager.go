package good

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

// Preloaded loads the offers of all sellers with one query.
func Preloaded(db *pop.Connection, region string) ([]Seller, error) {
	var sellers []Seller
	err := db.Where("region = ?", region).EagerPreload("Offers").All(&sellers)
	return sellers, err
}

// OneSeller loads the offers of one.
func OneSeller(db *pop.Connection, id int64) (Seller, error) {
	var seller Seller
	err := db.Eager("Offers").Find(&seller, id)
	return seller, err
}
