package aided

import (
	"context"
	"testing"
	"time"
)

// Try is for the tests of other packages: what it leaves is gone when they are done.
func Try(t *testing.T) {
	ctx, _ := context.WithTimeout(context.Background(), time.Second)
	use(ctx)
}
