// Package derived has contexts that a library derives.
package derived

import (
	"context"
	"net/http"
	"time"

	old "golang.org/x/net/context"
)

func dropped(w http.ResponseWriter, r *http.Request) {
	ctx, _ := old.WithTimeout(r.Context(), time.Minute) // want "is never called"
	use(ctx)
}

func early(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := old.WithCancel(r.Context()) // want "not called on every path"
	if r.ContentLength == 0 {
		return
	}
	use(ctx)
	cancel()
}

func deferred(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := old.WithCancel(r.Context())
	defer cancel()
	use(ctx)
}

func handed(r *http.Request) (context.Context, context.CancelFunc) {
	return old.WithCancel(r.Context())
}

func use(context.Context) {}

var _ = []any{dropped, early, deferred, handed}
