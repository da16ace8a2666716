package httpapi

import (
	"crypto/subtle"
	"io"
	"log/slog"
	"net/http"
	"time"

	"example.com/shop/internal/payments"
	"example.com/shop/internal/store"
)

func (a *API) paymentWebhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 256<<10))
	if err != nil {
		http.Error(w, "body too large", http.StatusRequestEntityTooLarge)
		return
	}
	event, err := payments.ParseEvent(body, r.Header.Get("X-Signature"), a.WebhookSecret)
	if err != nil {
		http.Error(w, "bad signature", http.StatusBadRequest)
		return
	}
	if event.Type != "payment.succeeded" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if err := a.Payments.RecordPayment(r.Context(), event.Data.Reference, event.Data.Cents); err != nil {
		fail(w, r, err)
		return
	}
	if err := a.Payments.AddLoyaltyPoints(r.Context(), event.Data.Reference, event.Data.Cents/100); err != nil {
		slog.Error("loyalty points", "order", event.Data.Reference, "err", err)
	}
	w.WriteHeader(http.StatusNoContent)
}

type carrierEvent struct {
	ID       string    `json:"id"`
	Tracking string    `json:"tracking"`
	Status   string    `json:"status"`
	At       time.Time `json:"at"`
}

func (a *API) carrierWebhook(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Carrier-Token")), []byte(a.CarrierToken)) != 1 {
		http.Error(w, "who are you", http.StatusUnauthorized)
		return
	}
	var in carrierEvent
	if !readJSON(w, r, &in) {
		return
	}
	err := a.Payments.RecordShipment(r.Context(), store.ShipmentEvent{
		ID: in.ID, Tracking: in.Tracking, Status: in.Status, HappensAt: in.At,
	})
	if err != nil {
		fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
