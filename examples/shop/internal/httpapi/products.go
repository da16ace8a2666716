package httpapi

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/go-chi/chi/v5"
)

const enableSuggestions = true

func (a *API) listProducts(w http.ResponseWriter, r *http.Request) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	if page < 0 {
		page = 0
	}
	list, err := a.Products.Page(r.Context(), 24, page*24)
	if err != nil {
		fail(w, r, err)
		return
	}
	total, err := a.Products.Count(r.Context())
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"products": list, "total": total, "page": page})
}

func (a *API) searchProducts(w http.ResponseWriter, r *http.Request) {
	list, err := a.Products.Search(r.Context(), r.URL.Query().Get("q"))
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, list)
}

func (a *API) suggestProducts(w http.ResponseWriter, r *http.Request) {
	if !enableSuggestions {
		http.NotFound(w, r)
		return
	}
	names, err := a.Products.Suggest(r.Context(), r.URL.Query().Get("q"))
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, names)
}

type quoteLine struct {
	ProductID int64 `json:"product_id"`
	Quantity  int   `json:"quantity"`
}

type quoteResponse struct {
	Cents    int64  `json:"cents"`
	Currency string `json:"currency"`
}

// quote prices a cart with one query for all its lines.
func (a *API) quote(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Currency string      `json:"currency"`
		Lines    []quoteLine `json:"lines"`
	}
	if !readJSON(w, r, &in) {
		return
	}
	ids := make([]int64, 0, len(in.Lines))
	for _, line := range in.Lines {
		ids = append(ids, line.ProductID)
	}
	products, err := a.Products.ByIDs(r.Context(), ids)
	if err != nil {
		fail(w, r, err)
		return
	}
	var cents int64
	for _, line := range in.Lines {
		product, ok := products[line.ProductID]
		if !ok {
			http.Error(w, "no such product", http.StatusNotFound)
			return
		}
		cents += product.PriceCents * int64(line.Quantity)
	}
	rate := 1.0
	if in.Currency != "EUR" {
		if rate, err = a.Rates.Euro(r.Context(), in.Currency); err != nil {
			fail(w, r, err)
			return
		}
	}
	writeJSON(w, http.StatusOK, quoteResponse{Cents: int64(math.Round(float64(cents) * rate)), Currency: in.Currency})
}

func (a *API) uploadImage(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		http.Error(w, "malformed id", http.StatusBadRequest)
		return
	}
	image, err := io.ReadAll(r.Body)
	if err != nil {
		fail(w, r, err)
		return
	}
	name := fmt.Sprintf("%d.jpg", id)
	if err := os.WriteFile(filepath.Join(a.ImageDir, name), image, 0o600); err != nil {
		fail(w, r, err)
		return
	}
	if err := a.Products.SetImage(r.Context(), id, "/images/"+name); err != nil {
		fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
