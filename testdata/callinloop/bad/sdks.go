package bad

import (
	"context"
	"io"

	"cloud.google.com/go/storage"
	"github.com/avast/retry-go/v4"
	"github.com/cenkalti/backoff/v4"
	"github.com/minio/minio-go/v7"
	"github.com/slack-go/slack"
)

func members(ctx context.Context, c *slack.Client, channel string) (out []string, err error) {
	ids, _, err := c.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: channel})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		u, err := c.GetUserInfoContext(ctx, id) // want "for each"
		if err != nil {
			return nil, err
		}
		out = append(out, u.RealName)
	}
	return out, nil
}

func exist(ctx context.Context, c *minio.Client, bucket string, names []string) (missing []string) {
	for _, n := range names {
		if _, err := c.StatObject(ctx, bucket, n, minio.StatObjectOptions{}); err != nil { // want "for each"
			missing = append(missing, n)
		}
	}
	return missing
}

func attributes(ctx context.Context, b *storage.BucketHandle, names []string) (sum int64, err error) {
	for _, n := range names {
		a, err := b.Object(n).Attrs(ctx) // want "for each"
		if err != nil {
			return 0, err
		}
		sum += a.Size
	}
	return sum, nil
}

func read(ctx context.Context, b *storage.BucketHandle, names []string) (out [][]byte, err error) {
	for _, n := range names {
		r, err := b.Object(n).NewReader(ctx) // want "for each"
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(r)
		_ = r.Close()
		if err != nil {
			return nil, err
		}
		out = append(out, body)
	}
	return out, nil
}

func withRetry(ctx context.Context, c *client, ids []int64) error {
	for _, id := range ids {
		err := retry.Do(func() error {
			_, err := c.Profile(ctx, id) // want "for each"
			return err
		}, retry.Attempts(3), retry.Context(ctx))
		if err != nil {
			return err
		}
	}
	return nil
}

func withBackoff(ctx context.Context, c *client, ids []int64) error {
	for _, id := range ids {
		op := func() error {
			_, err := c.Profile(ctx, id)
			return err
		}
		if err := backoff.Retry(op, backoff.WithContext(backoff.NewExponentialBackOff(), ctx)); err != nil { // want "for each"
			return err
		}
	}
	return nil
}
