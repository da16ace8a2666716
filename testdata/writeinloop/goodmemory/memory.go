// Package goodmemory keeps everything in the process.
package goodmemory

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
)

// User is one of them.
type User struct {
	ID    int64
	Email string
}

// Users is the only store there is.
type Users interface {
	Save(ctx context.Context, u User) error
	Delete(ctx context.Context, id int64) error
}

type memoryUsers struct {
	mu   sync.Mutex
	byID map[int64]User
}

func (m *memoryUsers) Save(_ context.Context, u User) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if u.ID == 0 {
		return errors.New("no id")
	}
	m.byID[u.ID] = u
	return nil
}

func (m *memoryUsers) Delete(_ context.Context, id int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.byID, id)
	return nil
}

// Service imports users.
type Service struct{ users Users }

func New() *Service { return &Service{users: &memoryUsers{byID: map[int64]User{}}} }

func (s *Service) Import(ctx context.Context, in []User) error {
	for _, u := range in {
		if err := s.users.Save(ctx, u); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(map[int64]bool{1: true})) {
		if err := s.users.Delete(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// Settings has a real store in other programs; here is the double that tests use.
type Settings interface {
	PutSetting(ctx context.Context, key, value string) error
}

type mockSettings struct {
	PutSettingFunc func(ctx context.Context, key, value string) error
}

func (m *mockSettings) PutSetting(ctx context.Context, key, value string) error {
	return m.PutSettingFunc(ctx, key, value)
}

type noopSettings struct{}

func (noopSettings) PutSetting(context.Context, string, string) error { return nil }

func Apply(ctx context.Context, s Settings, values map[string]string) error {
	for k, v := range values {
		if err := s.PutSetting(ctx, k, v); err != nil {
			return err
		}
	}
	return nil
}

// Names that sound like statements and are none.
type set struct{ m map[string]struct{} }

func (s *set) Insert(k string)            { s.m[k] = struct{}{} }
func (s *set) Exec(k string, f func())    { s.Insert(k); f() }
func (s *set) Update(k string, to string) { delete(s.m, k); s.Insert(to) }

func collect(in []string) *set {
	s := &set{m: map[string]struct{}{}}
	for _, k := range in {
		s.Insert(k)
		s.Update(k, strings.ToLower(k))
		s.Exec(k, func() {})
	}
	return s
}

func recorded(in []string) string {
	w := httptest.NewRecorder()
	for _, line := range in {
		_, _ = w.Write([]byte(line))
	}
	w.Header().Set("Content-Type", http.DetectContentType(w.Body.Bytes()))
	return w.Body.String()
}
