-- migrate:up
CREATE TABLE books (id bigserial PRIMARY KEY, title text);
-- migrate:down
DROP TABLE books;
