// Command serve shows tides.
package main

// without gracefulshutdown: how the servers end is left out
// without crashonstart: how they begin, too

import (
	"context"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"

	"prodlint.test/goroutineleak/apart/gauge"
	"prodlint.test/goroutineleak/apart/station"
)

func main() {
	s := station.New(&gauge.Tail{})
	nc, err := nats.Connect(os.Getenv("NATS"))
	if err != nil {
		log.Fatal(err)
	}
	if err := s.Subscribe(nc); err != nil {
		log.Fatal(err)
	}
	l, err := net.Listen("tcp", os.Getenv("RAW"))
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Print(s.Accept(l)) }()
	go s.Keep(context.Background(), os.Getenv("PEER"))
	rpc := grpc.NewServer()
	grpc_health_v1.RegisterHealthServer(rpc, s)
	lis, err := net.Listen("tcp", os.Getenv("RPC"))
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Print(rpc.Serve(lis)) }()
	mux := http.NewServeMux()
	s.Routes(mux)
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	log.Print(srv.ListenAndServe())
}
