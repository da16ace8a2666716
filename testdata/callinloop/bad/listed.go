package bad

import (
	"context"

	"github.com/minio/minio-go/v7"
)

// The client sends what it has listed to a channel, and closes that.
func emptied(ctx context.Context, c *minio.Client, bucket string) error {
	for o := range c.ListObjects(ctx, bucket, minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			return o.Err
		}
		if err := c.RemoveObject(ctx, bucket, o.Key, minio.RemoveObjectOptions{}); err != nil { // want "RemoveObjects"
			return err
		}
	}
	return nil
}
