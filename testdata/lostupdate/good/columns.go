package good

import "xorm.io/xorm"

// Columns that the caller names: those that are computed are not among them.
type Guest struct {
	Id       int64
	Country  string
	Wrong    int
	Verified bool
	Deadline string
}

type Guests struct{ x *xorm.Engine }

func (g *Guests) get(id int64) (*Guest, error) {
	guest := Guest{Id: id}
	has, err := g.x.Get(&guest)
	if err != nil || !has {
		return nil, err
	}
	return &guest, nil
}

func (g *Guests) update(guest *Guest, columns []string) error {
	columns = append(columns, "seen")
	_, err := g.x.ID(guest.Id).Cols(columns...).Update(guest)
	return err
}

func (g *Guests) Remember(id int64, until string) error {
	guest, err := g.get(id)
	if err != nil {
		return err
	}
	guest.Country = guest.Country + "!"
	guest.Deadline = until
	return g.update(guest, []string{"deadline"})
}

func (g *Guests) fail(guest *Guest) {
	guest.Wrong++
}

func (g *Guests) Verify(id int64) error {
	guest, err := g.get(id)
	if err != nil {
		return err
	}
	g.fail(guest)
	guest.Verified = true
	return g.update(guest, []string{"verified"})
}
