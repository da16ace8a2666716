SET lock_timeout = '2s';
ALTER TABLE users ALTER COLUMN name TYPE text;
ALTER TABLE users ALTER COLUMN email TYPE varchar(255);
ALTER TABLE users ALTER COLUMN code TYPE varchar USING code::varchar;
ALTER TABLE users ALTER COLUMN score TYPE numeric(12,2);
ALTER TABLE users ALTER COLUMN at TYPE timestamp;
ALTER TABLE users ALTER COLUMN net TYPE inet;
