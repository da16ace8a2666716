// Package good has types for what it is asked and answers, or answers nothing that anybody builds on.
package good

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
)

// API holds what the handlers need.
type API struct {
	client *http.Client
	url    string
	meta   map[string]any
}

// Order says what clients get.
type Order struct {
	ID    string         `json:"id"`
	Total int            `json:"total"`
	Extra map[string]any `json:"extra,omitempty"`
}

// Row is what the database has: it never leaves the program.
type Row struct {
	ID    string
	Total int
}

// Money says itself what it is in JSON.
type Money struct{ Cents int }

// MarshalJSON writes an amount.
func (m Money) MarshalJSON() ([]byte, error) { return json.Marshal(m.Cents) }

var errMissing = errors.New("missing")

// Routes registers the handlers.
func (a *API) Routes() http.Handler {
	r := chi.NewRouter()
	r.Put("/v1/a", a.typed)
	r.Put("/v1/b", a.anonymous)
	r.Put("/v1/c", a.anonymousList)
	r.Put("/v1/d", a.helper)
	r.Get("/v1/e", a.single)
	r.Get("/v1/f", a.counts)
	r.Get("/v1/g", a.fails)
	r.Get("/v1/h", a.failsWithStatus)
	r.Get("/v1/i", a.failsByHelper)
	r.Post("/v1/j", a.proxy)
	r.Post("/v1/rpc", a.rpc)
	r.Post("/v1/rpc2", a.answersRPC)
	r.Get("/v1/money", a.money)
	r.Get("/v1/rows", a.rows)
	r.Get("/v1/text", a.text)
	r.Get("/health", a.health)
	r.Get("/v1/logged", a.logs)
	r.Get("/v1/upstream", a.upstream)
	r.Get("/v1/config", a.config)
	r.Get("/v1/failed", a.failed)
	return r
}

func (a *API) typed(w http.ResponseWriter, r *http.Request) {
	var order Order
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&order); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(order)
}

func (a *API) anonymous(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Price int `json:"price"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&body); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(struct {
		Price int `json:"price"`
		Tax   int `json:"tax"`
	}{body.Price, 3})
}

func (a *API) anonymousList(w http.ResponseWriter, r *http.Request) {
	var body []struct {
		Price int `json:"price"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&body); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
	}
}

func (a *API) helper(w http.ResponseWriter, r *http.Request) {
	var order Order
	if err := read(w, r, &order); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	writeJSON(w, http.StatusOK, order)
}

func read(w http.ResponseWriter, r *http.Request, into any) error {
	return json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(into)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// single wraps a typed value.
func (a *API) single(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"order": Order{ID: r.PathValue("id")}})
}

// counts answers with a map of numbers by names that are data.
func (a *API) counts(w http.ResponseWriter, r *http.Request) {
	out := map[string]int{"open": 1, "closed": 2}
	out[r.PathValue("id")] = 3
	_ = json.NewEncoder(w).Encode(out)
}

func (a *API) fails(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"error": "no such order", "id": 3})
}

func (a *API) failsWithStatus(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("id") == "" {
		writeJSON(w, http.StatusBadRequest, map[string]any{"message": "no id", "field": "id"})
		return
	}
	w.WriteHeader(http.StatusNotFound)
	_ = json.NewEncoder(w).Encode(map[string]any{"message": "no such order", "id": 3})
}

func (a *API) failsByHelper(w http.ResponseWriter, _ *http.Request) { respondError(w, "no order", 3) }

func respondError(w http.ResponseWriter, message string, code int) {
	writeJSON(w, http.StatusOK, map[string]any{"message": message, "code": code})
}

func (a *API) failed(w http.ResponseWriter, r *http.Request) {
	if err := check(r.URL.Query().Get("id")); err != nil {
		writeJSON(w, http.StatusOK, map[string]any{"success": false, "message": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, Order{})
}

func check(id string) error {
	if id == "" {
		return errMissing
	}
	return nil
}

// proxy sends on what it is sent.
func (a *API) proxy(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&body); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	body["tenant"] = "x"
	data, err := json.Marshal(body)
	if err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url, bytes.NewReader(data))
	if err != nil {
		http.Error(w, "cannot send", http.StatusInternalServerError)
		return
	}
	resp, err := a.client.Do(req)
	if err != nil {
		http.Error(w, "cannot send", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(w, resp.Body)
}

// rpc reads the envelope of a protocol.
func (a *API) rpc(w http.ResponseWriter, r *http.Request) {
	var call map[string]any
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&call); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	if call["jsonrpc"] != "2.0" {
		http.Error(w, "malformed", http.StatusBadRequest)
	}
}

func (a *API) answersRPC(w http.ResponseWriter, _ *http.Request) {
	_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": 1, "result": Order{}})
}

func (a *API) money(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(Money{3}) }

func (a *API) rows(w http.ResponseWriter, _ *http.Request) {
	row := Row{ID: "x"}
	_ = json.NewEncoder(w).Encode(Order{ID: row.ID, Total: row.Total})
}

func (a *API) text(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }

func (a *API) health(w http.ResponseWriter, _ *http.Request) {
	_ = json.NewEncoder(w).Encode(map[string]any{"status": "ok", "time": time.Now()})
}

// logs encodes a map that is for nobody outside.
func (a *API) logs(w http.ResponseWriter, r *http.Request) {
	data, err := json.Marshal(map[string]any{"path": r.URL.Path, "took": 3})
	if err != nil {
		http.Error(w, "cannot log", http.StatusInternalServerError)
		return
	}
	log.Print(string(data))
	w.WriteHeader(http.StatusNoContent)
}

// upstream reads a map that another service answers with.
func (a *API) upstream(w http.ResponseWriter, r *http.Request) {
	out, err := a.ask(r.Context())
	if err != nil {
		http.Error(w, "cannot ask", http.StatusBadGateway)
		return
	}
	writeJSON(w, http.StatusOK, Order{Extra: out})
}

func (a *API) ask(ctx context.Context) (map[string]any, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var out map[string]any
	return out, json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&out)
}

// config answers with what somebody else has put together: its keys are data.
func (a *API) config(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, a.meta) }

// Frameworks registers the handlers of the other routers.
func Frameworks(g *gin.Engine, e *echo.Echo, f *fiber.App) {
	g.GET("/v1/gin", ginAnswers)
	g.GET("/v1/page", ginPage)
	e.GET("/v1/echo", echoAnswers)
	f.Get("/v1/fiber", fiberAnswers)
}

func ginAnswers(c *gin.Context) {
	if c.Query("id") == "" {
		c.AbortWithStatusJSON(http.StatusBadRequest, gin.H{"message": "no id", "field": "id"})
		return
	}
	if c.Query("id") == "1" {
		c.JSON(http.StatusOK, gin.H{"message": "gone"})
		return
	}
	c.JSON(http.StatusOK, Order{})
}

func ginPage(c *gin.Context) { c.HTML(http.StatusOK, "index", gin.H{"title": "x", "user": "y"}) }

func echoAnswers(c echo.Context) error {
	if c.QueryParam("id") == "" {
		return c.JSON(http.StatusNotFound, echo.Map{"message": "no id", "field": "id"})
	}
	return c.JSON(http.StatusOK, []Order{})
}

func fiberAnswers(c *fiber.Ctx) error {
	if c.Query("id") == "" {
		return c.Status(http.StatusNotFound).JSON(fiber.Map{"message": "no id", "field": "id"})
	}
	return c.JSON(Order{})
}
