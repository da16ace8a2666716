// Package badsent sends uploads on by older protocols, or has a goroutine do the work and waits for it.
package badsent

import (
	"context"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"os/exec"

	"github.com/99designs/gqlgen/graphql"
	"github.com/casdoor/oss"
	"github.com/jlaffaye/ftp"
	"github.com/pkg/sftp"
)

// API holds what the handlers need.
type API struct {
	sftp  *sftp.Client
	ftp   *ftp.ServerConn
	store oss.StorageInterface
	dir   string
}

// Routes registers the handlers.
func (a *API) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/sftp", a.overSFTP)
	mux.HandleFunc("POST /v1/ftp", a.overFTP)
	mux.HandleFunc("POST /v1/store", a.intoStore)
	mux.HandleFunc("POST /v1/channel", a.channel)
	mux.HandleFunc("POST /v1/deadline", a.deadline)
	return mux
}

func (a *API) overSFTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<30)
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	out, err := a.sftp.Create("in/" + header.Filename) // want "the client waits while sftp.Client.Create sends its upload on"
	if err != nil {
		http.Error(w, "not stored", http.StatusBadGateway)
		return
	}
	defer out.Close()
	if _, err := io.Copy(out, file); err != nil {
		http.Error(w, "not stored", http.StatusBadGateway)
	}
}

func (a *API) overFTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<30)
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if err := a.ftp.Stor(header.Filename, file); err != nil { // want "the client waits while ftp.ServerConn.Stor sends its upload on"
		http.Error(w, "not stored", http.StatusBadGateway)
	}
}

func (a *API) intoStore(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<30)
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, "no file", http.StatusBadRequest)
		return
	}
	defer file.Close()
	if _, err := a.store.Put(header.Filename, file); err != nil { // want "the client waits while oss.StorageInterface.Put sends its upload on"
		http.Error(w, "not stored", http.StatusBadGateway)
	}
}

// channel starts the work, and waits for what comes of it.
func (a *API) channel(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<30)
	file, _, err := r.FormFile("image")
	if err != nil {
		http.Error(w, "no image", http.StatusBadRequest)
		return
	}
	defer file.Close()
	done := make(chan image.Image, 1)
	go func() {
		img, err := jpeg.Decode(file) // want "the client waits while jpeg.Decode works on its upload"
		if err != nil {
			img = nil
		}
		done <- img
	}()
	if img := <-done; img == nil {
		http.Error(w, "no image", http.StatusUnprocessableEntity)
	}
}

// deadline waits for the work, or until it has had enough.
func (a *API) deadline(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<30)
	file, _, err := r.FormFile("video")
	if err != nil {
		http.Error(w, "no video", http.StatusBadRequest)
		return
	}
	defer file.Close()
	path := a.dir + "/in.mp4"
	if err := keep(path, file); err != nil {
		http.Error(w, "not stored", http.StatusInternalServerError)
		return
	}
	failed := make(chan error, 1)
	go func() { failed <- a.convert(r.Context(), path) }() // want "the client waits while ffmpeg works on its upload"
	select {
	case err := <-failed:
		if err != nil {
			http.Error(w, "no video", http.StatusUnprocessableEntity)
		}
	case <-r.Context().Done():
	}
}

func (a *API) convert(ctx context.Context, path string) error {
	return exec.CommandContext(ctx, "ffmpeg", "-i", path, path+".webm").Run()
}

func keep(path string, from io.Reader) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = io.Copy(out, from)
	return err
}

// ResolverRoot is what the generated server asks for resolvers.
type ResolverRoot interface {
	Mutation() MutationResolver
}

// MutationResolver is what the generated server calls.
type MutationResolver interface {
	SetAvatar(ctx context.Context, id string, file graphql.Upload) (bool, error)
	AddPhoto(ctx context.Context, input PhotoInput) (bool, error)
}

// PhotoInput is what clients send.
type PhotoInput struct {
	Title string
	File  graphql.Upload
}

// Resolver answers.
type Resolver struct{ api *API }

// Mutation returns the resolver of mutations.
func (r *Resolver) Mutation() MutationResolver { return &mutations{r} }

type mutations struct{ *Resolver }

// SetAvatar decodes the image while the client waits.
func (m *mutations) SetAvatar(_ context.Context, _ string, file graphql.Upload) (bool, error) {
	_, err := jpeg.Decode(file.File) // want "the client waits while jpeg.Decode works on its upload"
	return err == nil, err
}

// AddPhoto sends the file on.
func (m *mutations) AddPhoto(_ context.Context, input PhotoInput) (bool, error) {
	err := m.api.ftp.Stor(input.Title, input.File.File) // want "the client waits while ftp.ServerConn.Stor sends its upload on"
	return err == nil, err
}
