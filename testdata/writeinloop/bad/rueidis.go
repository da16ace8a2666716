package bad

import (
	"context"

	"github.com/redis/rueidis"
)

func flags(ctx context.Context, c rueidis.Client, on []string) error {
	for _, f := range on {
		if err := c.Do(ctx, c.B().Set().Key("flag:"+f).Value("1").Build()).Error(); err != nil { // want "for each"
			return err
		}
	}
	return nil
}
