CREATE TABLE invoices (id bigserial PRIMARY KEY, order_id bigint NOT NULL);
CREATE INDEX invoices_order_idx ON invoices (order_id);
ALTER TABLE invoices ADD COLUMN number bigserial;
ALTER TABLE invoices ADD COLUMN total int NOT NULL;
ALTER TABLE invoices ADD CHECK (total > 0);
ALTER TABLE invoices ALTER COLUMN total TYPE bigint;
UPDATE invoices SET total = 0;
ALTER TABLE invoices RENAME TO bills;
CREATE INDEX bills_total ON bills (total);
