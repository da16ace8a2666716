// Package good spreads its calls, or leaves that to what stands before the servers.
package good

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	_ "google.golang.org/grpc/balancer/weightedroundrobin"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
)

var creds = grpc.WithTransportCredentials(insecure.NewCredentials())

const balanced = `{"loadBalancingConfig": [{"round_robin": {}}]}`

func roundRobin() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///orders:50051", creds, grpc.WithDefaultServiceConfig(balanced))
}

func policy() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///orders:50051", creds, grpc.WithDefaultServiceConfig(`{"loadBalancingPolicy":"round_robin"}`))
}

func weighted() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///orders:50051", creds, grpc.WithDefaultServiceConfig(`{"loadBalancingConfig": [{"weighted_round_robin": {}}]}`))
}

func formatted(policy string) (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///orders:50051", creds, grpc.WithDefaultServiceConfig(fmt.Sprintf(`{"loadBalancingPolicy":%q}`, policy)))
}

func slice() (*grpc.ClientConn, error) {
	opts := []grpc.DialOption{creds, grpc.WithDefaultServiceConfig(balanced)}
	return grpc.NewClient("dns:///orders:50051", opts...)
}

func appended(retry bool) (*grpc.ClientConn, error) {
	var opts []grpc.DialOption
	opts = append(opts, creds)
	if retry {
		opts = append(opts, grpc.WithDisableRetry())
	}
	opts = append(opts, grpc.WithDefaultServiceConfig(balanced))
	return grpc.NewClient("dns:///orders:50051", opts...)
}

func options() []grpc.DialOption {
	return []grpc.DialOption{creds, grpc.WithDefaultServiceConfig(balanced)}
}

func throughHelper(ctx context.Context) (*grpc.ClientConn, error) {
	return grpc.DialContext(ctx, "dns:///orders:50051", options()...)
}

func headless() (*grpc.ClientConn, error) {
	return grpc.NewClient("orders-headless.prod.svc:50051", creds, grpc.WithDefaultServiceConfig(balanced))
}

// Connect is given its options by callers that are not seen.
func Connect(opts ...grpc.DialOption) (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///orders:50051", append(opts, creds)...)
}

func plain() (*grpc.ClientConn, error) { return grpc.NewClient("orders:50051", creds) }

func service() (*grpc.ClientConn, error) {
	return grpc.NewClient("orders.prod.svc.cluster.local:50051", creds)
}

func balancer() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///orders-lb.example.com:443", creds)
}

func cloud() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///internal-orders-17.eu-west-1.elb.amazonaws.com:443", creds)
}

func local() (*grpc.ClientConn, error) { return grpc.NewClient("localhost:50051", creds) }

func localAddress() (*grpc.ClientConn, error) { return grpc.NewClient("127.0.0.1:50051", creds) }

func localDNS() (*grpc.ClientConn, error) { return grpc.NewClient("dns:///localhost:50051", creds) }

func socket() (*grpc.ClientConn, error) { return grpc.NewClient("unix:///run/orders.sock", creds) }

func relative() (*grpc.ClientConn, error) { return grpc.NewClient("unix:orders.sock", creds) }

func managed() (*grpc.ClientConn, error) { return grpc.NewClient("xds:///orders", creds) }

func through() (*grpc.ClientConn, error) {
	return grpc.NewClient("passthrough:///10.0.0.1:50051", creds)
}

func configured(target string) (*grpc.ClientConn, error) { return grpc.NewClient(target, creds) }

func one() (*grpc.ClientConn, error) {
	r := manual.NewBuilderWithScheme("orders")
	r.InitialState(resolver.State{Addresses: []resolver.Address{{Addr: "localhost:50051"}}})
	return grpc.NewClient("orders:///", creds, grpc.WithResolvers(r))
}

func several() (*grpc.ClientConn, error) {
	r := manual.NewBuilderWithScheme("orders")
	r.InitialState(resolver.State{Addresses: []resolver.Address{{Addr: "10.0.0.1:50051"}, {Addr: "10.0.0.2:50051"}}})
	return grpc.NewClient("orders:///", creds, grpc.WithResolvers(r), grpc.WithDefaultServiceConfig(balanced))
}

func versioned() (*grpc.ClientConn, error) { return grpc.NewClient("orders-v2:50051", creds) }
