SET lock_timeout = '2s';
TRUNCATE receipts;
ALTER TABLE receipts ADD COLUMN paid_at timestamptz NOT NULL;
ALTER TABLE receipts ADD UNIQUE (order_id);
CREATE INDEX receipts_paid ON receipts (paid_at);
