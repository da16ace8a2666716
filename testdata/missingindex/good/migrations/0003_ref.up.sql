CREATE INDEX CONCURRENTLY late_ref ON late (ref);
CREATE TABLE given_up (id bigserial PRIMARY KEY, ref text);
CREATE INDEX given_up_ref ON given_up (ref);
DROP INDEX given_up_ref;
