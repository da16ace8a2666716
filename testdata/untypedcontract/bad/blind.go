package bad

import (
	"encoding/json"
	"maps"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v3"
	"github.com/labstack/echo/v4"
)

// Blind registers handlers that get there by detours.
func (a *API) Blind(mux *http.ServeMux) {
	mux.HandleFunc("PATCH /v1/blind/a", a.generic)
	mux.HandleFunc("GET /v1/blind/b", a.chosen)
	mux.HandleFunc("GET /v1/blind/c", a.copied)
	mux.Handle("GET /v1/blind/d", respond(a.view))
	mux.HandleFunc("GET /v1/blind/e", a.nested)
	mux.HandleFunc("PATCH /v1/blind/f", a.field)
}

func decode[T any](r *http.Request) (T, error) {
	var v T
	err := json.NewDecoder(r.Body).Decode(&v)
	return v, err
}

// generic says only in a type argument that anything may come.
func (a *API) generic(w http.ResponseWriter, r *http.Request) {
	patch, err := decode[map[string]any](r)
	if err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	price, _ := patch["price"].(float64)
	if err := a.store.Save(r.PathValue("id"), price); err != nil {
		http.Error(w, "not saved", http.StatusInternalServerError)
	}
}

// chosen has one of two maps.
func (a *API) chosen(w http.ResponseWriter, r *http.Request) {
	out := map[string]any{"id": r.PathValue("id"), "open": true}
	if r.URL.Query().Has("brief") {
		out = map[string]any{"id": r.PathValue("id"), "open": false}
	}
	writeJSON(w, http.StatusOK, out) // want:info untypedcontract "no type says that the answer has id and open"
}

// copied adds to what it has.
func (a *API) copied(w http.ResponseWriter, r *http.Request) {
	out := map[string]any{"id": r.PathValue("id")}
	maps.Copy(out, map[string]any{"total": 3})
	out["open"] = true
	writeJSON(w, http.StatusOK, out) // want:info untypedcontract "no type says that the answer has id and total"
}

// respond answers with what a function of the handler's returns.
func respond(view func(*http.Request) map[string]any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, http.StatusOK, view(r)) // want:info untypedcontract "no type says that the answer has id and total"
	})
}

func (a *API) view(r *http.Request) map[string]any {
	return map[string]any{"id": r.PathValue("id"), "total": 3}
}

// nested has the map below one key.
func (a *API) nested(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"data": map[string]any{"id": r.PathValue("id")}, "next": nil}) // want:info untypedcontract "no type says that the answer has data and next"
}

type patcher struct{ body map[string]any }

// field decodes into a field.
func (a *API) field(w http.ResponseWriter, r *http.Request) {
	var p patcher
	if err := json.NewDecoder(r.Body).Decode(&p.body); err != nil { // want:info untypedcontract "no type says what the request holds"
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	price, _ := p.body["price"].(float64)
	if err := a.store.Save(r.PathValue("id"), price); err != nil {
		http.Error(w, "not saved", http.StatusInternalServerError)
	}
}

// BlindGin answers from a middleware chain.
func (a *API) BlindGin(g *gin.Engine) {
	g.POST("/v1/blind/g", func(c *gin.Context) {
		var body gin.H
		if err := c.BindJSON(&body); err != nil { // want:info untypedcontract "no type says what the request holds"
			return
		}
		c.IndentedJSON(http.StatusCreated, gin.H{"id": body["id"], "created": true}) // want:info untypedcontract "no type says that the answer has id and created"
	})
}

// BlindEcho keeps its answer in a variable of a named type.
func (a *API) BlindEcho(e *echo.Echo) {
	e.GET("/v1/blind/h", func(c echo.Context) error {
		answer := make(echo.Map)
		answer["id"], answer["total"] = c.Param("id"), 3
		return c.JSONPretty(http.StatusOK, answer, " ") // want:info untypedcontract "no type says that the answer has id and total"
	})
}

// BlindFiber answers a list of maps.
func (a *API) BlindFiber(f *fiber.App) {
	f.Get("/v1/blind/i", func(c fiber.Ctx) error {
		return c.JSON([]fiber.Map{{"id": c.Params("id"), "total": 3}}) // want:info untypedcontract "no type says that the answer has id and total"
	})
}
