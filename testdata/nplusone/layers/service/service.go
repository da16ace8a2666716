// Package service puts the feed together. Of the stores it knows interfaces, but for one.
package service

import (
	"context"

	"prodlint.test/nplusone/layers/store"
)

// Authors finds authors.
type Authors interface {
	Get(ctx context.Context, id int64) (*store.Author, error)
}

// Posts finds posts.
type Posts interface {
	ByFollower(ctx context.Context, user int64) ([]store.Post, error)
}

// Item is a post as it is shown.
type Item struct {
	Title  string
	Author string
	Likes  int
}

// Feed is what a user sees first.
type Feed struct {
	authors Authors
	posts   Posts
	stats   *store.Stats
}

// NewFeed takes the stores.
func NewFeed(authors Authors, posts Posts, stats *store.Stats) *Feed {
	return &Feed{authors: authors, posts: posts, stats: stats}
}

// Load queries twice for each post.
func (f *Feed) Load(ctx context.Context, user int64) ([]Item, error) {
	posts, err := f.posts.ByFollower(ctx, user)
	if err != nil {
		return nil, err
	}
	items := make([]Item, 0, len(posts))
	for _, p := range posts {
		author, err := f.authors.Get(ctx, p.AuthorID) // want "authors"
		if err != nil {
			return nil, err
		}
		likes, err := f.stats.Likes(ctx, p.ID) // want "likes"
		if err != nil {
			return nil, err
		}
		items = append(items, Item{Title: p.Title, Author: author.Name, Likes: likes})
	}
	return items, nil
}
