ALTER TABLE orders ADD COLUMN gift boolean; -- want:info "without lock_timeout, ALTER TABLE waits behind the longest query on orders"
ALTER TABLE users ADD COLUMN gift boolean;
