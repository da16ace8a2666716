SET lock_timeout = '2s';
ALTER TABLE users ADD COLUMN plan text;
UPDATE users SET plan = 'free'; -- want "UPDATE of all of users in the transaction that altered it"
