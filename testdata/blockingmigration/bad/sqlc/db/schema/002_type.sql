SET lock_timeout = '1s';
ALTER TABLE books ALTER COLUMN title TYPE varchar(40); -- want "books.title from text to varchar.40."
