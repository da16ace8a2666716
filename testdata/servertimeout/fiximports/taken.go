package fiximports

import "net/http"

// No edit: time is the name of a parameter here.
func taken(h http.Handler, time int) error {
	srv := &http.Server{Handler: h, MaxHeaderBytes: time} // want "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}
