// Package badtwice has one handler below two paths: it is told of once.
package badtwice

import (
	"database/sql"
	"net/http"

	"github.com/labstack/echo/v4"
)

// App serves orders.
type App struct{ db *sql.DB }

// Routes registers the handlers.
func (a *App) Routes(e *echo.Echo) {
	g := e.Group("/api")
	g.GET("/health", a.health)
	e.GET("/health", a.health) // want "/health answers 200"
}

func (a *App) health(c echo.Context) error { return c.JSON(http.StatusOK, true) }
