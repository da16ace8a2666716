// Package notify writes to customers.
package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"example.com/shop/internal/orders"
)

// Mailer sends mail.
type Mailer struct {
	token string
}

// NewMailer returns a Mailer that signs in with the token.
func NewMailer(token string) *Mailer { return &Mailer{token: token} }

type mail struct {
	From    string `json:"From"`
	To      string `json:"To"`
	Subject string `json:"Subject"`
	Body    string `json:"TextBody"`
}

// OrderPlaced confirms an order.
func (m *Mailer) OrderPlaced(ctx context.Context, to string, order orders.Order) error {
	return m.send(ctx, mail{
		From:    "orders@shop.io",
		To:      to,
		Subject: "Your order " + order.Reference,
		Body:    fmt.Sprintf("Thank you. We have charged %d.%02d EUR.", order.TotalCents/100, order.TotalCents%100),
	})
}

// PasswordReset sends the link that lets a customer choose a new password.
func (m *Mailer) PasswordReset(ctx context.Context, to, token string) error {
	return m.send(ctx, mail{
		From:    "accounts@shop.io",
		To:      to,
		Subject: "Choose a new password",
		Body:    "Use this code within half an hour: " + token,
	})
}

func (m *Mailer) send(ctx context.Context, msg mail) error {
	body, err := json.Marshal(msg)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://api.postmarkapp.com/email", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Postmark-Server-Token", m.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("mail to %s: %s", to(msg), resp.Status)
	}
	return nil
}

func to(msg mail) string {
	if len(msg.To) > 3 {
		return msg.To[:3] + "…"
	}
	return "…"
}
