package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
)

type Post struct{ ID, Title string }

type GetRequest struct{ ID string }

// PostsServer is what the service has to be.
type PostsServer interface {
	Get(ctx context.Context, in *GetRequest) (*Post, error)
	Create(ctx context.Context, in *Post) (*Post, error)
}

type posts struct{ all map[string]*Post }

func (p *posts) Get(ctx context.Context, in *GetRequest) (*Post, error) { return p.all[in.ID], nil }

func (p *posts) Create(ctx context.Context, in *Post) (*Post, error) {
	p.all[in.ID] = in
	return in, nil
}

func serve(ctx context.Context) error {
	mux := runtime.NewServeMux()
	if err := RegisterPostsHandlerServer(ctx, mux, &posts{all: map[string]*Post{}}); err != nil {
		return err
	}
	if err := mux.HandlePath(http.MethodGet, "/healthz", healthy); err != nil { // route GET /healthz gateway.healthy
		return err
	}
	s := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	return s.ListenAndServe()
}

func healthy(w http.ResponseWriter, _ *http.Request, _ map[string]string) {
	w.WriteHeader(http.StatusOK)
}

var _ = serve
