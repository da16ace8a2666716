// Package named has handlers whose names are words for what is done beside the work: there it is the work.
package named

import (
	"context"
	"database/sql"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

// Booking is a row.
type Booking struct {
	ID     uint
	Guest  string
	Status string
}

// Desk has the handlers.
type Desk struct {
	db  *sql.DB
	orm *gorm.DB
}

// Routes registers.
func (d *Desk) Routes(g *gin.Engine, mux *http.ServeMux) {
	g.POST("/bookings/:id/cancel", d.cancel)
	g.POST("/bookings/:id/arrival", d.arrive)
	g.POST("/bookings", d.save)
	mux.HandleFunc("POST /bookings/stop", d.Stop)
	mux.HandleFunc("POST /visits", d.RecordView)
}

func (d *Desk) cancel(c *gin.Context) {
	if err := d.orm.Model(&Booking{}).Where("id = ? AND guest = ?", c.Param("id"), c.GetString("guest")).Update("status", "cancelled").Error; err != nil { // want swallowederror "as if the UPDATE on Booking had worked: its error is only logged"
		slog.Error("cancelling", "error", err)
	}
	c.Status(http.StatusNoContent)
}

// Stop stops a booking.
func (d *Desk) Stop(w http.ResponseWriter, r *http.Request) {
	_, _ = d.db.ExecContext(r.Context(), "UPDATE bookings SET status = 'stopped' WHERE guest = $1", r.Header.Get("X-Guest")) // want swallowederror "the request is answered as if the UPDATE on bookings had worked"
	w.WriteHeader(http.StatusNoContent)
}

func (d *Desk) arrive(c *gin.Context) {
	if err := d.orm.Model(&Booking{}).Where("id = ? AND guest = ?", c.Param("id"), c.GetString("guest")).Update("status", "arrived").Error; err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	d.touch(c, c.GetString("guest"))
	c.Status(http.StatusNoContent)
}

// touch is beside the work.
func (d *Desk) touch(ctx context.Context, guest string) {
	if _, err := d.db.ExecContext(ctx, "UPDATE guests SET seen_at = now() WHERE name = $1", guest); err != nil {
		slog.Error("touching", "error", err)
	}
}

// save is asked for the error itself.
func (d *Desk) save(c *gin.Context) {
	_ = d.orm.Save(&Booking{Guest: c.GetString("guest")}).Error // want swallowederror "the request is answered as if the"
	c.Status(http.StatusNoContent)
}

// RecordView counts who has looked: a page is shown without it.
func (d *Desk) RecordView(w http.ResponseWriter, r *http.Request) {
	if _, err := d.db.ExecContext(r.Context(), "INSERT INTO page_views (page) VALUES ($1)", r.Header.Get("Referer")); err != nil {
		slog.Warn("counting", "error", err)
	}
	w.WriteHeader(http.StatusNoContent)
}
