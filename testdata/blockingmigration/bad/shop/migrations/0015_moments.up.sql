SET lock_timeout = '2s';
DROP INDEX users_lower_idx; -- want:info "dropping index users_lower_idx stops reads and writes of users for a moment"
