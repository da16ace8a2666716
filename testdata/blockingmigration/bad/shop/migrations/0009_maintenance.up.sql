SET lock_timeout = '2s';
CLUSTER users USING users_email_idx; -- want "CLUSTER writes users anew under an exclusive lock"
REINDEX TABLE users; -- want "REINDEX of users stops writes"
REINDEX INDEX users_email_idx; -- want "REINDEX of users_email_idx"
LOCK TABLE users IN ACCESS EXCLUSIVE MODE; -- want "LOCK TABLE users stops writes"
TRUNCATE teams CASCADE; -- want "TRUNCATE teams CASCADE empties every table"
ALTER TABLE orders SET UNLOGGED; -- want "SET UNLOGGED writes orders anew"
ALTER TABLE users ALTER COLUMN full_name SET EXPRESSION AS (email || name); -- want "a new expression for users.full_name"
