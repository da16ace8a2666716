create table books (id bigserial primary key, title text);
---- create above / drop below ----
drop table books;
