// Package aided has a file that helps tests beside those that serve.
package aided

import (
	"context"
	"net/http"
	"time"
)

func Serve(w http.ResponseWriter, r *http.Request) {
	ctx, _ := context.WithTimeout(r.Context(), time.Second) // want "is never called"
	use(ctx)
}

func use(context.Context) {}
