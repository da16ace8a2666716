SET lock_timeout = '2s';
ALTER TABLE users ALTER COLUMN age TYPE bigint; -- want "users.age from integer to bigint writes the table anew"
ALTER TABLE users ALTER COLUMN email TYPE varchar(50); -- want "users.email from varchar.100. to varchar.50."
ALTER TABLE users ALTER COLUMN born SET DATA TYPE timestamptz; -- want "users.born from timestamp to timestamptz"
ALTER TABLE users ALTER COLUMN note TYPE integer USING length(note); -- want "users.note from text to integer"
ALTER TABLE users ALTER score TYPE numeric(10,3); -- want "users.score"
ALTER TABLE orders ALTER COLUMN data TYPE jsonb USING data::jsonb; -- want "orders.data from json to jsonb"
