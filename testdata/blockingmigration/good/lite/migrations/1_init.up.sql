CREATE TABLE notes (id integer PRIMARY KEY AUTOINCREMENT, text text);
