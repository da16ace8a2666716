SET lock_timeout = '2s';
ALTER TABLE users ALTER COLUMN team_id SET NOT NULL; -- want "SET NOT NULL on users.team_id reads all rows under an exclusive lock: VALIDATE a CHECK"
ALTER TABLE users ADD CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES teams (id); -- want "the foreign key on users.team_id. checks all rows while writes wait: add it NOT VALID"
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users; -- want "the foreign key on orders"
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0); -- want "the CHECK on orders reads all rows"
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email); -- want "UNIQUE on users builds its index under an exclusive lock"
ALTER TABLE old_events ADD PRIMARY KEY (id); -- want "PRIMARY KEY on old_events builds its index"
ALTER TABLE orders ADD CONSTRAINT one_open EXCLUDE USING btree (user_id WITH =) WHERE (state = 'open'); -- want "EXCLUDE on orders"
ALTER TABLE teams -- want "the CHECK on teams" "UNIQUE on teams"
    ADD CONSTRAINT named CHECK (name <> ''),
    ADD CONSTRAINT only_one UNIQUE (name);
