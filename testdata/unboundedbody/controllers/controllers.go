// Package controllers reads bodies that beego bounds, and those that it does not.
package controllers

import (
	"encoding/json"
	"io"
	"net/http"

	oldbeego "github.com/astaxie/beego"
	"github.com/beego/beego/v2/server/web"
	"github.com/beego/beego/v2/server/web/context"
)

type order struct{ Dish string }

// TableController answers tables.
type TableController struct{ web.Controller }

// Take reads what the library has bounded.
func (t *TableController) Take() {
	body, err := io.ReadAll(t.Ctx.Request.Body)
	if err != nil {
		t.Abort("400")
	}
	var o order
	if err := json.Unmarshal(body, &o); err != nil {
		t.Abort("400")
	}
	if err := json.NewDecoder(t.Ctx.Request.Body).Decode(&o); err != nil {
		t.Abort("400")
	}
	picture, _, err := t.Ctx.Request.FormFile("picture")
	if err != nil {
		t.Abort("400")
	}
	defer picture.Close()
	if err := t.BindJSON(&o); err != nil {
		t.Abort("400")
	}
	read(t.Ctx.Request)
}

func read(r *http.Request) []byte {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil
	}
	return b
}

// OldController answers by a library that bounds nothing.
type OldController struct{ oldbeego.Controller }

// Take reads all.
func (o *OldController) Take() {
	body, err := io.ReadAll(o.Ctx.Request.Body) // want unboundedbody "io.ReadAll reads the whole body into memory"
	if err != nil {
		o.Abort("400")
	}
	o.Data["json"] = body
}

// early runs before the library has bounded the body, late after that.
func early(c *context.Context) {
	body, err := io.ReadAll(c.Request.Body) // want "io.ReadAll reads the whole body into memory"
	if err == nil {
		c.Input.RequestBody = body
	}
}

func late(c *context.Context) {
	body, err := io.ReadAll(c.Request.Body)
	if err == nil {
		c.Input.RequestBody = body
	}
}

// Routes registers.
func Routes() {
	web.InsertFilter("*", web.BeforeStatic, early)
	web.InsertFilter("*", web.BeforeRouter, late)
	web.Router("/orders", &TableController{}, "post:Take")
	oldbeego.Router("/old/orders", &OldController{}, "post:Take")
}
