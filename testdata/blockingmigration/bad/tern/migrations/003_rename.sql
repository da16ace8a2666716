set lock_timeout = '1s';
alter table books rename title to heading; -- want "renaming books.title to heading"
---- create above / drop below ----
alter table books rename heading to title;
