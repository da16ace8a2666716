ALTER TABLE customers ADD COLUMN points bigint;
UPDATE customers SET points = 0;
ALTER TABLE customers ALTER COLUMN points SET NOT NULL;
CREATE INDEX customers_country ON customers (country);
