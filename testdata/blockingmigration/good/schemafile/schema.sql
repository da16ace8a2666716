CREATE TABLE notes (id bigserial PRIMARY KEY, body text);
CREATE INDEX notes_body ON notes (body);
ALTER TABLE notes ADD CONSTRAINT filled CHECK (body <> '');
