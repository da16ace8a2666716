---- tern: disable-tx ----
create index concurrently books_title on books (title);
---- create above / drop below ----
drop index books_title;
