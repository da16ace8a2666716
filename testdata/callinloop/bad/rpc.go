package bad

import (
	"context"
	"errors"

	"connectrpc.com/connect"
	"google.golang.org/grpc"
	channelz "google.golang.org/grpc/channelz/grpc_channelz_v1"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// A generated client, called for each reference that another call brought.
func sockets(ctx context.Context, c channelz.ChannelzClient, server int64) ([]*channelz.Socket, error) {
	refs, err := c.GetServerSockets(ctx, &channelz.GetServerSocketsRequest{ServerId: server})
	if err != nil {
		return nil, err
	}
	var out []*channelz.Socket
	for _, ref := range refs.GetSocketRef() {
		res, err := c.GetSocket(ctx, &channelz.GetSocketRequest{SocketId: ref.GetSocketId()}) // want "for each"
		if err != nil {
			return nil, err
		}
		out = append(out, res.GetSocket())
	}
	return out, nil
}

func channels(ctx context.Context, conn *grpc.ClientConn, ids []int64) error {
	c := channelz.NewChannelzClient(conn)
	var errs []error
	for _, id := range ids {
		_, err := c.GetChannel(ctx, &channelz.GetChannelRequest{ChannelId: id}, grpc.WaitForReady(true)) // want "for each"
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func invoke(ctx context.Context, conn grpc.ClientConnInterface, names []string) error {
	for _, n := range names {
		var out structpb.Struct
		if err := conn.Invoke(ctx, "/users.v1.Users/Get", wrapperspb.String(n), &out); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

// What buf generates is this with a name.
type usersClient struct {
	get *connect.Client[wrapperspb.StringValue, structpb.Struct]
}

func (c *usersClient) Get(ctx context.Context, req *connect.Request[wrapperspb.StringValue]) (*connect.Response[structpb.Struct], error) {
	return c.get.CallUnary(ctx, req)
}

func connected(ctx context.Context, c *usersClient, names []string) ([]*structpb.Struct, error) {
	var out []*structpb.Struct
	for _, n := range names {
		resp, err := c.Get(ctx, connect.NewRequest(wrapperspb.String(n))) // want "for each"
		if err != nil {
			return nil, err
		}
		out = append(out, resp.Msg)
	}
	return out, nil
}

func unary(ctx context.Context, c *connect.Client[wrapperspb.StringValue, structpb.Struct], names []string) error {
	for _, n := range names {
		if _, err := c.CallUnary(ctx, connect.NewRequest(wrapperspb.String(n))); err != nil { // want "for each"
			return err
		}
	}
	return nil
}
