// Package sweeps changes rows by a list or by their age, while another transaction locks rows of the same table one after the other.
package sweeps

import (
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"
)

// Jobs are done by workers.
type Jobs struct{ db *sql.DB }

// Finish marks the jobs of a batch one after the other.
func (j *Jobs) Finish(ctx context.Context, batch []int64) error {
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, id := range batch {
		if _, err := tx.ExecContext(ctx, "UPDATE jobs SET state = 'done' WHERE id = $1", id); err != nil { // want writeinloop "UPDATE on jobs"
			return err
		}
	}
	return tx.Commit()
}

// Expire gives back what a worker has had for too long.
func (j *Jobs) Expire(ctx context.Context, before time.Time) error {
	_, err := j.db.ExecContext(ctx, "UPDATE jobs SET state = 'new' WHERE state = 'taken' AND taken_at < $1", before) // want lockorder "UPDATE locks rows of jobs in any order"
	return err
}

// Purge deletes what is old.
func (j *Jobs) Purge(ctx context.Context, before time.Time) error {
	_, err := j.db.ExecContext(ctx, "DELETE FROM jobs WHERE done_at < $1", before) // want lockorder "DELETE locks rows of jobs in any order"
	return err
}

// Cancel takes a list.
func (j *Jobs) Cancel(ctx context.Context, ids []int64) error {
	_, err := j.db.ExecContext(ctx, "UPDATE jobs SET state = 'cancelled' WHERE id = ANY($1)", pq.Array(ids)) // want lockorder "UPDATE locks rows of jobs in any order"
	return err
}

// Locked locks the rows in order before.
func (j *Jobs) Locked(ctx context.Context, before time.Time) error {
	_, err := j.db.ExecContext(ctx, "UPDATE jobs SET state = 'new' WHERE id IN (SELECT id FROM jobs WHERE taken_at < $1 ORDER BY id FOR UPDATE)", before)
	return err
}

// One changes one row.
func (j *Jobs) One(ctx context.Context, id int64) error {
	_, err := j.db.ExecContext(ctx, "UPDATE jobs SET state = 'new' WHERE id = $1", id)
	return err
}

// Other sweeps a table of which nobody holds several rows.
func (j *Jobs) Other(ctx context.Context, before time.Time) error {
	_, err := j.db.ExecContext(ctx, "DELETE FROM leases WHERE ends_at < $1", before)
	return err
}
