// Package attend has reads that go with a write of the same row, for which the write is what is told of, and reads beside a write that do not.
package attend

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/doug-martin/goqu/v9"
	"github.com/jmoiron/sqlx"
	"gorm.io/gorm"
)

// Tag is a row.
type Tag struct {
	ID      int64
	Name    string
	OwnerID int64
}

// Tags is the table of tags.
type Tags struct {
	db  *sqlx.DB
	orm *gorm.DB
}

func (t *Tags) get(ctx context.Context, id int64) (*Tag, error) {
	var tag Tag
	if err := t.db.GetContext(ctx, &tag, "SELECT id, name, owner_id FROM tags WHERE id = ?", id); err != nil {
		return nil, err
	}
	return &tag, nil
}

func (t *Tags) exists(ctx context.Context, id int64) (bool, error) {
	var n int
	err := t.db.GetContext(ctx, &n, "SELECT COUNT(*) FROM tags WHERE id = ?", id)
	return n > 0, err
}

// run is two calls away from what makes sense of a statement: the reads below are nearer.
func (t *Tags) run(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.db.ExecContext(ctx, query, args...)
}

func (t *Tags) mark(ctx context.Context, id int64, query string) error {
	_, err := t.run(ctx, query, id)
	return err
}

func (t *Tags) insert(ctx context.Context, tag *Tag) (int64, error) {
	res, err := t.run(ctx, "INSERT INTO tags (name, owner_id) VALUES (?, ?)", tag.Name, tag.OwnerID)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// Create reads back what it has written.
func (t *Tags) Create(ctx context.Context, tag *Tag) error {
	id, err := t.insert(ctx, tag)
	if err != nil {
		return err
	}
	stored, err := t.get(ctx, id)
	if err != nil {
		return err
	}
	*tag = *stored
	return nil
}

// Rename writes and reads the row that it has written.
func (t *Tags) Rename(ctx context.Context, id int64, name string) (*Tag, error) {
	if err := t.mark(ctx, id, "UPDATE tags SET name = '"+name+"' WHERE id = ?"); err != nil {
		return nil, err
	}
	return t.get(ctx, id)
}

// Destroy makes sure of the row.
func (t *Tags) Destroy(ctx context.Context, id int64) error {
	ok, err := t.exists(ctx, id)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("tag %d is not there", id)
	}
	return t.mark(ctx, id, "DELETE FROM tags WHERE id = ?")
}

func (t *Tags) remove(ctx context.Context, id int64) error { return t.removeAll(ctx, id) }

func (t *Tags) removeAll(ctx context.Context, ids ...int64) error {
	return t.orm.WithContext(ctx).Delete(&Tag{}, ids).Error
}

// DestroyMine makes sure of the owner.
func (t *Tags) DestroyMine(ctx context.Context, user, id int64) error {
	tag, err := t.get(ctx, id)
	if err != nil {
		return err
	}
	if tag.OwnerID != user {
		return errors.New("not yours")
	}
	return t.remove(ctx, id)
}

func importTags(ctx context.Context, t *Tags, tags []*Tag) error {
	for _, tag := range tags {
		if err := t.Create(ctx, tag); err != nil { // want writeinloop "one INSERT on tags for each tag"
			return err
		}
	}
	return nil
}

func renameTags(ctx context.Context, t *Tags, names map[int64]string) error {
	for id, name := range names {
		if _, err := t.Rename(ctx, id, name); err != nil { // want writeinloop "one UPDATE on tags for each"
			return err
		}
	}
	return nil
}

func dropTags(ctx context.Context, t *Tags, ids []int64) error {
	for _, id := range ids {
		if err := t.Destroy(ctx, id); err != nil { // want writeinloop "one DELETE on tags for each id"
			return err
		}
	}
	return nil
}

func dropMine(ctx context.Context, t *Tags, user int64, ids []int64) error {
	for _, id := range ids {
		if err := t.DestroyMine(ctx, user, id); err != nil { // want writeinloop "one DELETE on Tag for each id"
			return err
		}
	}
	return nil
}

// Rest of the file: the read is not one of the row that is written, or what it gives is needed.

func (t *Tags) owner(ctx context.Context, id int64) (name string, err error) {
	err = t.db.GetContext(ctx, &name, "SELECT name FROM users WHERE id = ?", id)
	return name, err
}

// Announce inserts, and asks for the owner.
func (t *Tags) Announce(ctx context.Context, tag *Tag) (string, error) {
	if _, err := t.insert(ctx, tag); err != nil {
		return "", err
	}
	return t.owner(ctx, tag.OwnerID)
}

func announce(ctx context.Context, t *Tags, tags []*Tag) (out []string, err error) {
	for _, tag := range tags {
		name, err := t.Announce(ctx, tag) // want nplusone "one SELECT on users for each tag"
		if err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, nil
}

// Ensure writes only what is not there: the question is what is asked each time.
func (t *Tags) Ensure(ctx context.Context, id int64) error {
	ok, err := t.exists(ctx, id)
	if err != nil {
		return err
	}
	if !ok {
		err = t.mark(ctx, id, "INSERT INTO tags (id, name) VALUES (?, '')") // want:program checkthenact "tags"
	}
	return err
}

func ensure(ctx context.Context, t *Tags, ids []int64) error {
	for _, id := range ids {
		if err := t.Ensure(ctx, id); err != nil { // want nplusone "one SELECT on tags for each id"
			return err
		}
	}
	return nil
}

// Touch notes that the row was used, and returns it.
func (t *Tags) Touch(ctx context.Context, id int64) (*Tag, error) {
	if err := t.mark(ctx, id, "UPDATE tags SET used = 1 WHERE id = ?"); err != nil {
		return nil, err
	}
	return t.get(ctx, id)
}

func touched(ctx context.Context, t *Tags, ids []int64) (out []*Tag, err error) {
	for _, id := range ids {
		tag, err := t.Touch(ctx, id) // want nplusone "one SELECT on tags for each id"
		if err != nil {
			return nil, err
		}
		out = append(out, tag)
	}
	return out, nil
}

// What a wrapper runs is named by who calls it.

type statement interface {
	ToSQL() (string, []any, error)
}

var dialect = goqu.Dialect("sqlite3")

func exec(ctx context.Context, db *sql.DB, s statement) error {
	query, args, err := s.ToSQL()
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, query, args...)
	return err
}

func (t *Tags) unlink(ctx context.Context, id int64) error {
	return exec(ctx, t.db.DB, dialect.Delete("tag_links").Where(goqu.I("tag_id").Eq(id)))
}

func (t *Tags) hide(ctx context.Context, id int64) error {
	return exec(ctx, t.db.DB, dialect.Update("tag_views").Set(goqu.Record{"hidden": true}).Where(goqu.I("tag_id").Eq(id)))
}

func unlinkAll(ctx context.Context, t *Tags, ids []int64) error {
	for _, id := range ids {
		if err := t.unlink(ctx, id); err != nil { // want writeinloop "one DELETE on tag_links for each id"
			return err
		}
		if err := t.hide(ctx, id); err != nil { // want writeinloop "one UPDATE on tag_views for each id"
			return err
		}
	}
	return nil
}
