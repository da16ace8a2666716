// Package graph resolves a GraphQL schema.
package graph

import (
	"context"
	"strings"

	"prodlint.test/nplusone/gqlgen/model"
	"prodlint.test/nplusone/gqlgen/store"
)

// Resolver is the root.
type Resolver struct {
	Store  *store.Store
	Likes  func(ctx context.Context, post int64) (int, error)
	Counts func(ctx context.Context, posts []int64) (map[int64]int, error)
}

// Post returns the resolver of posts.
func (r *Resolver) Post() PostResolver { return &postResolver{r} }

// Query returns the resolver of queries.
func (r *Resolver) Query() QueryResolver { return &queryResolver{r} }

// Mutation returns the resolver of mutations.
func (r *Resolver) Mutation() MutationResolver { return &mutationResolver{r} }

type (
	postResolver     struct{ *Resolver }
	queryResolver    struct{ *Resolver }
	mutationResolver struct{ *Resolver }
)

// Author is called for each post of an answer.
func (r *postResolver) Author(ctx context.Context, obj *model.Post) (*model.User, error) {
	return r.Store.User(ctx, obj.AuthorID) // want "users for each post: load them with a dataloader"
}

// Comments is called for each post of an answer.
func (r *postResolver) Comments(ctx context.Context, obj *model.Post, first *int) (comments []*model.Comment, err error) {
	limit := 10
	if first != nil {
		limit = *first
	}
	rows, err := r.Store.DB.QueryContext(ctx, "SELECT id, text FROM comments WHERE post_id = $1 LIMIT $2", obj.ID, limit) // want "comments"
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		c := &model.Comment{}
		if err := rows.Scan(&c.ID, &c.Text); err != nil {
			return nil, err
		}
		comments = append(comments, c)
	}
	return comments, rows.Err()
}

// Slug needs no query.
func (r *postResolver) Slug(_ context.Context, obj *model.Post) (string, error) {
	return strings.ReplaceAll(strings.ToLower(obj.Title), " ", "-"), nil
}

// Likes asks a loader, which nobody here sees.
func (r *postResolver) Likes(ctx context.Context, obj *model.Post) (int, error) {
	return r.Resolver.Likes(ctx, obj.ID)
}

// Posts is called once for an answer.
func (r *queryResolver) Posts(ctx context.Context, limit int) ([]*model.Post, error) {
	return r.Store.Posts(ctx, limit)
}

// User is called once for an answer.
func (r *queryResolver) User(ctx context.Context, id int64) (*model.User, error) {
	return r.Store.User(ctx, id) // want idor "users"
}

// Rename is called once for an answer.
func (r *mutationResolver) Rename(ctx context.Context, id int64, name string) (*model.User, error) {
	if _, err := r.Store.DB.ExecContext(ctx, "UPDATE users SET name = $1 WHERE id = $2", name, id); err != nil { // want idor "users"
		return nil, err
	}
	return r.Store.User(ctx, id)
}
