SET lock_timeout = '2s';
ALTER TABLE bills RENAME TO receipts;
CREATE VIEW bills AS SELECT id, order_id, total FROM receipts;
