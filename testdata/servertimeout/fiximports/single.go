package fiximports // one import

import "net/http" // the only one

func single(h http.Handler) error {
	srv := &http.Server{Handler: h} // want "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}
