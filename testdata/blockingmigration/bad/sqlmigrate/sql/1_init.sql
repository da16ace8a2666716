-- +migrate Up
CREATE TABLE books (id bigserial PRIMARY KEY, title text);
-- +migrate Down
DROP TABLE books;
