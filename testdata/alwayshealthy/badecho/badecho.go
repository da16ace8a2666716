// Package badecho has a readiness endpoint that cannot say no.
package badecho

import (
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v4"
)

type api struct{ pool *pgxpool.Pool }

func (a *api) routes() *echo.Echo {
	e := echo.New()
	e.GET("/health/ready", func(c echo.Context) error { return c.String(http.StatusOK, "ok") }) // want "/health/ready answers 200"
	e.GET("/health/live", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	return e
}
