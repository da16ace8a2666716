SET lock_timeout = '1s';
ALTER TABLE customers DROP COLUMN phone; -- want "dropping customers.phone breaks code that still names it"
ALTER TABLE customers DROP COLUMN unused, DROP COLUMN IF EXISTS nick; -- want "dropping customers.nick"
DROP TABLE faxes; -- want "dropping faxes breaks code"
