DROP INDEX customers_country;
ALTER TABLE customers DROP COLUMN points;
