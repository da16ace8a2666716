// Package goodecho returns an error, which the framework answers with a failure.
package goodecho

import (
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v4"
)

type api struct{ pool *pgxpool.Pool }

func (a *api) routes() *echo.Echo {
	e := echo.New()
	e.GET("/ready", a.ready)
	e.GET("/health", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	return e
}

func (a *api) ready(c echo.Context) error {
	if err := a.pool.Ping(c.Request().Context()); err != nil {
		return err
	}
	return c.NoContent(http.StatusOK)
}
