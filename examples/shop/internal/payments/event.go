package payments

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
)

// ErrSignature says that an event was not sent by the provider.
var ErrSignature = errors.New("signature does not match")

// Event is what the provider sends when something happened to a payment.
type Event struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Data struct {
		Reference string `json:"reference"`
		Cents     int64  `json:"amount"`
	} `json:"data"`
}

// ParseEvent checks the signature of an event and decodes it.
func ParseEvent(body []byte, signature, secret string) (Event, error) {
	var e Event
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	if !hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(signature)) {
		return e, ErrSignature
	}
	return e, json.Unmarshal(body, &e)
}
