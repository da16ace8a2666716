// Package main has a service that keeps reading the streams of others.
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	reflectpb "google.golang.org/grpc/reflection/grpc_reflection_v1"

	"prodlint.test/goroutineleak/rpc/feed"
)

type mirror struct {
	feed    feed.FeedClient
	health  healthpb.HealthClient
	reflect reflectpb.ServerReflectionClient
	open    reflectpb.ServerReflection_ServerReflectionInfoClient
	keep    func(string) error
	last    *session
	addr    string
}

func main() {
	conn, err := grpc.NewClient(os.Getenv("FEED"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	m := &mirror{feed: feed.NewFeedClient(conn), health: healthpb.NewHealthClient(conn), reflect: reflectpb.NewServerReflectionClient(conn)}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := m.first(ctx); err != nil {
		log.Print(err)
	}
	m.run(ctx)
}

func (m *mirror) run(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			m.all(ctx)
		}
	}
}

func (m *mirror) all(ctx context.Context) {
	for _, do := range []func(context.Context) error{
		m.tail, m.tailOwn, m.tailLimited, m.tailWhole, m.tailSwitch, m.tailIs, m.tailKept, m.tailReturned, m.tailHelped, m.tailSpawned, m.tailUntilDone,
		m.push, m.pushUnread, m.ask, m.askOnce, m.serving, m.detached, m.dialed, m.tailPeeked, m.tailBlind, m.askKept,
	} {
		if err := do(ctx); err != nil {
			log.Print(err)
		}
	}
}
