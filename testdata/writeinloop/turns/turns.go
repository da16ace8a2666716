// Package turns writes in loops that have one turn, or whose turns cannot be put together.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"gorm.io/gorm"
	"xorm.io/xorm"
)

type track struct {
	ID, Path, Slug, Prev, Next string
	Stock                      int
	Seen                       time.Time
	Parts                      []part
}

type part struct{ ID int64 }

type store struct {
	db  *sql.DB
	orm *gorm.DB
	eng *xorm.Engine
}

func (s *store) move(ctx context.Context, t track) error {
	_, err := s.db.ExecContext(ctx, "UPDATE tracks SET path = ? WHERE id = ?", t.Path, t.ID)
	return err
}

// matched moves the one track that is missing, if it is one.
func (s *store) matched(ctx context.Context, missing []track, found []track) error {
	for _, m := range missing {
		if len(missing) == 1 && len(found) == 1 {
			if err := s.move(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// lone goes on with lists of one only.
func (s *store) lone(ctx context.Context, missing []track) error {
	if len(missing) != 1 {
		return nil
	}
	for _, m := range missing {
		if err := s.move(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// other asks how long another list is.
func (s *store) other(ctx context.Context, missing []track, found []track) error {
	for _, m := range missing {
		if len(found) == 1 {
			if err := s.move(ctx, m); err != nil { // want "for each track"
				return err
			}
		}
	}
	return nil
}

// some moves them where there are several.
func (s *store) some(ctx context.Context, missing []track) error {
	if len(missing) < 2 {
		return nil
	}
	for _, m := range missing {
		if err := s.move(ctx, m); err != nil { // want "for each track"
			return err
		}
	}
	return nil
}

// star is given one album by all who call it.
func (s *store) star(ctx context.Context, user int64, albums ...string) error {
	for _, album := range albums {
		if _, err := s.db.ExecContext(ctx, "INSERT INTO stars (user_id, album) VALUES (?, ?)", user, album); err != nil {
			return err
		}
	}
	return nil
}

func (s *store) starAll(ctx context.Context, user int64, albums ...string) error {
	return s.star(ctx, user, albums...)
}

// rate is given several songs by one of those who call it.
func (s *store) rate(ctx context.Context, user int64, songs ...string) error {
	for _, song := range songs {
		if _, err := s.db.ExecContext(ctx, "INSERT INTO rates (user_id, song) VALUES (?, ?)", user, song); err != nil { // want "rates for each song"
			return err
		}
	}
	return nil
}

// replay applies changes as long as each stands on the one before.
func (s *store) replay(ctx context.Context, changes []track, at string) error {
	for _, c := range changes {
		if c.Prev != at {
			continue
		}
		if err := s.move(ctx, c); err != nil { // want:info "though each turn hangs on the one before"
			return err
		}
		at = c.Next
	}
	return nil
}

// neighbours leaves out those that are the same as the one before.
func (s *store) neighbours(ctx context.Context, sorted []track) error {
	last := ""
	for _, t := range sorted {
		if t.Path == last {
			continue
		}
		if err := s.move(ctx, t); err != nil { // want "for each track"
			return err
		}
		last = t.Path
	}
	return nil
}

var errSoldOut = errors.New("sold out")

// take takes from the stock what is there.
func (s *store) take(ctx context.Context, lines []track) error {
	for _, l := range lines {
		res, err := s.db.ExecContext(ctx, "UPDATE stock SET n = n - ? WHERE id = ? AND n >= ?", l.Stock, l.ID, l.Stock) // want:info "though what it changed decides"
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%s: %w", l.ID, errSoldOut)
		}
	}
	return nil
}

// takeXorm does so by a builder.
func (s *store) takeXorm(lines []track) error {
	for _, l := range lines {
		affected, err := s.eng.Where("id = ? AND stock >= ?", l.ID, l.Stock).Decr("stock", l.Stock).Update(&track{}) // want:info "though what it changed decides"
		if err != nil {
			return err
		}
		if affected == 0 {
			return errSoldOut
		}
	}
	return nil
}

// put returns to the stock, whatever comes of it.
func (s *store) put(ctx context.Context, lines []track) error {
	for _, l := range lines {
		if _, err := s.db.ExecContext(ctx, "UPDATE stock SET n = n + ? WHERE id = ?", l.Stock, l.ID); err != nil { // want "stock for each line"
			return err
		}
	}
	return nil
}

// known wants each to be there.
func (s *store) known(ctx context.Context, lines []track) error {
	for _, l := range lines {
		res, err := s.db.ExecContext(ctx, "UPDATE stock SET checked = 1 WHERE id = ?", l.ID) // want "stock for each line"
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 0 {
			return errors.New("not there")
		}
	}
	return nil
}

// slugs gives a name to those that have none.
func (s *store) slugs(ctx context.Context, tracks []*track) error {
	for _, t := range tracks {
		if t.Slug == "" {
			t.Slug = t.Path + "-slug"
			if err := s.orm.WithContext(ctx).Save(t).Error; err != nil { // want:info "though it is done once for a track that lacks it"
				return err
			}
		}
	}
	return nil
}

// empty writes down those that have no name.
func (s *store) empty(ctx context.Context, tracks []*track) error {
	for _, t := range tracks {
		if t.Slug == "" {
			if _, err := s.db.ExecContext(ctx, "INSERT INTO nameless (id) VALUES (?)", t.ID); err != nil { // want "nameless for each track"
				return err
			}
		}
	}
	return nil
}

func (s *store) drop(ctx context.Context, parts []part) error {
	ids := make([]int64, 0, len(parts))
	for _, p := range parts {
		ids = append(ids, p.ID)
	}
	return s.orm.WithContext(ctx).Where("id IN ?", ids).Delete(&part{}).Error
}

// compact drops the parts of a track at once.
func (s *store) compact(ctx context.Context, tracks []track, known map[int64]part) error {
	for _, t := range tracks {
		var old []part
		for _, p := range t.Parts {
			old = append(old, known[p.ID])
		}
		if err := s.drop(ctx, old); err != nil { // want:info "though it is given many at once"
			return err
		}
	}
	return nil
}

// field gives what the track has.
func (s *store) field(ctx context.Context, tracks []track) error {
	for _, t := range tracks {
		if err := s.drop(ctx, t.Parts); err != nil { // want:info "though it is given many at once"
			return err
		}
	}
	return nil
}

func (s *store) tag(ctx context.Context, id string, parts []part) error {
	_, err := s.db.ExecContext(ctx, "UPDATE tracks SET parts = ? WHERE id = ?", len(parts), id)
	return err
}

// both gives more of the track than a list.
func (s *store) both(ctx context.Context, tracks []track) error {
	for _, t := range tracks {
		if err := s.tag(ctx, t.ID, t.Parts); err != nil { // want "tracks for each track"
			return err
		}
	}
	return nil
}

func (s *store) purge(ctx context.Context, owner string) error {
	for {
		var ids []int64
		if err := s.orm.WithContext(ctx).Table("parts").Where("owner = ?", owner).Limit(500).Pluck("id", &ids).Error; err != nil {
			return err
		}
		if len(ids) == 0 {
			return nil
		}
		if err := s.orm.WithContext(ctx).Where("id IN ?", ids).Delete(&part{}).Error; err != nil {
			return err
		}
	}
}

// owners purges page by page for each owner.
func (s *store) owners(ctx context.Context, owners []string) error {
	for _, o := range owners {
		if err := s.purge(ctx, o); err != nil { // want:info "though it is given many at once"
			return err
		}
	}
	return nil
}

// expire writes for each that the time has come for: one statement could ask for the time.
func (s *store) expire(ctx context.Context, tracks []track) error {
	now := time.Now()
	for _, t := range tracks {
		if t.Seen.After(now) {
			continue
		}
		if _, err := s.db.ExecContext(ctx, "DELETE FROM tracks WHERE id = ?", t.ID); err != nil { // want "tracks for each track"
			return err
		}
	}
	return nil
}

// partitions makes what every month has of its own.
func (s *store) partitions(ctx context.Context, tables []string) error {
	for _, table := range tables {
		if _, err := s.db.ExecContext(ctx, fmt.Sprintf(`CALL "%s".rotate(?)`, table), time.Now()); err != nil {
			return err
		}
		if _, err := s.db.ExecContext(ctx, "DELETE FROM "+table+" WHERE old"); err != nil {
			return err
		}
		if _, err := s.db.ExecContext(ctx, fmt.Sprintf("DELETE FROM %s.events WHERE old", table)); err != nil {
			return err
		}
		if err := s.orm.WithContext(ctx).Exec("DELETE FROM " + table + " WHERE older").Error; err != nil {
			return err
		}
		if err := s.orm.WithContext(ctx).Raw(fmt.Sprintf("DELETE FROM %s.logs", table)).Scan(&struct{}{}).Error; err != nil { // want destructiveop "logs has no WHERE"
			return err
		}
		if _, err := s.db.ExecContext(ctx, fmt.Sprintf("DELETE FROM done WHERE name = '%s'", table)); err != nil { // want "done for each table"
			return err
		}
	}
	return nil
}

func serve(ctx context.Context, s *store, tracks []track, names []string) {
	for {
		ps := make([]*track, len(tracks))
		err := errors.Join(
			s.matched(ctx, tracks, tracks), s.lone(ctx, tracks), s.other(ctx, tracks, tracks), s.some(ctx, tracks),
			s.starAll(ctx, 1, os.Args[1]), s.star(ctx, 2, "a"), s.rate(ctx, 1, "a"), s.rate(ctx, 1, os.Args...), s.replay(ctx, tracks, ""),
			s.neighbours(ctx, tracks), s.take(ctx, tracks), s.takeXorm(tracks), s.put(ctx, tracks), s.known(ctx, tracks), s.slugs(ctx, ps),
			s.empty(ctx, ps), s.compact(ctx, tracks, nil), s.field(ctx, tracks), s.both(ctx, tracks), s.owners(ctx, names), s.expire(ctx, tracks),
			s.partitions(ctx, names))
		if err != nil {
			slog.ErrorContext(ctx, "it failed", "error", err)
		}
		time.Sleep(time.Minute)
	}
}

func main() {
	db, err := sql.Open("sqlite", "tracks.db")
	if err != nil {
		panic(err)
	}
	serve(context.Background(), &store{db: db}, nil, os.Args[1:])
}
