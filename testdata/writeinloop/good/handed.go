package good

import (
	"context"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// touch is handed a pipeline: its commands are only queued.
func touch(ctx context.Context, c redis.Cmdable, id int64) {
	c.Expire(ctx, "session:"+strconv.FormatInt(id, 10), time.Hour)
	c.Set(ctx, "seen:"+strconv.FormatInt(id, 10), "1", time.Hour)
}

func touchAll(ctx context.Context, rdb *redis.Client, ids []int64) error {
	pipe := rdb.TxPipeline()
	for _, id := range ids {
		touch(ctx, pipe, id)
	}
	_, err := pipe.Exec(ctx)
	return err
}
