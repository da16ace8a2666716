package ginrouter

import "github.com/gin-gonic/gin"

func list(*gin.Context)  {}
func edit(*gin.Context)  {}
func early(*gin.Context) {}
func late(*gin.Context)  {}

func auth(role string) gin.HandlerFunc { return func(c *gin.Context) { c.Next() } }

func admin(g *gin.RouterGroup) {
	meta := g.Group("/meta")
	meta.GET("/list", list)             // route GET /api/admin/meta/list ginrouter.list < ginrouter.early, ginrouter.auth
	meta.POST("/edit", auth("x"), edit) // route POST /api/admin/meta/edit ginrouter.edit < ginrouter.early, ginrouter.auth, ginrouter.auth
}

func setup() *gin.Engine {
	e := gin.New()
	e.Use(early)
	api := e.Group("/api")
	admin(api.Group("/admin", auth("admin")))
	e.Any("/any", list)               // route ANY /any ginrouter.list < ginrouter.early
	e.Handle("DELETE", "/gone", edit) // route DELETE /gone ginrouter.edit < ginrouter.early
	e.Use(late)
	e.Static("/assets", "./assets") // route GET,HEAD /assets/* gin.RouterGroup.Static < ginrouter.early, ginrouter.late
	handlers := []gin.HandlerFunc{auth("y"), list}
	e.GET("/list", handlers...) // route GET /list ginrouter.list < ginrouter.early, ginrouter.late, ginrouter.auth
	var r gin.IRoutes = e
	r.PUT("/put", edit) // route PUT /put ginrouter.edit < ginrouter.early, ginrouter.late
	return e
}

func main() { _ = setup().Run() }
