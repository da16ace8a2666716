package shapes

import (
	"io"
	"net/http"
)

// again asks once more, and has forgotten the first answer by then.
func (s *store) again(req *http.Request, tries int) (*http.Response, error) {
	resp, err := s.http.Do(req) // want connleak "not closed on every path"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusServiceUnavailable && tries > 0 {
		return s.again(req, tries-1)
	}
	return resp, nil
}

// denied has names for its results, and an else branch that gives out the answer with an error.
func (s *store) denied(req *http.Request, tries int) (answer *http.Response, err error) {
	resp, err := s.http.Do(req) // want connleak "not closed on every path"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusUnauthorized && tries > 0 {
		if resp.Header.Get("Www-Authenticate") == "" {
			return resp, errBusy
		}
		if req.Body == nil {
			return s.denied(req, tries-1)
		}
	} else if resp.StatusCode == http.StatusUnauthorized {
		return resp, errBusy
	}
	return resp, err
}

// retried keeps what it asked for in a variable first.
func (s *store) retried(req *http.Request, tries int) (*http.Response, error) {
	resp, err := s.http.Do(req) // want connleak "not closed on every path"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusServiceUnavailable && tries > 0 {
		next, err := s.retried(req, tries-1)
		if err != nil {
			return nil, err
		}
		return next, nil
	}
	return resp, nil
}

// closing gives back the first answer before it asks once more.
func (s *store) closing(req *http.Request, tries int) (*http.Response, error) {
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusServiceUnavailable && tries > 0 {
		resp.Body.Close()
		return s.closing(req, tries-1)
	}
	return resp, nil
}

// replacing puts the second answer where the first one was.
func (s *store) replacing(req *http.Request, tries int) (*http.Response, error) {
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusServiceUnavailable && tries > 0 {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		resp, err = s.replacing(req, tries-1)
	}
	return resp, err
}

func (s *store) asked(req *http.Request) (int, error) {
	for _, ask := range []func(*http.Request, int) (*http.Response, error){s.again, s.denied, s.retried, s.closing, s.replacing} {
		resp, err := ask(req, 3)
		if err != nil {
			return 0, err
		}
		resp.Body.Close()
	}
	return 0, nil
}
