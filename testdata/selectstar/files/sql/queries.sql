-- name: get-users
SELECT * FROM users WHERE team_id = $1 ORDER BY name LIMIT 50; -- want selectstar "SELECT * on users" 

-- name: get-teams
SELECT id, name FROM teams ORDER BY name LIMIT 50;

-- name: add-user
INSERT INTO users (name, team_id) VALUES ($1, $2)
RETURNING *; -- want-1 selectstar "RETURNING * on users"

-- name: count-users
SELECT count(*) FROM users WHERE EXISTS (SELECT * FROM teams WHERE teams.id = users.team_id AND teams.id = $1);

-- name: keep-users
INSERT INTO old_users SELECT * FROM users WHERE seen_at < $1; -- want selectstar "INSERT INTO old_users SELECT *"

-- name: search-users
SELECT id FROM users WHERE name ILIKE '%' || $1 || '%' LIMIT 50; -- want leadingwildcard "ILIKE '%…' on users.name"

-- name: begin-users
SELECT id FROM users WHERE name ILIKE $1 || '%' LIMIT 50;
