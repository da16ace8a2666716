package good

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"connectrpc.com/connect"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/coder/websocket"
	"github.com/segmentio/kafka-go"
	"google.golang.org/grpc"
	channelz "google.golang.org/grpc/channelz/grpc_channelz_v1"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Pages: a token leads to the next one.
func (c *client) pages(ctx context.Context) (out []item, err error) {
	for token := ""; ; {
		var page struct {
			Items []item
			Next  string
		}
		if err := c.get(ctx, "/products?page="+token, &page); err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if page.Next == "" {
			return out, nil
		}
		token = page.Next
	}
}

// Pages by number, and their number is told with the first one.
func (c *client) numbered(ctx context.Context) (out []item, err error) {
	total := 1
	for n := 1; n <= total; n++ {
		var page struct {
			Items []item
			Total int
		}
		if err := c.get(ctx, fmt.Sprintf("/products?page=%d", n), &page); err != nil {
			return nil, err
		}
		total = page.Total
		out = append(out, page.Items...)
	}
	return out, nil
}

// Pages by the link in the answer.
func (c *client) linked(ctx context.Context, next string) (n int, err error) {
	for next != "" {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, next, nil)
		if err != nil {
			return n, err
		}
		resp, err := c.hc.Do(req)
		if err != nil {
			return n, err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			return n, err
		}
		next = resp.Header.Get("Link")
		n++
	}
	return n, nil
}

// Pages of a generated client: each begins behind the last id of the one before.
func servers(ctx context.Context, c channelz.ChannelzClient) (out []*channelz.Server, err error) {
	start := int64(0)
	for {
		page, err := c.GetServers(ctx, &channelz.GetServersRequest{StartServerId: start})
		if err != nil {
			return nil, err
		}
		out = append(out, page.GetServer()...)
		if page.GetEnd() || len(page.GetServer()) == 0 {
			return out, nil
		}
		start = page.GetServer()[len(page.GetServer())-1].GetRef().GetServerId() + 1
	}
}

// Pages by a marker.
func marked(ctx context.Context, c *s3.Client, in *s3.ListObjectsV2Input) (n int, err error) {
	for {
		out, err := c.ListObjectsV2(ctx, in)
		if err != nil {
			return n, err
		}
		n += len(out.Contents)
		if out.NextContinuationToken == nil {
			return n, nil
		}
		in.ContinuationToken = out.NextContinuationToken
	}
}

// Retries.
func (c *client) retried(ctx context.Context, path string, out any) (err error) {
	for attempt := range 4 {
		if attempt > 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Duration(1<<attempt) * 100 * time.Millisecond):
			}
		}
		if err = c.get(ctx, path, out); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%s: %w", path, err)
}

func reconnect(ctx context.Context, c grpc_health_v1.HealthClient) error {
	for delay := time.Second; ; delay = min(2*delay, time.Minute) {
		_, err := c.Check(ctx, &grpc_health_v1.HealthCheckRequest{})
		if status.Code(err) != codes.Unavailable {
			return err
		}
		time.Sleep(delay)
	}
}

// Polling until it is done.
func (c *client) await(ctx context.Context, id string) error {
	for {
		var job struct{ State string }
		if err := c.get(ctx, "/jobs/"+id, &job); err != nil {
			return err
		}
		switch job.State {
		case "done":
			return nil
		case "failed":
			return errors.New("job failed")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2 * time.Second):
		}
	}
}

func (c *client) watch(ctx context.Context, changed func(any)) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			var v any
			if err := c.get(ctx, "/config", &v); err == nil {
				changed(v)
			}
		}
	}
}

// The first endpoint that answers ends the loop.
func (c *client) fallback(ctx context.Context, mirrors []string, path string) (*http.Response, error) {
	var errs []error
	for _, m := range mirrors {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, m+path, nil)
		if err != nil {
			return nil, err
		}
		resp, err := c.hc.Do(req)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		return resp, nil
	}
	return nil, errors.Join(errs...)
}

// Health of what the configuration lists: a handful, and each must be asked.
type backend struct {
	Name string
	conn *grpc.ClientConn
}

type pool struct{ backends []backend }

func (p *pool) Health(ctx context.Context) map[string]bool {
	out := map[string]bool{}
	for _, b := range p.backends {
		resp, err := grpc_health_v1.NewHealthClient(b.conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{})
		out[b.Name] = err == nil && resp.GetStatus() == grpc_health_v1.HealthCheckResponse_SERVING
	}
	return out
}

// Consumers.
func (c *client) forward(ctx context.Context, r *kafka.Reader) error {
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return err
		}
		if err := c.get(ctx, "/notify/"+string(m.Key), new(any)); err != nil {
			return err
		}
	}
}

func (c *client) drain(ctx context.Context, in <-chan string) {
	for path := range in {
		_ = c.get(ctx, path, new(any))
	}
}

// Each message is acknowledged when it is done.
func receive(ctx context.Context, q *sqs.Client, url string, handle func(string) error) error {
	for {
		out, err := q.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 10, WaitTimeSeconds: 20})
		if err != nil {
			return err
		}
		for _, m := range out.Messages {
			if err := handle(*m.Body); err != nil {
				continue
			}
			if _, err := q.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle}); err != nil {
				return err
			}
		}
	}
}

// Streams: messages on a connection that is open already.
func streamed(stream grpc.BidiStreamingClient[grpc_health_v1.HealthCheckRequest, grpc_health_v1.HealthCheckResponse], names []string) error {
	for _, n := range names {
		if err := stream.Send(&grpc_health_v1.HealthCheckRequest{Service: n}); err != nil {
			return err
		}
	}
	return stream.CloseSend()
}

func watched(ctx context.Context, c grpc_health_v1.HealthClient, seen func(string)) error {
	s, err := c.Watch(ctx, &grpc_health_v1.HealthCheckRequest{})
	if err != nil {
		return err
	}
	for {
		m, err := s.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		seen(m.GetStatus().String())
	}
}

func connected(ctx context.Context, c *connect.Client[wrapperspb.StringValue, structpb.Struct], names []string) error {
	s := c.CallClientStream(ctx)
	for _, n := range names {
		if err := s.Send(wrapperspb.String(n)); err != nil {
			return err
		}
	}
	_, err := s.CloseAndReceive()
	return err
}

func pushed(ctx context.Context, conn *websocket.Conn, events []item) error {
	for _, e := range events {
		b, err := json.Marshal(e)
		if err != nil {
			return err
		}
		if err := conn.Write(ctx, websocket.MessageText, b); err != nil {
			return err
		}
	}
	return nil
}

// Lines of one answer.
func (c *client) lines(ctx context.Context) (out []item, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/export", nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	dec := json.NewDecoder(resp.Body)
	for dec.More() {
		var it item
		if err := dec.Decode(&it); err != nil {
			return nil, err
		}
		out = append(out, it)
	}
	return out, nil
}

// Redirects that are followed by hand.
func (c *client) resolve(ctx context.Context, link string) (string, error) {
	for range 10 {
		req, err := http.NewRequestWithContext(ctx, http.MethodHead, link, nil)
		if err != nil {
			return "", err
		}
		resp, err := c.hc.Do(req)
		if err != nil {
			return "", err
		}
		_ = resp.Body.Close()
		to := resp.Header.Get("Location")
		if to == "" {
			return link, nil
		}
		link = to
	}
	return "", errors.New("too many redirects")
}
