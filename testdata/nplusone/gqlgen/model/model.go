// Package model has the types of the schema.
package model

// Post is an entry of a blog.
type Post struct {
	ID       int64
	AuthorID int64
	Title    string
}

// User writes posts.
type User struct {
	ID   int64
	Name string
}

// Comment is about a post.
type Comment struct {
	ID   int64
	Text string
}
