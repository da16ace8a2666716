// Package badgin has a health endpoint alone, which cannot say no.
package badgin

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

// without missingtimeout: what matters is what the endpoint can say

type api struct{ db *gorm.DB }

func (a *api) routes() *gin.Engine {
	r := gin.New()
	r.GET("/healthz", a.health) // want "/healthz answers 200"
	r.GET("/users", a.users)
	return r
}

func (a *api) health(c *gin.Context) {
	status := "up"
	if db, err := a.db.DB(); err != nil || db.PingContext(c) != nil {
		status = "down"
	}
	c.JSON(http.StatusOK, gin.H{"status": status})
}

func (a *api) users(c *gin.Context) { c.Status(http.StatusNotFound) }
