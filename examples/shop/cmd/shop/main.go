// Command shop serves the shop.
package main

import (
	"context"
	"log"
	"net/http"
	"os"

	"example.com/shop/internal/auth"
	"example.com/shop/internal/config"
	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/notify"
	"example.com/shop/internal/orders"
	"example.com/shop/internal/payments"
	"example.com/shop/internal/rates"
	"example.com/shop/internal/shipping"
	"example.com/shop/internal/store"
)

func main() {
	cfg, err := config.Load()
	if err != nil {
		log.Fatal(err)
	}
	db, err := store.Open(context.Background(), cfg.DatabaseURL)
	if err != nil {
		log.Fatal(err)
	}
	repo := store.NewOrders(db)
	account := payments.New(cfg.PaymentKey)
	carrier := shipping.New(cfg.CarrierURL, cfg.CarrierKey, cfg.CarrierTimeout)

	api := &httpapi.API{
		Products:      store.NewProducts(db),
		Customers:     store.NewCustomers(db),
		Payments:      repo,
		Reports:       store.NewReports(db),
		Orders:        orders.NewService(repo, account, carrier),
		Account:       account,
		Rates:         rates.New(cfg.RatesURL, cfg.RatesTimeout),
		Mailer:        notify.NewMailer(cfg.MailToken),
		Sessions:      auth.NewSessions(cfg.SessionKey),
		Resets:        auth.NewResets(cfg.ResetKey, cfg.ResetTTL),
		WebhookSecret: cfg.PaymentWebhookSecret,
		CarrierToken:  cfg.CarrierKey,
		ImageDir:      os.TempDir(),
	}
	log.Printf("listening on %s", cfg.Addr)
	log.Fatal(http.ListenAndServe(cfg.Addr, api.Routes()))
}
