package aided

import "context"

// Both is more to use.
func Both(ctx context.Context) { use(ctx); use(ctx) }
