// Package goodrpc gives every call a deadline in an interceptor.
package goodrpc

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
)

func deadline(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
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
