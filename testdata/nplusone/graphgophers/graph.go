// Package graphgophers resolves a GraphQL schema by methods of each object.
package graphgophers

import (
	"context"
	"database/sql"
	"net/http"
	"strings"

	"github.com/graph-gophers/graphql-go"
	"github.com/graph-gophers/graphql-go/relay"
)

const schema = `
	schema { query: Query }
	type Query { posts: [Post!]! me: User! }
	type Post { title: String! slug: String! author: User! likes: Int! }
	type User { name: String! }`

// Handler answers queries.
func Handler(db *sql.DB) http.Handler {
	return &relay.Handler{Schema: graphql.MustParseSchema(schema, &root{db: db})}
}

type root struct{ db *sql.DB }

type post struct {
	id, author int64
	title      string
}

type postResolver struct {
	db *sql.DB
	p  post
}

type userResolver struct{ name string }

// Posts is called once for an answer.
func (r *root) Posts(ctx context.Context) (out []*postResolver, err error) {
	rows, err := r.db.QueryContext(ctx, "SELECT id, author_id, title FROM posts ORDER BY id DESC LIMIT 20")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p := &postResolver{db: r.db}
		if err := rows.Scan(&p.p.id, &p.p.author, &p.p.title); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// Me is called once for an answer.
func (r *root) Me(ctx context.Context) (*userResolver, error) {
	return user(ctx, r.db, 1)
}

func user(ctx context.Context, db *sql.DB, id int64) (*userResolver, error) {
	u := &userResolver{}
	err := db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = $1", id).Scan(&u.name)
	return u, err
}

// Title needs no query.
func (r *postResolver) Title() string { return r.p.title }

// Slug needs none either.
func (r *postResolver) Slug() string { return strings.ReplaceAll(strings.ToLower(r.p.title), " ", "-") }

// Author is called for each post.
func (r *postResolver) Author(ctx context.Context) (*userResolver, error) {
	return user(ctx, r.db, r.p.author) // want "users"
}

// Likes is called for each post.
func (r *postResolver) Likes(ctx context.Context) (n int32, err error) {
	err = r.db.QueryRowContext(ctx, "SELECT count(1) FROM likes WHERE post_id = $1", r.p.id).Scan(&n) // want "likes"
	return n, err
}

// Name is a field.
func (r *userResolver) Name() string { return r.name }
