package catalog_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/catalog"
)

func TestPackageOf(t *testing.T) {
	for key, want := range map[string]string{
		"net/http.Get":                                                     "net/http",
		"net/http.Client.Timeout":                                          "net/http",
		"errors.New":                                                       "errors",
		"(*database/sql.DB).QueryContext":                                  "database/sql",
		"(context.Context).Done":                                           "context",
		"github.com/jackc/pgx/v5.Connect":                                  "github.com/jackc/pgx/v5",
		"(*github.com/jackc/pgx/v5.Conn).Exec":                             "github.com/jackc/pgx/v5",
		"gopkg.in/yaml.v3.Unmarshal":                                       "gopkg.in/yaml.v3",
		"gopkg.in/yaml.v3.Node.Kind":                                       "gopkg.in/yaml.v3",
		"(*gopkg.in/yaml.v3.Decoder).Decode":                               "gopkg.in/yaml.v3",
		"gopkg.in/square/go-jose.v2/jwt.Claims.Expiry":                     "gopkg.in/square/go-jose.v2/jwt",
		"github.com/nats-io/nats.go.Connect":                               "github.com/nats-io/nats.go",
		"github.com/eclipse/paho.mqtt.golang.ClientOptions.ConnectTimeout": "github.com/eclipse/paho.mqtt.golang",
		"(github.com/eclipse/paho.mqtt.golang.Client).Connect":             "github.com/eclipse/paho.mqtt.golang",
		"example.com/shop/store.open":                                      "example.com/shop/store",
		"(*example.com/shop/store.db).query":                               "example.com/shop/store",
		"gopkg.in/yaml.v3":                                                 "gopkg.in/yaml",
	} {
		assert.Equal(t, want, catalog.PackageOf(key), key)
	}
}

func TestRead(t *testing.T) {
	table := &catalog.Table{}
	require.NoError(t, table.Read("house.txt", strings.NewReader(`
# in-house
(*example.com/db.DB).Ask  query sql=1 ctx=0  # the text, then its arguments
(*example.com/db.DB).Ask  flow from=recv to=r0
`)))
	assert.True(t, table.Knows("example.com/db"))
	assert.False(t, table.Knows("example.com/dbx"))
	e, ok := table.Get("(*example.com/db.DB).Ask", "query")
	require.True(t, ok)
	assert.Equal(t, "house.txt:3", e.Source)
	assert.Equal(t, 1, e.Int("sql", -7))
	assert.Equal(t, -7, e.Int("args", -7))
	assert.False(t, e.Has("args"))
	assert.Len(t, table.Of("(*example.com/db.DB).Ask"), 2)
	_, ok = table.Get("(*example.com/db.DB).Ask", "exec")
	assert.False(t, ok)

	for line, want := range map[string]string{
		"example.com/db.Ask":               "bad.txt:1: want <key> <kind>",
		"example.com/db.Ask quary":         `bad.txt:1: unknown kind "quary"`,
		"example.com/db.Ask query sqll=1":  `bad.txt:1: kind query has no attribute "sqll"`,
		"\n\nexample.com/db.Ask query x=1": `bad.txt:3: kind query has no attribute "x"`,
	} {
		assert.EqualError(t, (&catalog.Table{}).Read("bad.txt", strings.NewReader(line)), want)
	}
}
