create table books (id bigserial primary key, title text);
---- create above / drop below ----
alter table books rename title to heading;
