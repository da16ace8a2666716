package main

import (
	"context"
	"errors"
	"io"
	"time"

	"google.golang.org/grpc"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	reflectpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"prodlint.test/goroutineleak/rpc/feed"
)

// first runs once, when the program starts.
func (m *mirror) first(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("first"))
	if err != nil {
		return err
	}
	v, err := s.Recv()
	if err != nil {
		return err
	}
	return m.keep(v.GetValue())
}

// tail leaves the stream where what it has read cannot be kept.
func (m *mirror) tail(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("all")) // want "left before its end"
	if err != nil {
		return err
	}
	for {
		v, err := s.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := m.keep(v.GetValue()); err != nil {
			return err
		}
	}
}

func (m *mirror) tailOwn(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := m.feed.Tail(ctx, wrapperspb.String("all"))
	if err != nil {
		return err
	}
	for {
		v, err := s.Recv()
		if err != nil {
			return err
		}
		if err := m.keep(v.GetValue()); err != nil {
			return err
		}
	}
}

func (m *mirror) tailLimited(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return m.tailWithin(ctx)
}

func (m *mirror) tailWithin(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("some"))
	if err != nil {
		return err
	}
	v, err := s.Recv()
	if err != nil {
		return err
	}
	return m.keep(v.GetValue())
}

func (m *mirror) tailWhole(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("all"))
	if err != nil {
		return err
	}
	var all error
	for {
		v, err := s.Recv()
		if err != nil {
			if err == io.EOF {
				break
			}
			return err
		}
		all = errors.Join(all, m.keep(v.GetValue()))
	}
	return all
}

func (m *mirror) tailSwitch(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("all"))
	if err != nil {
		return err
	}
	for {
		v, err := s.Recv()
		switch err {
		case nil:
			_ = m.keep(v.GetValue())
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}

func (m *mirror) tailIs(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("all"))
	if err != nil {
		return err
	}
	for {
		v, err := s.Recv()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		_ = m.keep(v.GetValue())
	}
}

// tailBlind does not tell how it reads.
func (m *mirror) tailBlind(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("all"))
	if err != nil {
		return err
	}
	return read(s.Recv)
}

func read(next func() (*wrapperspb.StringValue, error)) error {
	for {
		if _, err := next(); err != nil {
			return err
		}
	}
}

// tailPeeked wants one and leaves the rest.
func (m *mirror) tailPeeked(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("one")) // want "left before its end"
	if err != nil {
		return err
	}
	v, err := s.Recv()
	if err != nil {
		return err
	}
	return m.keep(v.GetValue())
}

func (m *mirror) tailKept(ctx context.Context) (err error) {
	m.open, err = m.reflect.ServerReflectionInfo(ctx)
	return err
}

func (m *mirror) begin(ctx context.Context) (feed.Feed_TailClient, error) {
	return m.feed.Tail(ctx, wrapperspb.String("all"))
}

func (m *mirror) tailReturned(ctx context.Context) error {
	s, err := m.begin(ctx) // want "left before its end"
	if err != nil {
		return err
	}
	if v, err := s.Recv(); err == nil {
		return m.keep(v.GetValue())
	}
	return nil
}

func drain(s feed.Feed_TailClient) error {
	for {
		if _, err := s.Recv(); err != nil {
			return err
		}
	}
}

func (m *mirror) tailHelped(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("all"))
	if err != nil {
		return err
	}
	return drain(s)
}

func (m *mirror) tailSpawned(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("all"))
	if err != nil {
		return err
	}
	go func() {
		for {
			if _, err := s.Recv(); err != nil {
				return
			}
		}
	}()
	return nil
}

// tailUntilDone leaves early only when the context has ended.
func (m *mirror) tailUntilDone(ctx context.Context) error {
	s, err := m.feed.Tail(ctx, wrapperspb.String("all"))
	if err != nil {
		return err
	}
	for {
		if _, err := s.Recv(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func (m *mirror) push(ctx context.Context) error {
	s, err := m.feed.Push(ctx)
	if err != nil {
		return err
	}
	if err := s.Send(wrapperspb.String("a")); err != nil {
		return err
	}
	_, err = s.CloseAndRecv()
	return err
}

// pushUnread says that it is done, and never reads the answer.
func (m *mirror) pushUnread(ctx context.Context) error {
	s, err := m.feed.Push(ctx) // want "left before its end"
	if err != nil {
		return err
	}
	if err := s.Send(wrapperspb.String("a")); err != nil {
		return err
	}
	return s.CloseSend()
}

// ask takes the first answer and hangs up.
func (m *mirror) ask(ctx context.Context) error {
	s, err := m.reflect.ServerReflectionInfo(ctx) // want "left before its end"
	if err != nil {
		return err
	}
	defer s.CloseSend()
	if err := s.Send(&reflectpb.ServerReflectionRequest{Host: m.addr}); err != nil {
		return err
	}
	answer, err := s.Recv()
	if err != nil {
		return err
	}
	return m.keep(answer.GetValidHost())
}

func (m *mirror) askOnce(ctx context.Context) error {
	s, err := m.reflect.ServerReflectionInfo(ctx)
	if err != nil {
		return err
	}
	if err := s.Send(&reflectpb.ServerReflectionRequest{Host: m.addr}); err != nil {
		return err
	}
	if err := s.CloseSend(); err != nil {
		return err
	}
	for {
		answer, err := s.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		_ = answer
	}
}

type session struct {
	stream grpc.ClientStream
}

func (m *mirror) askKept(ctx context.Context) error {
	s, err := m.reflect.ServerReflectionInfo(ctx)
	if err != nil {
		return err
	}
	m.use(&session{s})
	return nil
}

func (m *mirror) use(s *session) { m.last = s }

// serving reads a stream that the library's own generator made.
func (m *mirror) serving(ctx context.Context) error {
	s, err := m.health.Watch(ctx, &healthpb.HealthCheckRequest{}) // want "left before its end"
	if err != nil {
		return err
	}
	for {
		r, err := s.Recv()
		if err != nil {
			return err
		}
		if r.GetStatus() == healthpb.HealthCheckResponse_SERVING {
			return nil
		}
	}
}

func (m *mirror) detached(context.Context) error {
	s, err := m.health.Watch(context.Background(), &healthpb.HealthCheckRequest{}) // want "left before its end"
	if err != nil {
		return err
	}
	_, err = s.Recv()
	if err != nil {
		return err
	}
	return nil
}

// dialed closes the connection, and with it the stream.
func (m *mirror) dialed(ctx context.Context) error {
	conn, err := grpc.NewClient(m.addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	s, err := healthpb.NewHealthClient(conn).Watch(ctx, &healthpb.HealthCheckRequest{})
	if err != nil {
		return err
	}
	_, err = s.Recv()
	if err != nil {
		return err
	}
	return nil
}
