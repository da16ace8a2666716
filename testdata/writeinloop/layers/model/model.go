// Package model holds what all layers speak of.
package model

// Line is one line of an order.
type Line struct {
	SKU   string
	Count int
}
