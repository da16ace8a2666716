package goodlocks

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// kept holds its lock within what it guards.
type kept struct {
	sync.Mutex
	token   string
	expires time.Time
}

// Session is signed in by a token that runs out.
type Session struct {
	client *Client
	kept   *kept
	now    func() time.Time
}

// Renew fetches the token for all, when it will soon have run out.
func (s *Session) Renew() error {
	s.kept.Lock()
	defer s.kept.Unlock()
	now := s.now()
	if now.Before(s.kept.expires.Add(-time.Minute)) && s.kept.token != "" {
		return nil
	}
	resp, err := http.PostForm(s.client.url, nil) // want missingtimeout "PostForm"
	if err != nil {
		return err
	}
	s.kept.token, s.kept.expires = resp.Header.Get("Token"), now.Add(time.Hour)
	return resp.Body.Close()
}

// Forget is the other one that takes the lock.
func (s *Session) Forget() {
	s.kept.Lock()
	defer s.kept.Unlock()
	s.kept.token = ""
}

// Data are the tokens of a login.
type Data struct{ Access, Refresh string }

// Login guards tokens that are in a struct of their own.
type Login struct {
	lk     sync.RWMutex
	data   Data
	client *Client
}

// Refresh changes the tokens, unless another has done so since.
func (l *Login) Refresh(ctx context.Context, before string) error {
	l.lk.Lock()
	defer l.lk.Unlock()
	if before != "" && before != l.data.Refresh {
		return nil
	}
	token, err := l.client.get(ctx)
	if err != nil {
		return err
	}
	l.data.Access, l.data.Refresh = token, token
	return nil
}

// Tokens reads them.
func (l *Login) Tokens() (string, string) {
	l.lk.RLock()
	defer l.lk.RUnlock()
	return l.data.Access, l.data.Refresh
}

// answer is what the other service says of tokens.
type answer struct{ AccessJWT, RefreshJWT string }

func (l *Login) ask(ctx context.Context, body Data) (*http.Response, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.client.url, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return l.client.http.Do(req)
}

// Renew keeps fields of the answer, unless another has renewed since.
func (l *Login) Renew(ctx context.Context, before string) error {
	l.lk.Lock()
	defer l.lk.Unlock()
	if before != "" && before != l.data.Refresh {
		return nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.client.url, nil)
	if err != nil {
		return err
	}
	resp, err := l.client.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var out answer
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return err
	}
	l.data.Access = out.AccessJWT
	l.data.Refresh = out.RefreshJWT
	return nil
}

// Exchange sends a token that can be used once, and keeps what comes for it: two at the same time would undo each other.
func (l *Login) Exchange(ctx context.Context) error {
	l.lk.Lock()
	defer l.lk.Unlock()
	body := Data{Refresh: l.data.Refresh}
	resp, err := l.ask(ctx, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var out answer
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return err
	}
	l.data.Access, l.data.Refresh = out.AccessJWT, out.RefreshJWT
	return nil
}
