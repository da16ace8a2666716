BEGIN;
SET LOCAL lock_timeout = '2s';
DROP INDEX CONCURRENTLY users_age_idx; -- want "DROP INDEX CONCURRENTLY fails in a transaction, which BEGIN opens"
COMMIT;
