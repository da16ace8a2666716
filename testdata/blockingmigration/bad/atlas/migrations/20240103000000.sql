-- Modify "books" table
SET lock_timeout = '1s';
ALTER TABLE "books" ADD COLUMN "isbn" character varying(13) NOT NULL; -- want "adding books.isbn NOT NULL"
