package catalog_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/catalog"
)

func TestRemote(t *testing.T) {
	table := &catalog.Table{}
	require.NoError(t, table.Read("sdk.txt", strings.NewReader(`
example.com/pay/...    remote methods=Get,Cancel op=call
example.com/store/...  remote methods=*          op=call
example.com/mail.Client remote methods=Send      op=call
`)))
	for key, want := range map[string]bool{
		"(*example.com/pay/order.Client).Get":   true,
		"(example.com/pay/order.Client).Cancel": true,
		"(*example.com/pay/order.Client).Name":  false,
		"(*example.com/payment.Client).Get":     false,
		"example.com/pay/order.Get":             true, // by a client of the package's own
		"example.com/pay/order.Parse":           false,
		"example.com/payment.Get":               false,
		"(*example.com/store/v2.Bucket).Read":   true,
		"example.com/store/v2.NewBucket":        false, // a function of an SDK makes something, unless it is named
		"(*example.com/mail.Client).Send":       true,
		"(*example.com/mail.Other).Send":        false,
		"":                                      false,
	} {
		_, ok := table.Remote(key, true)
		assert.Equal(t, want, ok, key)
	}
	_, ok := table.Remote("(*example.com/store/v2.Bucket).Name", false)
	assert.False(t, ok, "methods=* asks for a context")
}
