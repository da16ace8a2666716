package httpapi

import "net/http"

func (a *API) sales(w http.ResponseWriter, r *http.Request) {
	list, err := a.Reports.SalesByCountry(r.Context())
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, list)
}

func (a *API) balance(w http.ResponseWriter, r *http.Request) {
	cents, err := a.Account.Balance(r.Context())
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, quoteResponse{Cents: cents, Currency: "EUR"})
}

func (a *API) parcels(w http.ResponseWriter, r *http.Request) {
	codes, err := a.Payments.OpenTrackings(r.Context())
	if err != nil {
		fail(w, r, err)
		return
	}
	where, err := a.Orders.Whereabouts(r.Context(), codes)
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, where)
}
