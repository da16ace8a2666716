// Package fix connects with options that are written out.
package fix

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func line() (*grpc.ClientConn, error) {
	return grpc.NewClient("dns:///orders:50051", grpc.WithTransportCredentials(insecure.NewCredentials())) // want singlebackend "this dns target"
}

func lines() (*grpc.ClientConn, error) {
	return grpc.NewClient( // want singlebackend "this dns target"
		"dns:///inventory:50051",
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithUserAgent("shop"),
	)
}
