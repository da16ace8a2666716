package gqlgen

import "context"

// What gqlgen (v0.17) generates of a schema, as far as it says which resolvers there are.

type ResolverRoot interface {
	Mutation() MutationResolver
	Post() PostResolver
	Query() QueryResolver
	Subscription() SubscriptionResolver
}

type MutationResolver interface {
	CreatePost(ctx context.Context, title string) (*Post, error)
}

type PostResolver interface {
	Author(ctx context.Context, obj *Post) (string, error)
}

type QueryResolver interface {
	Posts(ctx context.Context, limit *int) ([]*Post, error)
	Post(ctx context.Context, id string) (*Post, error)
}

type SubscriptionResolver interface {
	PostAdded(ctx context.Context) (<-chan *Post, error)
}

type Post struct{ ID, Title string }

// What its user writes.

type Resolver struct{ posts map[string]*Post }

func (r *Resolver) Mutation() MutationResolver         { return &mutationResolver{r} }
func (r *Resolver) Post() PostResolver                 { return &postResolver{r} }
func (r *Resolver) Query() QueryResolver               { return &queryResolver{r} }
func (r *Resolver) Subscription() SubscriptionResolver { return &subscriptionResolver{r} }

type (
	mutationResolver     struct{ *Resolver }
	postResolver         struct{ *Resolver }
	queryResolver        struct{ *Resolver }
	subscriptionResolver struct{ *Resolver }
)

func (r *mutationResolver) CreatePost(ctx context.Context, title string) (*Post, error) { // route MUTATION createPost gqlgen.(*mutationResolver).CreatePost
	p := &Post{Title: title}
	r.posts[title] = p
	return p, nil
}

func (r *postResolver) Author(ctx context.Context, obj *Post) (string, error) { return obj.Title, nil }

func (r *queryResolver) Posts(ctx context.Context, limit *int) ([]*Post, error) { // route QUERY posts gqlgen.(*queryResolver).Posts
	return nil, nil
}

func (r *queryResolver) Post(ctx context.Context, id string) (*Post, error) { // route QUERY post gqlgen.(*queryResolver).Post
	return r.posts[id], nil
}

func (r *subscriptionResolver) PostAdded(ctx context.Context) (<-chan *Post, error) { // route SUBSCRIPTION postAdded gqlgen.(*subscriptionResolver).PostAdded
	return nil, ctx.Err()
}

// helper has the name of no resolver.
func (r *Resolver) helper() int { return len(r.posts) }

var _ = (*Resolver).helper
