ALTER TABLE orders RENAME TO gone;
CREATE INDEX slow ON orders (state);
