package good

import (
	"encoding/json"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
)

// Blind registers handlers whose maps are nobody's contract.
func (a *API) Blind(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/blind/a", a.labels)
	mux.HandleFunc("POST /v1/blind/b", a.settings)
	mux.HandleFunc("GET /v1/blind/c", a.embedded)
	mux.HandleFunc("POST /v1/blind/d", a.saved)
	mux.HandleFunc("GET /v1/blind/e", a.teapot)
	mux.HandleFunc("PUT /v1/blind/g", a.relabel)
	mux.HandleFunc("PUT /v1/blind/h", a.asked)
	mux.Handle("POST /v1/blind/f", a.bodyFilter(http.HandlerFunc(a.settings)))
}

// labels has keys that are data.
func (a *API) labels(w http.ResponseWriter, r *http.Request) {
	out := map[string]any{}
	for k, v := range r.URL.Query() {
		out[k] = v
	}
	_ = json.NewEncoder(w).Encode(out)
}

// Settings has a part whose form plugins know.
type Settings struct {
	Name   string          `json:"name"`
	Plugin json.RawMessage `json:"plugin"`
}

func (a *API) settings(w http.ResponseWriter, r *http.Request) {
	var s Settings
	if err := json.NewDecoder(r.Body).Decode(&s); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(s)
}

// Paged has what it says below an embedded struct with tags.
type Paged struct {
	Order
	Next string `json:"next"`
}

func (a *API) embedded(w http.ResponseWriter, _ *http.Request) {
	_ = json.NewEncoder(w).Encode(Paged{})
}

// saved writes a map to a file, not to the client.
func (a *API) saved(w http.ResponseWriter, r *http.Request) {
	f, err := os.CreateTemp("", "state")
	if err != nil {
		http.Error(w, "not saved", http.StatusInternalServerError)
		return
	}
	defer f.Close()
	_ = json.NewEncoder(f).Encode(map[string]any{"id": r.PathValue("id"), "total": 3})
	w.WriteHeader(http.StatusNoContent)
}

// teapot says what went wrong in a map.
func (a *API) teapot(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusTeapot)
	_ = json.NewEncoder(w).Encode(map[string]any{"reason": "short", "stout": true})
}

// Labels are what users call things by.
type Labels map[string]any

func (a *API) relabel(w http.ResponseWriter, r *http.Request) {
	var labels []Labels
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&labels); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
	}
}

// Question is what a policy is asked about: anything.
type Question struct {
	Action string
	Data   any
}

func (a *API) asked(w http.ResponseWriter, r *http.Request) {
	q := Question{Action: "write"}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&q.Data); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
	}
}

// bodyFilter looks at one field of whatever comes.
func (a *API) bodyFilter(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&body); err != nil || body["id"] == nil {
			http.Error(w, "malformed", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// BlindGin aborts with what went wrong.
func (a *API) BlindGin(g *gin.Engine) {
	g.Use(func(c *gin.Context) {
		if c.GetHeader("Authorization") == "" {
			c.AbortWithStatusJSON(http.StatusUnauthorized, gin.H{"code": 41, "message": "who are you"})
			return
		}
		c.Next()
	})
	g.GET("/v1/blind/page", func(c *gin.Context) { c.HTML(http.StatusOK, "page", gin.H{"title": "x", "items": 3}) })
}

// BlindEcho fills a template.
func (a *API) BlindEcho(e *echo.Echo) {
	e.GET("/v1/blind/form", func(c echo.Context) error {
		return c.Render(http.StatusOK, "form", map[string]any{"title": "x", "items": 3})
	})
}
