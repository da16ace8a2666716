// Package bad has requests and answers that no type describes.
package bad

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
)

// API holds what the handlers need.
type API struct{ store Store }

// Store keeps orders.
type Store interface {
	Save(id string, price float64) error
	Load(id string) (Order, error)
	List() ([]Invoice, error)
}

// Order has no names for JSON.
type Order struct {
	ID    string
	Price float64
}

// Invoice has none either.
type Invoice struct {
	Number int
	Total  float64
}

type envelope map[string]any

// Routes registers the handlers.
func (a *API) Routes() http.Handler {
	r := chi.NewRouter()
	r.Put("/v1/a", a.decodes)
	r.Put("/v1/b", a.anything)
	r.Put("/v1/c", a.unmarshals)
	r.Put("/v1/d", a.list)
	r.Put("/v1/e", a.helper)
	r.Get("/v1/f", a.answers)
	r.Get("/v1/g", a.variable)
	r.Get("/v1/h", a.made)
	r.Get("/v1/i", a.writes)
	r.Get("/v1/j", a.through)
	r.Get("/v1/k", a.enveloped)
	r.Get("/v1/l", a.rows)
	r.Get("/v1/m", a.built)
	r.Get("/v1/n", a.order)
	r.Get("/v1/o", a.invoices)
	r.Get("/v1/p", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]interface{}{"id": r.PathValue("id"), "name": "x"}) // want:info untypedcontract "no type says that the answer has id and name"
	})
	return r
}

func (a *API) decodes(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&body); err != nil { // want:info untypedcontract "no type says what the request holds, a field that is renamed or missing is a zero: decode it into a struct"
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	price, _ := body["price"].(float64)
	if err := a.store.Save(r.PathValue("id"), price); err != nil {
		http.Error(w, "cannot save", http.StatusInternalServerError)
	}
}

func (a *API) anything(w http.ResponseWriter, r *http.Request) {
	var body any
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil { // want:info untypedcontract "no type says what the request holds"
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	m, _ := body.(map[string]any)
	price, _ := m["price"].(float64)
	if err := a.store.Save(r.PathValue("id"), price); err != nil {
		http.Error(w, "cannot save", http.StatusInternalServerError)
	}
}

func (a *API) unmarshals(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	body := make(map[string]interface{})
	if err := json.Unmarshal(data, &body); err != nil { // want:info untypedcontract "no type says what the request holds"
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	price, _ := body["price"].(float64)
	if err := a.store.Save(r.PathValue("id"), price); err != nil {
		http.Error(w, "cannot save", http.StatusInternalServerError)
	}
}

func (a *API) list(w http.ResponseWriter, r *http.Request) {
	var body []map[string]any
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil { // want:info untypedcontract "no type says what the request holds"
		http.Error(w, "malformed", http.StatusBadRequest)
	}
}

func (a *API) helper(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	if err := read(w, r, &body); err != nil { // want:info untypedcontract "no type says what the request holds"
		http.Error(w, "malformed", http.StatusBadRequest)
	}
}

func read(w http.ResponseWriter, r *http.Request, into any) error {
	return json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(into)
}

func (a *API) answers(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{ // want:info untypedcontract "no type says that the answer has id and total, and nothing notices when that changes: answer with a struct"
		"id":    r.PathValue("id"),
		"total": 3,
	})
}

func (a *API) variable(w http.ResponseWriter, r *http.Request) {
	answer := map[string]any{"id": r.PathValue("id"), "total": 3}
	if r.URL.Query().Has("more") {
		answer["more"] = true
	}
	_ = json.NewEncoder(w).Encode(answer) // want:info untypedcontract "no type says that the answer has id and total"
}

func (a *API) made(w http.ResponseWriter, r *http.Request) {
	answer := make(map[string]any)
	answer["id"] = r.PathValue("id")
	answer["total"] = 3
	_ = json.NewEncoder(w).Encode(answer) // want:info untypedcontract "no type says that the answer has id and total"
}

func (a *API) writes(w http.ResponseWriter, r *http.Request) {
	data, err := json.Marshal(map[string]any{"id": r.PathValue("id"), "total": 3})
	if err != nil {
		http.Error(w, "cannot answer", http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(data) // want:info untypedcontract "no type says that the answer has id and total"
}

func (a *API) through(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"id": r.PathValue("id"), "total": 3}) // want:info untypedcontract "no type says that the answer has id and total"
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encode(w, v)
}

func encode(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

func (a *API) enveloped(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, envelope{"order": r.PathValue("id"), "links": nil}) // want:info untypedcontract "no type says that the answer has order and links"
}

func (a *API) rows(w http.ResponseWriter, r *http.Request) {
	invoices, err := a.store.List()
	if err != nil {
		http.Error(w, "cannot list", http.StatusInternalServerError)
		return
	}
	var out []map[string]any
	for _, i := range invoices {
		out = append(out, map[string]any{"number": i.Number, "total": i.Total})
	}
	_ = json.NewEncoder(w).Encode(out) // want:info untypedcontract "no type says that the answer has number and total"
}

func (a *API) built(w http.ResponseWriter, r *http.Request) {
	_ = json.NewEncoder(w).Encode(view(r.PathValue("id"))) // want:info untypedcontract "no type says that the answer has id and name"
}

func view(id string) map[string]any { return map[string]any{"id": id, "name": "x"} }

func (a *API) order(w http.ResponseWriter, r *http.Request) {
	o, err := a.store.Load(r.PathValue("id"))
	if err != nil {
		http.Error(w, "cannot load", http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(o) // want:info untypedcontract "a renamed field of bad.Order renames it for all clients: its fields have no json tags"
}

func (a *API) invoices(w http.ResponseWriter, r *http.Request) {
	list, err := a.store.List()
	if err != nil {
		http.Error(w, "cannot list", http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, list) // want:info untypedcontract "a renamed field of bad.Invoice renames it for all clients"
}

// Frameworks registers the handlers of the other routers.
func Frameworks(g *gin.Engine, e *echo.Echo, f *fiber.App) {
	g.GET("/v1/gin", ginAnswers)
	g.PUT("/v1/gin", ginDecodes)
	e.GET("/v1/echo", echoAnswers)
	e.PUT("/v1/echo", echoDecodes)
	f.Get("/v1/fiber", fiberAnswers)
	f.Put("/v1/fiber", fiberDecodes)
}

func ginAnswers(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"id": c.Param("id"), "total": 3}) // want:info untypedcontract "no type says that the answer has id and total"
}

func ginDecodes(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, 1<<20)
	var body map[string]any
	if err := c.ShouldBindJSON(&body); err != nil { // want:info untypedcontract "no type says what the request holds"
		c.JSON(http.StatusBadRequest, gin.H{"message": "malformed", "code": 3})
		return
	}
	c.Status(http.StatusNoContent)
}

func echoAnswers(c echo.Context) error {
	return c.JSON(http.StatusOK, echo.Map{"id": c.Param("id"), "total": 3}) // want:info untypedcontract "no type says that the answer has id and total"
}

func echoDecodes(c echo.Context) error {
	c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, 1<<20)
	body := echo.Map{}
	if err := c.Bind(&body); err != nil { // want:info untypedcontract "no type says what the request holds"
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func fiberAnswers(c *fiber.Ctx) error {
	return c.Status(http.StatusOK).JSON(fiber.Map{"id": c.Params("id"), "total": 3}) // want:info untypedcontract "no type says that the answer has id and total"
}

func fiberDecodes(c *fiber.Ctx) error {
	var body map[string]any
	if err := c.BodyParser(&body); err != nil { // want:info untypedcontract "no type says what the request holds"
		return err
	}
	return c.SendStatus(http.StatusNoContent)
}
