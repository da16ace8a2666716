SET lock_timeout = '2s';
ALTER TABLE tokens ADD CONSTRAINT tokens_user FOREIGN KEY (user_id) REFERENCES users (id);
