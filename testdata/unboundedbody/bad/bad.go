// Package bad reads bodies whole, however long they are.
package bad

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httputil"
	"os"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
)

// API has the handlers.
type API struct{ client *http.Client }

// Routes registers.
func (a *API) Routes() http.Handler {
	r := chi.NewRouter()
	r.Post("/all", a.all)
	r.Post("/helper", a.helper)
	r.Post("/buffer", a.buffer)
	r.Post("/copy", a.copied)
	r.Post("/multipart", a.multipart)
	r.Post("/file", a.file)
	r.Post("/gzip", a.unzip)
	r.Post("/lines", a.lines)
	r.Post("/json", a.json)
	r.Post("/xml", a.xml)
	r.Post("/tee", a.tee)
	r.Post("/dump", a.dump)
	r.Post("/length", a.length)
	r.Get("/upstream", a.upstream)
	return r
}

func (a *API) all(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body) // want "ReadAll reads the whole body into memory, whatever its size"
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func (a *API) helper(w http.ResponseWriter, r *http.Request) {
	body, err := read(r)
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func read(r *http.Request) ([]byte, error) {
	defer r.Body.Close()
	return io.ReadAll(r.Body) // want "ReadAll reads the whole body"
}

func (a *API) buffer(w http.ResponseWriter, r *http.Request) {
	buf := new(bytes.Buffer)
	if _, err := buf.ReadFrom(r.Body); err != nil { // want "ReadFrom reads the whole body"
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(buf.Bytes())
}

func (a *API) copied(w http.ResponseWriter, r *http.Request) {
	var text strings.Builder
	if _, err := io.Copy(&text, r.Body); err != nil { // want "Copy reads the whole body"
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = io.WriteString(w, text.String())
}

// multipart believes that its number is a limit.
func (a *API) multipart(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(10 << 20); err != nil { // want "ParseMultipartForm takes uploads of any size"
		http.Error(w, "failed", http.StatusBadRequest)
	}
}

func (a *API) file(w http.ResponseWriter, r *http.Request) {
	f, _, err := r.FormFile("file") // want "FormFile takes uploads of any size"
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	defer f.Close()
}

// unzip bounds what is sent, not what it becomes.
func (a *API) unzip(w http.ResponseWriter, r *http.Request) {
	z, err := gzip.NewReader(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	body, err := io.ReadAll(z) // want "ReadAll unpacks as much as the sender likes"
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

// Unpack writes what is in an archive.
func Unpack(f *zip.File, dst *os.File) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(dst, in) // want "Copy unpacks as much as the sender likes"
	return err
}

// Inflate reads what was deflated.
func Inflate(in io.Reader) ([]byte, error) {
	return io.ReadAll(flate.NewReader(in)) // want "ReadAll unpacks"
}

// asset is packed by whoever builds the program.
func asset(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z) // want:info "ReadAll unpacks"
}

type line struct{ Text string }

// lines keeps one after the other.
func (a *API) lines(w http.ResponseWriter, r *http.Request) {
	dec := json.NewDecoder(r.Body)
	var all []line
	for {
		var l line
		err := dec.Decode(&l) // want "Decode reads values for as long as the client sends some"
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			http.Error(w, "failed", http.StatusBadRequest)
			return
		}
		all = append(all, l)
	}
	_ = json.NewEncoder(w).Encode(all)
}

func (a *API) json(w http.ResponseWriter, r *http.Request) {
	var l line
	if err := json.NewDecoder(r.Body).Decode(&l); err != nil { // want:info "Decode reads a body of any size"
		http.Error(w, "failed", http.StatusBadRequest)
	}
}

func (a *API) xml(w http.ResponseWriter, r *http.Request) {
	var l line
	if err := xml.NewDecoder(r.Body).Decode(&l); err != nil { // want:info "Decode reads a body of any size"
		http.Error(w, "failed", http.StatusBadRequest)
	}
}

func (a *API) tee(w http.ResponseWriter, r *http.Request) {
	var copied bytes.Buffer
	body, err := io.ReadAll(io.TeeReader(r.Body, &copied)) // want "ReadAll reads the whole body"
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func (a *API) dump(w http.ResponseWriter, r *http.Request) {
	text, err := httputil.DumpRequest(r, true) // want "DumpRequest reads the whole body"
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(text)
}

// length asks how long the body says that it is, which chunks do not.
func (a *API) length(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength > 1<<20 {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	body, err := io.ReadAll(r.Body) // want "ReadAll reads the whole body"
	if err != nil {
		http.Error(w, "failed", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

func (a *API) upstream(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://partner.example.org/rates", http.NoBody)
	if err != nil {
		http.Error(w, "failed", http.StatusBadGateway)
		return
	}
	res, err := a.client.Do(req)
	if err != nil {
		http.Error(w, "failed", http.StatusBadGateway)
		return
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body) // want:info "the whole answer of another server"
	if err != nil {
		http.Error(w, "failed", http.StatusBadGateway)
		return
	}
	_, _ = w.Write(body)
}

// Gin registers.
func Gin(r *gin.Engine) {
	r.POST("/raw", func(c *gin.Context) {
		body, err := c.GetRawData() // want "GetRawData reads the whole body"
		if err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.Data(http.StatusOK, "text/plain", body)
	})
	r.POST("/body", func(c *gin.Context) {
		body, err := io.ReadAll(c.Request.Body) // want "ReadAll reads the whole body"
		if err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.Data(http.StatusOK, "text/plain", body)
	})
	r.POST("/file", func(c *gin.Context) {
		if _, err := c.FormFile("file"); err != nil { // want "FormFile takes uploads"
			c.Status(http.StatusBadRequest)
		}
	})
	r.POST("/bind", func(c *gin.Context) {
		var l line
		if err := c.ShouldBindJSON(&l); err != nil { // want:info "ShouldBindJSON reads a body of any size"
			c.Status(http.StatusBadRequest)
		}
	})
}

// Echo registers.
func Echo(e *echo.Echo) {
	e.POST("/body", func(c echo.Context) error {
		body, err := io.ReadAll(c.Request().Body) // want "ReadAll reads the whole body"
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "text/plain", body)
	})
	e.POST("/file", func(c echo.Context) error {
		_, err := c.FormFile("file") // want "FormFile takes uploads"
		return err
	})
	e.POST("/bind", func(c echo.Context) error {
		var l line
		return c.Bind(&l) // want:info "Bind reads a body of any size"
	})
}

// Mux registers.
func Mux(r *mux.Router) {
	r.HandleFunc("/body", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil { // want "ReadAll reads the whole body"
			http.Error(w, "failed", http.StatusBadRequest)
		}
	}).Methods(http.MethodPost)
	// The limit of another handler in the same function is not this one's.
	r.HandleFunc("/limited", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20)); err != nil {
			http.Error(w, "failed", http.StatusBadRequest)
		}
	}).Methods(http.MethodPost)
}
