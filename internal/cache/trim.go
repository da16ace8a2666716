package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// trimEvery is how often the size of a store is looked after.
const trimEvery = 15 * time.Minute

// abandoned is the age at which a file that is being written belongs to a process that is gone.
const abandoned = time.Hour

// Trim removes the entries that were not used for the longest time until the store has four fifths of its limit, if it has more than that.
// It does nothing where a process did it a short while ago.
func (s *Store) Trim() error {
	if s == nil {
		return nil
	}
	mark := filepath.Join(s.dir, "trimmed")
	now := s.now()
	if info, err := os.Stat(mark); err == nil {
		if age := now.Sub(info.ModTime()); age >= 0 && age < trimEvery {
			return nil
		}
	}
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		return err
	}
	if err := os.Chtimes(mark, now, now); err != nil {
		return err
	}
	return s.trim()
}

func (s *Store) trim() error {
	all, err := s.entries()
	if err != nil {
		return err
	}
	total := int64(0)
	for _, e := range all {
		total += e.size
	}
	slices.SortFunc(all, func(a, b entry) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return strings.Compare(a.name, b.name)
	})
	goal := total
	if total > s.limit {
		goal = s.limit / 5 * 4
	}
	for _, e := range all {
		if total <= goal && !e.temp {
			continue
		}
		if e.temp && s.now().Sub(e.at) < abandoned {
			continue
		}
		if err := os.Remove(e.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		total -= e.size
	}
	return nil
}

// Stats counts the entries.
func (s *Store) Stats() (Stats, error) {
	all, err := s.entries()
	if err != nil {
		return Stats{}, err
	}
	var st Stats
	for _, e := range all {
		if !e.temp {
			st.Entries++
			st.Bytes += e.size
		}
	}
	return st, nil
}

// Clean removes all entries. Files that are not the store's stay, and so does its directory.
func (s *Store) Clean() (Stats, error) {
	all, err := s.entries()
	if err != nil {
		return Stats{}, err
	}
	var st Stats
	for _, e := range all {
		if err := os.Remove(e.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return st, err
		}
		if !e.temp {
			st.Entries++
			st.Bytes += e.size
		}
		_ = os.Remove(filepath.Dir(e.name)) // succeeds with the last one
	}
	return st, nil
}
