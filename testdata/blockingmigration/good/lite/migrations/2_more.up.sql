CREATE INDEX notes_text ON notes (text);
ALTER TABLE notes RENAME COLUMN text TO body;
ALTER TABLE notes ADD COLUMN at integer NOT NULL DEFAULT 0;
UPDATE notes SET at = 1;
