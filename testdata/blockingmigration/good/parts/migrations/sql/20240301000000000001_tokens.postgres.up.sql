CREATE UNIQUE INDEX tokens_code ON tokens (code);
