SET lock_timeout = '2s';
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT state_there CHECK (state IS NOT NULL) NOT VALID;
