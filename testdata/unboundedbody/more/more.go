// Package more holds further shapes: bodies behind helpers and interfaces, limits that are set elsewhere.
package more

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

const limit = 1 << 20

func routes() http.Handler {
	r := chi.NewRouter()
	r.Post("/a", slurp)
	r.Post("/b", buffered)
	r.Post("/c", zipped)
	r.Post("/d", lines)
	r.Post("/e", form)
	r.Post("/f", helped)
	r.Post("/g", bounded)
	r.Post("/h", told)
	r.Post("/i", cut)
	r.Post("/j", zippedBounded)
	r.With(capped).Post("/k", behind)
	r.Post("/l", parts)
	r.Post("/m", upload)
	return r
}

// capped bounds the bodies of what comes after it.
func capped(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}

func slurp(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body) // want unboundedbody "io.ReadAll reads the whole body"
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = w.Write(b)
}

func buffered(w http.ResponseWriter, r *http.Request) {
	var buf bytes.Buffer
	if _, err := buf.ReadFrom(r.Body); err != nil { // want unboundedbody "ReadFrom"
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = w.Write(buf.Bytes())
}

func zipped(w http.ResponseWriter, r *http.Request) {
	z, err := gzip.NewReader(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	b, err := io.ReadAll(z) // want unboundedbody "unpacks"
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = w.Write(b)
}

func zippedBounded(w http.ResponseWriter, r *http.Request) {
	z, err := gzip.NewReader(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	b, err := io.ReadAll(io.LimitReader(z, 10*limit))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = w.Write(b)
}

func lines(w http.ResponseWriter, r *http.Request) {
	dec := json.NewDecoder(r.Body)
	var all []map[string]string
	for {
		var one map[string]string
		if err := dec.Decode(&one); errors.Is(err, io.EOF) { // want unboundedbody "reads values for as long as the client sends"
			break
		} else if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		all = append(all, one)
	}
	_ = json.NewEncoder(w).Encode(all)
}

func form(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(32 << 20); err != nil { // want unboundedbody "takes uploads of any size"
		w.WriteHeader(http.StatusBadRequest)
	}
}

func body(r io.Reader) ([]byte, error) { return io.ReadAll(r) }

// readBody is handed the request.
func readBody(r *http.Request) ([]byte, error) {
	return io.ReadAll(r.Body) // want unboundedbody "io.ReadAll reads the whole body"
}

func helped(w http.ResponseWriter, r *http.Request) {
	b, err := readBody(r)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = w.Write(b)
}

func bounded(w http.ResponseWriter, r *http.Request) {
	b, err := body(io.LimitReader(r.Body, limit))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = w.Write(b)
}

// told asks how long it is, and reads no more.
func told(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength < 0 || r.ContentLength > limit {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	b := make([]byte, r.ContentLength)
	if _, err := io.ReadFull(r.Body, b); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = w.Write(b)
}

func cut(w http.ResponseWriter, r *http.Request) {
	var in struct{ Name string }
	if err := xml.NewDecoder(io.LimitReader(r.Body, limit)).Decode(&in); err != nil {
		w.WriteHeader(http.StatusBadRequest)
	}
}

func behind(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = w.Write(b)
}

// parts streams to where it goes.
func parts(w http.ResponseWriter, r *http.Request) {
	mr, err := r.MultipartReader()
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	for {
		p, err := mr.NextPart()
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, p)
	}
}

func upload(w http.ResponseWriter, r *http.Request) {
	f, _, err := r.FormFile("file") // want unboundedbody "takes uploads of any size"
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	defer f.Close()
	_, _ = io.Copy(io.Discard, f)
}

func frameworks(g *gin.Engine, e *echo.Echo, f *fiber.App) {
	g.POST("/raw", func(c *gin.Context) {
		b, err := c.GetRawData() // want unboundedbody "GetRawData"
		if err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.Data(http.StatusOK, "text/plain", b)
	})
	e.Use(middleware.BodyLimit("2M"))
	e.POST("/raw", func(c echo.Context) error {
		b, err := io.ReadAll(c.Request().Body)
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "text/plain", b)
	})
	f.Post("/raw", func(c *fiber.Ctx) error { return c.Send(c.Body()) })
}
