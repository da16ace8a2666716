package fiximports

import (
	"net/http"
	clock "time"
)

func renamed(h http.Handler) error {
	srv := &http.Server{Handler: h, IdleTimeout: clock.Minute} // want "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}
