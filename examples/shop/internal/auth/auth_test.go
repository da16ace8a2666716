package auth

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSessionsKnowTheirCustomer(t *testing.T) {
	s := NewSessions([]byte("0123456789abcdef"))
	token, err := s.Issue(42, "ada@shop.io")
	require.NoError(t, err)
	id, claims, err := s.Check(token)
	require.NoError(t, err)
	assert.Equal(t, int64(42), id)
	assert.Equal(t, "ada@shop.io", claims.Email)

	_, _, err = NewSessions([]byte("another key here")).Check(token)
	assert.ErrorIs(t, err, ErrToken)
}

func TestResetCodesExpire(t *testing.T) {
	r := NewResets([]byte("0123456789abcdef"), time.Minute)
	code, err := r.Issue(42, time.Now().Add(-time.Hour))
	require.NoError(t, err)
	_, err = r.Check(code)
	assert.ErrorIs(t, err, ErrToken)
}
