package bad

import (
	"errors"

	"github.com/gobuffalo/pop/v6"
	"github.com/gocql/gocql"
	"github.com/pocketbase/dbx"
)

// addMember reads before it writes: the write is what gets reported.
func setMembers(tx *pop.Connection, group int64, users []int64) error {
	if err := tx.RawQuery("DELETE FROM memberships WHERE group_id = ?", group).Exec(); err != nil {
		return err
	}
	for _, u := range users {
		if err := addMember(tx, group, u); err != nil { // want "memberships"
			return err
		}
	}
	return nil
}

func addMember(tx *pop.Connection, group, user int64) error {
	n, err := tx.Where("id = ? AND active", user).Count("users")
	if err != nil {
		return err
	}
	if n == 0 {
		return errors.New("no such user")
	}
	return tx.RawQuery("INSERT INTO memberships (group_id, user_id) VALUES (?, ?)", group, user).Exec()
}

func popRaw(tx *pop.Connection, group int64, users []int64) error {
	for _, u := range users {
		if err := tx.RawQuery("INSERT INTO group_members (group_id, user_id) VALUES (?, ?)", group, u).Exec(); err != nil { // want "group_members"
			return err
		}
	}
	return nil
}

func dbxRows(db *dbx.DB, limits map[string]int) error {
	for plan, n := range limits {
		if _, err := db.Upsert("quotas", dbx.Params{"plan": plan, "n": n}, "plan").Execute(); err != nil { // want "quotas"
			return err
		}
	}
	return nil
}

func points(s *gocql.Session, in []meter) error {
	for _, m := range in {
		if err := s.Query("INSERT INTO points (account, at, units) VALUES (?, ?, ?)", m.Account, m.At, m.Units).Exec(); err != nil { // want "points"
			return err
		}
	}
	return nil
}
