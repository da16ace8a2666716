SET lock_timeout = '2s';
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX events_at ON ONLY events (at);
ALTER INDEX events_at RENAME TO events_at_idx;
ALTER TABLE orders RENAME CONSTRAINT orders_user TO orders_user_fk;
