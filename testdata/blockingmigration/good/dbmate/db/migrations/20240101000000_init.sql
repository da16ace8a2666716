-- migrate:up
CREATE TABLE books (id bigserial PRIMARY KEY, title text);
-- migrate:down
CREATE INDEX x ON books (title);
