package bad

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"

	channelz "google.golang.org/grpc/channelz/grpc_channelz_v1"
)

// prices is the gateway that checkout needs.
type prices interface {
	PriceOf(ctx context.Context, sku string) (int64, error)
}

type httpPrices struct{ c *client }

func (h *httpPrices) PriceOf(ctx context.Context, sku string) (n int64, err error) {
	err = h.c.get(ctx, "/prices/"+sku, &n)
	return n, err
}

type checkout struct{ prices prices }

func newCheckout(hc *http.Client, base string) *checkout {
	return &checkout{prices: &httpPrices{&client{hc: hc, base: base}}}
}

func (c *checkout) total(ctx context.Context, cart []item) (sum int64, err error) {
	for i := range cart {
		p, err := c.prices.PriceOf(ctx, cart[i].SKU) // want "for each"
		if err != nil {
			return 0, fmt.Errorf("price of %s: %w", cart[i].SKU, err)
		}
		sum += p * int64(cart[i].Count)
	}
	return sum, nil
}

// enricher hides the gateway from the loop once more.
type enricher struct{ checkout *checkout }

func (e *enricher) enrich(ctx context.Context, it *item) (err error) {
	it.Price, err = e.checkout.prices.PriceOf(ctx, it.SKU)
	return err
}

func (e *enricher) all(ctx context.Context, cart []item) error {
	for i := range cart {
		if err := e.enrich(ctx, &cart[i]); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

// topology wraps a generated client by hand.
type topology interface {
	Subchannel(ctx context.Context, id int64) (*channelz.Subchannel, error)
}

type grpcTopology struct{ c channelz.ChannelzClient }

func (g grpcTopology) Subchannel(ctx context.Context, id int64) (*channelz.Subchannel, error) {
	res, err := g.c.GetSubchannel(ctx, &channelz.GetSubchannelRequest{SubchannelId: id})
	if err != nil {
		return nil, err
	}
	return res.GetSubchannel(), nil
}

func targets(ctx context.Context, t topology, ids []int64) (out []string, err error) {
	for _, id := range ids {
		s, err := t.Subchannel(ctx, id) // want "for each"
		if err != nil {
			return nil, err
		}
		out = append(out, s.GetData().GetTarget())
	}
	return out, nil
}

// A field of function type.
type mailer struct {
	send func(ctx context.Context, to string) error
}

func newMailer(c *client) *mailer {
	return &mailer{send: func(ctx context.Context, to string) error {
		return c.call(ctx, http.MethodPost, "/mails", map[string]string{"to": to}, nil)
	}}
}

func (m *mailer) newsletter(ctx context.Context, to []string) error {
	for _, t := range to {
		if err := m.send(ctx, t); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

// rows asks another service about each row, with the connection held all the while.
func rows(ctx context.Context, db *sql.DB, c *client) error {
	rows, err := db.QueryContext(ctx, "SELECT user_id FROM orders WHERE paid_at IS NULL")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if _, err := c.Profile(ctx, id); err != nil { // want "for each"
			return err
		}
	}
	return rows.Err()
}
