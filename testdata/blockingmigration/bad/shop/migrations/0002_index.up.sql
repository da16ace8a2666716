CREATE INDEX users_email_idx ON users (email); -- want "building index users_email_idx stops writes to users: CREATE INDEX CONCURRENTLY"
CREATE UNIQUE INDEX ON orders (user_id, placed_at); -- want "building an index stops writes to orders"
CREATE INDEX IF NOT EXISTS orders_data_idx ON orders USING gin ((data::jsonb)); -- want "building index orders_data_idx"
CREATE INDEX users_lower_idx -- want "building index users_lower_idx"
    ON users (lower(email))
    WHERE team_id IS NOT NULL;
CREATE INDEX events_kind_idx ON events (kind); -- want "create it ON ONLY the table, then on each partition"
