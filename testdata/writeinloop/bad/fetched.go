package bad

// without swallowederror: what becomes of errors is beside the point

import (
	"context"
	"strings"

	"github.com/elastic/go-elasticsearch/v8"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/twmb/franz-go/pkg/kgo"
)

// What one poll has fetched is there at once.
func fetched(ctx context.Context, c *kgo.Client, p *pgxpool.Pool) {
	for {
		fetches := c.PollFetches(ctx)
		if fetches.IsClientClosed() {
			return
		}
		fetches.EachRecord(func(r *kgo.Record) {
			_, _ = p.Exec(ctx, "INSERT INTO clicks (key) VALUES ($1)", r.Key) // want "INSERT on clicks"
		})
	}
}

func fetchedIn(ctx context.Context, fetches kgo.Fetches, p *pgxpool.Pool) error {
	for it := fetches.RecordIter(); !it.Done(); {
		r := it.Next()
		if _, err := p.Exec(ctx, "INSERT INTO views (key) VALUES ($1)", r.Key); err != nil { // want "INSERT on views"
			return err
		}
	}
	return nil
}

// The calls of this client are fields of function type.
func indexed(es *elasticsearch.Client, docs map[string]string) error {
	for id, text := range docs {
		res, err := es.Index("docs", strings.NewReader(text), es.Index.WithDocumentID(id)) // want "write to docs"
		if err != nil {
			return err
		}
		_ = res.Body.Close()
	}
	return nil
}
