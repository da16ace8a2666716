// Package places logs tokens that say where to go on.
package places

import (
	"fmt"
	"log/slog"
)

type listing struct {
	StartingToken string
	BranchToken   []byte
	AccessToken   string
}

func (l listing) wrong() error {
	slog.Warn("cannot go on", "branch_token", l.BranchToken)
	return fmt.Errorf("invalid starting token %q", l.StartingToken)
}

func (l listing) refused() error {
	return fmt.Errorf("refused %q", l.AccessToken) // want secretinlog "AccessToken"
}
