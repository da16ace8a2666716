// Package good bounds what it reads, or leaves it where it is.
package good

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
	echomw "github.com/labstack/echo/v4/middleware"
)

const limit = 1 << 20

// API has the handlers.
type API struct{ dir string }

// Routes registers.
func (a *API) Routes() http.Handler {
	r := chi.NewRouter()
	r.Post("/wrapped", a.wrapped)
	r.Post("/limit", a.limited)
	r.Post("/set", a.set)
	r.Post("/multipart", a.multipart)
	r.Post("/file", a.file)
	r.Post("/helper", a.helper)
	r.Post("/gzip", a.unzip)
	r.Post("/stream", a.stream)
	r.Post("/reader", a.reader)
	r.Group(func(r chi.Router) {
		r.Use(middleware.RequestSize(limit))
		r.Post("/size", a.plain)
	})
	r.Group(func(r chi.Router) {
		r.Use(a.bounded)
		r.Post("/own", a.below)
	})
	return r
}

func (a *API) wrapped(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func (a *API) limited(w http.ResponseWriter, r *http.Request) {
	var l struct{ Text string }
	if err := json.NewDecoder(io.LimitReader(r.Body, limit)).Decode(&l); err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
	}
}

func (a *API) set(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func (a *API) multipart(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 32<<20)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
	}
}

func (a *API) file(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 32<<20)
	f, _, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	defer f.Close()
}

// helper has another bound the body.
func (a *API) helper(w http.ResponseWriter, r *http.Request) {
	capBody(w, r)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func capBody(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, limit)
}

func (a *API) unzip(w http.ResponseWriter, r *http.Request) {
	z, err := gzip.NewReader(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	body, err := io.ReadAll(io.LimitReader(z, 10*limit))
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

// stream keeps nothing in memory.
func (a *API) stream(w http.ResponseWriter, r *http.Request) {
	f, err := os.CreateTemp(a.dir, "upload")
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	defer f.Close()
	if _, err := io.Copy(f, r.Body); err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

// reader reads from memory.
func (a *API) reader(w http.ResponseWriter, _ *http.Request) {
	body, err := io.ReadAll(strings.NewReader("hello"))
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	var buf bytes.Buffer
	_, _ = buf.ReadFrom(bytes.NewReader(body))
	_, _ = w.Write(buf.Bytes())
}

func (a *API) plain(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func (a *API) below(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func (a *API) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}

// Echo registers.
func Echo() *echo.Echo {
	e := echo.New()
	e.Use(echomw.BodyLimit("1M"))
	e.POST("/body", func(c echo.Context) error {
		body, err := io.ReadAll(c.Request().Body)
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "text/plain", body)
	})
	return e
}

// Gin registers.
func Gin(r *gin.Engine) {
	r.Use(func(c *gin.Context) {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
		c.Next()
	})
	r.POST("/raw", func(c *gin.Context) {
		body, err := c.GetRawData()
		if err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.Data(http.StatusOK, "text/plain", body)
	})
}

// Fiber has a limit of its own.
func Fiber(app *fiber.App) {
	app.Post("/body", func(c *fiber.Ctx) error {
		var l struct{ Text string }
		if err := c.BodyParser(&l); err != nil {
			return err
		}
		return c.Send(c.Body())
	})
}

// config is read when the program starts.
func config(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// probe asks itself.
func probe(h http.Handler) ([]byte, error) {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	return io.ReadAll(rec.Result().Body)
}

// squeeze packs what the program sends.
type squeeze struct{ next http.RoundTripper }

func (s squeeze) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	out := req.Clone(req.Context())
	out.Body = io.NopCloser(&packed)
	return s.next.RoundTrip(out)
}
