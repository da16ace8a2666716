package bad

import (
	"context"
	"database/sql"
)

// Tree is kept in a table of parents and children.
type Tree struct{ db *sql.DB }

// Node has children.
type Node struct {
	ID       int64
	Name     string
	Children []*Node
}

func (t *Tree) children(ctx context.Context, parent int64) (ids []int64, err error) {
	rows, err := t.db.QueryContext(ctx, "SELECT id FROM categories WHERE parent_id = $1", parent)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// Load queries once for each node of the tree.
func (t *Tree) Load(ctx context.Context, id int64) (*Node, error) {
	n := &Node{ID: id}
	ids, err := t.children(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, child := range ids {
		c, err := t.Load(ctx, child) // want "categories"
		if err != nil {
			return nil, err
		}
		n.Children = append(n.Children, c)
	}
	return n, nil
}

// Fill walks a tree in memory and asks for each node.
func (t *Tree) Fill(ctx context.Context, n *Node) error {
	if err := t.db.QueryRowContext(ctx, "SELECT name FROM category_names WHERE id = $1", n.ID).Scan(&n.Name); err != nil {
		return err
	}
	for _, c := range n.Children {
		if err := t.Fill(ctx, c); err != nil { // want "category_names"
			return err
		}
	}
	return nil
}

// Count has a function literal that calls itself.
func (t *Tree) Count(ctx context.Context, root *Node) (total int, err error) {
	var walk func(n *Node) error
	walk = func(n *Node) error {
		var products int
		if err := t.db.QueryRowContext(ctx, "SELECT count(1) FROM products WHERE category_id = $1", n.ID).Scan(&products); err != nil {
			return err
		}
		total += products
		for _, c := range n.Children {
			if err := walk(c); err != nil { // want "products"
				return err
			}
		}
		return nil
	}
	return total, walk(root)
}

func (t *Tree) folder(ctx context.Context, n *Node) (size int64, err error) {
	for _, c := range n.Children {
		s, err := t.entry(ctx, c) // want "files"
		if err != nil {
			return 0, err
		}
		size += s
	}
	return size, nil
}

func (t *Tree) entry(ctx context.Context, n *Node) (size int64, err error) {
	if len(n.Children) > 0 {
		return t.folder(ctx, n)
	}
	err = t.db.QueryRowContext(ctx, "SELECT size FROM files WHERE id = $1", n.ID).Scan(&size)
	return size, err
}

// Size goes down through two functions that call each other.
func (t *Tree) Size(ctx context.Context, root *Node) (int64, error) { return t.folder(ctx, root) }
