// Package tasks measures pull requests.
package tasks

import (
	"context"

	"prodlint.test/nplusone/rowcursor/dal"
)

// PullRequest has been merged.
type PullRequest struct {
	ID       string
	AuthorID string
	MergeSHA string
}

// Commit is part of one.
type Commit struct{ SHA string }

// Review is about one.
type Review struct{ ID string }

// Metric is what comes of it.
type Metric struct{ ID, FirstCommit, FirstReview string }

func firstCommit(ctx context.Context, db dal.Dal, pr string) (*Commit, error) {
	c := &Commit{}
	err := db.First(ctx, c, dal.From("pull_request_commits"), dal.Where("pull_request_id = ?", pr), dal.OrderBy("authored_at"))
	return c, err
}

func firstReview(ctx context.Context, db dal.Dal, pr, author string) (*Review, error) {
	r := &Review{}
	clauses := []dal.Clause{
		dal.From("pull_request_comments"),
		dal.Where("pull_request_id = ? AND author_id <> ?", pr, author),
	}
	err := db.First(ctx, r, clauses...)
	return r, err
}

// Measure hands a converter a function that queries twice for each row.
func Measure(ctx context.Context, db dal.Dal) ([]any, error) {
	cursor, err := db.Cursor(ctx, dal.From("pull_requests"), dal.Where("merged_at IS NOT NULL"))
	if err != nil {
		return nil, err
	}
	converter, err := dal.NewConverter(dal.ConverterArgs{
		DB:    db,
		Input: cursor,
		New:   func() any { return &PullRequest{} },
		Convert: func(row any) ([]any, error) {
			pr := row.(*PullRequest)
			m := &Metric{ID: pr.ID}
			commit, err := firstCommit(ctx, db, pr.ID) // want "for each"
			if err != nil {
				return nil, err
			}
			m.FirstCommit = commit.SHA
			review, err := firstReview(ctx, db, pr.ID, pr.AuthorID) // want "for each"
			if err != nil {
				return nil, err
			}
			m.FirstReview = review.ID
			return []any{m}, nil
		},
	})
	if err != nil {
		return nil, err
	}
	return converter.Execute()
}

// Raw follows a cursor and looks up the raw record of each row.
func Raw(ctx context.Context, db dal.Dal, table string) (texts []string, err error) {
	rows, err := db.Cursor(ctx, dal.From(table))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		data := map[string]any{}
		if err := db.Fetch(rows, &data); err != nil {
			return nil, err
		}
		var raw struct{ Text string }
		clauses := []dal.Clause{dal.From("raw_" + table), dal.Where("id = ?", data["raw_id"])}
		if err := db.First(ctx, &raw, clauses...); err != nil { // want "for each"
			return nil, err
		}
		texts = append(texts, raw.Text)
	}
	return texts, rows.Err()
}

// Prefetched loads all commits first and converts without a query.
func Prefetched(ctx context.Context, db dal.Dal) ([]any, error) {
	var commits []struct{ PullRequestID, SHA string }
	if err := db.All(ctx, &commits, dal.From("pull_request_commits")); err != nil {
		return nil, err
	}
	first := map[string]string{}
	for _, c := range commits {
		first[c.PullRequestID] = c.SHA
	}
	cursor, err := db.Cursor(ctx, dal.From("pull_requests"))
	if err != nil {
		return nil, err
	}
	converter, err := dal.NewConverter(dal.ConverterArgs{
		DB:    db,
		Input: cursor,
		New:   func() any { return &PullRequest{} },
		Convert: func(row any) ([]any, error) {
			pr := row.(*PullRequest)
			return []any{&Metric{ID: pr.ID, FirstCommit: first[pr.ID]}}, nil
		},
	})
	if err != nil {
		return nil, err
	}
	return converter.Execute()
}
