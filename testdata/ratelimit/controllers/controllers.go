// Package controllers has routes whose handlers are methods that texts name.
package controllers

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/beego/beego/v2/server/web"
	"github.com/beego/beego/v2/server/web/context"
	"golang.org/x/time/rate"
)

// GuestController answers guests.
type GuestController struct{ web.Controller }

// CheckCode compares a code.
func (g *GuestController) CheckCode() {
	var in struct{ Code string }
	if err := json.Unmarshal(g.Ctx.Input.RequestBody, &in); err != nil || in.Code != g.GetSession("code") {
		g.Abort("403")
	}
	g.SetSession("proved", true)
}

// Login lets guests in.
func (g *GuestController) Login() { g.SetSession("guest", g.GetString("name")) }

// Show is a page.
func (g *GuestController) Show() { g.TplName = "guest.tpl" }

// Invite asks others to come.
func (g *GuestController) Invite() { g.SetSession("guest", g.GetString("name")) }

// Paced lets guests in, and not too often.
func (g *GuestController) Paced() {
	if !limiter.Allow() {
		g.Abort("429")
	}
	g.Login()
}

// StaffController answers those who run the house.
type StaffController struct{ GuestController }

func (s *StaffController) isAdmin() bool { return s.GetSession("role") == "admin" }

// Invite asks others to come, if somebody of the house says so.
func (s *StaffController) Invite() {
	if !s.isAdmin() {
		s.Abort("403")
	}
	s.GuestController.Invite()
}

// DropInvitation takes an invitation back.
func (s *StaffController) DropInvitation() { s.SetSession("guest", nil) }

var limiter = rate.NewLimiter(rate.Every(time.Second), 5)

func paced(c *context.Context) {
	if !limiter.Allow() {
		c.Abort(http.StatusTooManyRequests, "slow down")
	}
}

// Routes registers.
func Routes() {
	guests := &GuestController{}
	web.Router("/guests/verify-code", guests, "post:CheckCode")       // want "POST /guests/verify-code"
	web.Router("/guests/enter", guests, "get:Show;post:Login")        // want "POST /guests/enter"
	web.Router("/guests/signin", guests, "get:Show;post:Paced")       // the handler asks
	web.Router("/guests/invite", guests, "post:Invite")               // want "POST /guests/invite"
	web.Router("/staff/invite", &StaffController{}, "post:Invite")    // of those who run it
	web.Router("/staff/update-invitation", guests, "post:CheckCodes") // there is no such method
	web.Router("/staff/delete-invitation", &StaffController{}, "post:DropInvitation")
	web.AddNamespace(
		web.NewNamespace("/slow", web.NSBefore(paced), web.NSRouter("/login", guests, "post:Login")),
		web.NewNamespace("/fast", web.NSRouter("/login", guests, "post:Login")), // want "POST /fast/login"
	)
	web.InsertFilter("/shop/*", web.BeforeRouter, paced)
	web.Router("/shop/login", guests, "post:Login")
	var once sync.Once
	once.Do(func() { web.Run() })
}
