create index concurrently books_title on books (title); -- want "which tern opens: put it in a file with ---- tern: disable-tx ----"
---- create above / drop below ----
drop index books_title;
