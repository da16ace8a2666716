package others

import (
	"context"
	"net/http"

	"connectrpc.com/connect"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/danielgtaylor/huma/v2"
	"github.com/emicklei/go-restful/v3"
	"github.com/julienschmidt/httprouter"
	"google.golang.org/grpc"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

func show(http.ResponseWriter, *http.Request, httprouter.Params) {}
func plain(http.ResponseWriter, *http.Request)                   {}
func restList(*restful.Request, *restful.Response)               {}

type in struct{ Name string }
type out struct{ Body string }

func greet(context.Context, *in) (*out, error) { return nil, nil }

func rpc(context.Context, *connect.Request[in]) (*connect.Response[out], error) { return nil, nil }

type health struct {
	healthpb.UnimplementedHealthServer
}

func (health) Check(context.Context, *healthpb.HealthCheckRequest) (*healthpb.HealthCheckResponse, error) {
	return nil, nil
}

func event(context.Context) error { return nil }

func setup(api huma.API, server *grpc.Server) {
	r := httprouter.New()
	r.GET("/show/:id", show)               // route GET /show/:id others.show
	r.HandlerFunc("POST", "/plain", plain) // route POST /plain others.plain
	ws := new(restful.WebService)
	ws.Path("/users")
	ws.Route(ws.GET("/{id}").Doc("one").To(restList))                                      // route GET /users/{id} others.restList
	huma.Get(api, "/greet", greet)                                                         // route GET /greet others.greet
	huma.Register(api, huma.Operation{Method: http.MethodPut, Path: "/greet/{id}"}, greet) // route PUT /greet/{id} others.greet
	_ = connect.NewUnaryHandler("/greet.v1.Greeter/Greet", rpc)                            // route rpc greet.v1.Greeter/Greet others.rpc
	healthpb.RegisterHealthServer(server, health{})                                        // route rpc Health/Check others.(health).Check
	lambda.Start(event)                                                                    // route lambda others.event others.event
}

func main() { setup(nil, grpc.NewServer()) }
