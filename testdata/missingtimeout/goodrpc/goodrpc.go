// Package goodrpc gives every call a deadline in an interceptor.
package goodrpc

import (
	"context"
	"os"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// limit comes from the environment: how long is not this package's to say.
var limit = seconds(os.Getenv("LIMIT"))

func seconds(s string) time.Duration {
	n, _ := strconv.Atoi(s)
	return time.Duration(n) * time.Second
}

func deadline(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return invoke(ctx, method, req, reply, cc, opts...)
}

func probe(addr string) error {
	conn, err := grpc.NewClient(addr, grpc.WithUnaryInterceptor(deadline))
	if err != nil {
		return err
	}
	_, err = grpc_health_v1.NewHealthClient(conn).Check(context.Background(), nil)
	return err
}

// The interceptor ends what outlives its caller on purpose.
func record(ctx context.Context, c grpc_health_v1.HealthClient) error {
	_, err := c.Check(context.Background(), nil)
	return err
}
