// Package rpcserver reads streams while it answers requests, which end them.
package rpcserver

import (
	"context"
	"net/http"

	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

type server struct {
	health healthpb.HealthClient
	healthpb.UnimplementedHealthServer
}

func (s *server) status(ctx context.Context) (string, error) {
	w, err := s.health.Watch(ctx, &healthpb.HealthCheckRequest{})
	if err != nil {
		return "", err
	}
	r, err := w.Recv()
	if err != nil {
		return "", err
	}
	return r.GetStatus().String(), nil
}

func (s *server) page(w http.ResponseWriter, r *http.Request) {
	text, err := s.status(r.Context())
	if err != nil {
		http.Error(w, "no answer", http.StatusBadGateway)
		return
	}
	_, _ = w.Write([]byte(text))
}

func (s *server) Check(ctx context.Context, _ *healthpb.HealthCheckRequest) (*healthpb.HealthCheckResponse, error) {
	_, err := s.status(ctx)
	return &healthpb.HealthCheckResponse{}, err
}

func (s *server) last(w http.ResponseWriter, r *http.Request) {
	stream, err := s.health.Watch(context.WithoutCancel(r.Context()), &healthpb.HealthCheckRequest{}) // want "left before its end"
	if err != nil {
		http.Error(w, "no answer", http.StatusBadGateway)
		return
	}
	answer, err := stream.Recv()
	if err != nil {
		http.Error(w, "no answer", http.StatusBadGateway)
		return
	}
	_, _ = w.Write([]byte(answer.GetStatus().String()))
}

func routes(s *server) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/status", s.page)
	mux.HandleFunc("/last", s.last)
	return mux
}

var _ = routes
