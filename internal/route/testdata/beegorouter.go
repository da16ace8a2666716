package beegorouter

import (
	"net/http"

	oldbeego "github.com/astaxie/beego"
	beego "github.com/beego/beego"
	"github.com/beego/beego/v2/server/web"
	"github.com/beego/beego/v2/server/web/context"
)

// base is what the controllers of the program share.
type base struct{ web.Controller }

func (b *base) Prepare()   {}
func (b *base) Archive()   {}
func (b *base) fail(error) {}

type MenuController struct{ base }

func (m *MenuController) List()         {}
func (m *MenuController) Save()         {}
func (m *MenuController) Get()          {}
func (m *MenuController) Delete()       {}
func (m *MenuController) DailySpecial() {}

type TableController struct{ web.Controller }

func (t *TableController) Post()   {}
func (t *TableController) Seat()   {}
func (t *TableController) Finish() {}

type oldController struct{ beego.Controller }

func (o *oldController) Order() {}

type olderController struct{ oldbeego.Controller }

func (o *olderController) Order() {}

func ping(*context.Context)      {}
func signedIn(*context.Context)  {}
func audit(*context.Context)     {}
func inKitchen(*context.Context) {}

func chain(next web.FilterFunc) web.FilterFunc {
	return func(c *context.Context) { next(c) }
}

const version = "/v1"

func each(prefix string, c web.ControllerInterface) {
	web.Router(prefix+"/all", c, "get:List") // route GET /dishes/all beegorouter.(*MenuController).List < beegorouter.signedIn, beegorouter.(*base).Prepare
}

func main() {
	web.InsertFilter("*", web.BeforeRouter, signedIn)
	web.InsertFilter("/kitchen/*", web.BeforeExec, inKitchen)
	web.InsertFilter("*", web.FinishRouter, audit)
	menu := &MenuController{}
	web.Router("/menu", menu, "get:List;post,put:Save") // route GET /menu beegorouter.(*MenuController).List < beegorouter.signedIn, beegorouter.(*base).Prepare; POST,PUT /menu beegorouter.(*MenuController).Save < beegorouter.signedIn, beegorouter.(*base).Prepare
	web.Router("/menu/:id:int", menu)                   // route GET /menu/:id:int beegorouter.(*MenuController).Get < beegorouter.signedIn, beegorouter.(*base).Prepare; DELETE /menu/:id:int beegorouter.(*MenuController).Delete < beegorouter.signedIn, beegorouter.(*base).Prepare
	web.Router("/menu/old", menu, "*:Archive")          // route ANY /menu/old beegorouter.(*base).Archive < beegorouter.signedIn, beegorouter.(*base).Prepare
	web.Get("/ping", ping)                              // route GET /ping beegorouter.ping < beegorouter.signedIn
	web.Any("/kitchen/bell", ping)                      // route ANY /kitchen/bell beegorouter.ping < beegorouter.signedIn, beegorouter.inKitchen
	web.Handler("/files", http.NotFoundHandler())       // route ANY /files http.NotFoundHandler < beegorouter.signedIn
	web.CtrlPost("/seat", (*TableController).Seat)      // route POST /seat beegorouter.(*TableController).Seat < beegorouter.signedIn
	web.AutoRouter(&TableController{})                  // route ANY /table/seat/* beegorouter.(*TableController).Seat < beegorouter.signedIn
	each("/dishes", menu)
	ns := web.NewNamespace(version,
		web.NSBefore(inKitchen),
		web.NSAfter(audit),
		web.NSGet("/ping", ping), // route GET /v1/ping beegorouter.ping < beegorouter.signedIn, beegorouter.inKitchen
		web.NSNamespace("/kitchen",
			web.NSRouter("/tables", &TableController{}),        // route POST /v1/kitchen/tables beegorouter.(*TableController).Post < beegorouter.signedIn, beegorouter.inKitchen
			web.NSRouter("/special", menu, "get:DailySpecial"), // route GET /v1/kitchen/special beegorouter.(*MenuController).DailySpecial < beegorouter.signedIn, beegorouter.inKitchen, beegorouter.(*base).Prepare
		),
	)
	ns.Get("/late", ping). // route GET /v1/late beegorouter.ping < beegorouter.signedIn, beegorouter.inKitchen
				Post("/late", ping) // route POST /v1/late beegorouter.ping < beegorouter.signedIn, beegorouter.inKitchen
	web.AddNamespace(ns)

	app := web.NewHttpSever()
	app.InsertFilterChain("/*", chain)
	app.Router("/own", &TableController{}, "post:Seat") // route POST /own beegorouter.(*TableController).Seat < beegorouter.chain

	beego.InsertFilter("/orders", beego.BeforeRouter, nil)
	beego.Router("/orders", &oldController{}, "post:Order")                                                 // route POST /orders beegorouter.(*oldController).Order
	beego.AddNamespace(beego.NewNamespace("/v2", beego.NSRouter("/orders", &oldController{}, "put:Order"))) // route PUT /v2/orders beegorouter.(*oldController).Order
	oldbeego.Router("/ancient", &olderController{}, "get:Order")                                            // route GET /ancient beegorouter.(*olderController).Order
	web.Run()
}
