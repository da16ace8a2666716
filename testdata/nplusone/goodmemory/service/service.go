// Package service asks for flags in a loop.
package service

import (
	"context"
	"database/sql"

	"prodlint.test/nplusone/goodmemory/domain"
	"prodlint.test/nplusone/goodmemory/memory"
)

// Service has a port.
type Service struct{ flags domain.Flags }

// New wires it with what answers from memory.
func New(ctx context.Context, db *sql.DB) (*Service, error) {
	flags, err := memory.Load(ctx, db)
	if err != nil {
		return nil, err
	}
	return &Service{flags: flags}, nil
}

// Beta asks for each user.
func (s *Service) Beta(ctx context.Context, users []string) (beta []string, err error) {
	for _, u := range users {
		on, err := s.flags.Enabled(ctx, "beta", u)
		if err != nil {
			return nil, err
		}
		if on {
			beta = append(beta, u)
		}
	}
	return beta, nil
}
