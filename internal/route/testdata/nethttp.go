package nethttp

import (
	"net/http"
	"strings"
	"time"
)

type api struct{ mux *http.ServeMux }

func (a *api) list(http.ResponseWriter, *http.Request)  {}
func (a *api) get(http.ResponseWriter, *http.Request)   {}
func (a *api) admin(http.ResponseWriter, *http.Request) {}

func hello(http.ResponseWriter, *http.Request) {}

type page struct{ name string }

func (page) ServeHTTP(http.ResponseWriter, *http.Request) {}

func withAuth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			next.ServeHTTP(w, r)
		}
	})
}

type logged struct{ next http.Handler }

func (l logged) ServeHTTP(w http.ResponseWriter, r *http.Request) { l.next.ServeHTTP(w, r) }

func report(title string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(title)) }
}

func register(mux *http.ServeMux, pattern string, h http.HandlerFunc, methods ...string) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(strings.Join(methods, ","), r.Method) {
			h(w, r)
		}
	})
}

func unused(mux *http.ServeMux, pattern string) { mux.HandleFunc(pattern, hello) }

const base = "/v1"

func routes(a *api) http.Handler {
	mux := http.NewServeMux()
	a.mux = http.NewServeMux()
	mux.HandleFunc("GET /items", a.list)                                     // route GET /items nethttp.(*api).list
	mux.HandleFunc(base+"/items/{id}", a.get)                                // route ANY /v1/items/{id} nethttp.(*api).get
	mux.Handle("/page/", page{"home"})                                       // route ANY /page/* nethttp.(page).ServeHTTP
	mux.Handle("POST /admin", withAuth(http.HandlerFunc(a.admin)))           // route POST /admin nethttp.(*api).admin < nethttp.withAuth
	mux.Handle("/log", logged{withAuth(report("x"))})                        // route ANY /log nethttp.report < nethttp.(logged).ServeHTTP, nethttp.withAuth
	mux.Handle("/slow", http.TimeoutHandler(report("y"), time.Second, "no")) // route ANY /slow nethttp.report < http.TimeoutHandler
	mux.Handle("/files/", http.FileServer(http.Dir(".")))                    // route ANY /files/* http.FileServer
	mux.Handle("/sub/", http.StripPrefix("/sub", a.mux))
	a.mux.HandleFunc("/x", hello)                            // route ANY /sub/x nethttp.hello < http.StripPrefix
	register(mux, "/wrapped", hello, "GET", http.MethodPost) // route GET,POST /wrapped nethttp.hello < nethttp.register
	register(mux, "/gone", report("z"), http.MethodDelete)   // route DELETE /gone nethttp.report < nethttp.register
	http.HandleFunc("/default", hello)                       // route ANY /default nethttp.hello
	for path, h := range map[string]http.HandlerFunc{"/a": hello, "/b": report("b")} {
		mux.Handle(path, h) // route ANY /a nethttp.hello; ANY /b nethttp.report
	}
	return mux
}

func main() { _ = http.ListenAndServe(":1", routes(&api{})) }
