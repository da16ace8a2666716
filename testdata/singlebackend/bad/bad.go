// Package bad sends everything to one server of several.
package bad

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
)

var creds = grpc.WithTransportCredentials(insecure.NewCredentials())

func explicit() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///orders.prod.svc:50051", creds) // want singlebackend "all calls go to the first server behind this dns target"
}

func withServer() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns://10.0.0.10/orders.prod.svc:50051", creds) // want singlebackend "use grpc.WithDefaultServiceConfig with round_robin"
}

func short() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:orders.prod.svc:50051", creds) // want singlebackend "this dns target"
}

func headlessName() (*grpc.ClientConn, error) {
	return grpc.NewClient("orders-headless.prod.svc.cluster.local:50051", creds) // want singlebackend "this headless name"
}

func old() (*grpc.ClientConn, error) {
	return grpc.Dial("dns:///orders:50051", creds) // want singlebackend "this dns target"
}

func dialContext(ctx context.Context) (*grpc.ClientConn, error) {
	return grpc.DialContext(ctx, "dns:///orders:50051", creds) // want singlebackend "this dns target"
}

func formatted(host string, port int) (*grpc.ClientConn, error) {
	return grpc.NewClient(fmt.Sprintf("dns:///%s:%d", host, port), creds) // want singlebackend "this dns target"
}

func concatenated(addr string) (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///"+addr, creds) // want singlebackend "this dns target"
}

func connect(target string) (*grpc.ClientConn, error) {
	return grpc.NewClient(target, creds, grpc.WithKeepaliveParams(keepalive.ClientParameters{})) // want singlebackend "this dns target"
}

func throughHelper() (*grpc.ClientConn, error) { return connect("dns:///inventory:50051") }

func slice() (*grpc.ClientConn, error) {
	opts := []grpc.DialOption{creds}
	opts = append(opts, grpc.WithUserAgent("shop"))
	return grpc.NewClient("dns:///orders:50051", opts...) // want singlebackend "this dns target"
}

func pickFirst() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///orders:50051", creds, grpc.WithDefaultServiceConfig(`{"loadBalancingConfig": [{"pick_first": {}}]}`)) // want singlebackend "this dns target"
}

func retriesOnly() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///orders:50051", creds, // want singlebackend "this dns target"
		grpc.WithDefaultServiceConfig(`{"methodConfig": [{"name": [{}], "timeout": "5s"}]}`))
}

const target = "dns:///billing.prod.svc.cluster.local:50051"

type client struct{ conn *grpc.ClientConn }

func newClient() (*client, error) {
	conn, err := grpc.NewClient(target, creds) // want singlebackend "this dns target"
	if err != nil {
		return nil, err
	}
	return &client{conn}, nil
}

func several() (*grpc.ClientConn, error) {
	r := manual.NewBuilderWithScheme("orders")
	r.InitialState(resolver.State{Addresses: []resolver.Address{{Addr: "10.0.0.1:50051"}, {Addr: "10.0.0.2:50051"}}})
	return grpc.NewClient("orders:///", creds, grpc.WithResolvers(r)) // want singlebackend "a list of addresses"
}

func list() (*grpc.ClientConn, error) {
	return grpc.NewClient("static:///10.0.0.1:50051,10.0.0.2:50051", creds) // want singlebackend "a list of addresses"
}

func discovered() (*grpc.ClientConn, error) {
	return grpc.NewClient("consul:///orders", creds) // want singlebackend "this consul target"
}

func address() (*grpc.ClientConn, error) {
	return grpc.NewClient("10.0.3.17:50051", creds) // want singlebackend "grpc.NewClient sends everything to 10.0.3.17"
}

func pod() (*grpc.ClientConn, error) {
	return grpc.NewClient("orders-0.orders.prod.svc.cluster.local:50051", creds) // want singlebackend "sends everything to orders-0.orders.prod.svc.clu"
}
