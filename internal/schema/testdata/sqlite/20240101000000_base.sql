-- migrate:up
PRAGMA foreign_keys = ON;
CREATE TABLE tenants (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(80) NOT NULL UNIQUE COLLATE NOCASE,
    plan TEXT DEFAULT 'free' CHECK (plan IN ('free', 'team')),
    created DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id INTEGER NOT NULL REFERENCES tenants ON DELETE CASCADE,
    email text not null,
    "full name" text,
    age int default (1 + 2),
    balance DECIMAL(10, 2) DEFAULT 0.0,
    UNIQUE (tenant_id, email)
);
CREATE INDEX users_email ON users (email);
CREATE INDEX users_lower ON users (lower(email)) WHERE age > 17;
CREATE TABLE posts (
    user_id TEXT REFERENCES users (id) ON UPDATE CASCADE ON DELETE SET NULL,
    n INT,
    body TEXT,
    words INT GENERATED ALWAYS AS (length(body)) VIRTUAL,
    PRIMARY KEY (user_id, n),
    FOREIGN KEY (user_id, n) REFERENCES posts (user_id, n)
) WITHOUT ROWID;
CREATE TRIGGER posts_empty AFTER INSERT ON posts WHEN NEW.body IS NULL
BEGIN
    UPDATE posts SET body = CASE WHEN n > 1 THEN '' ELSE 'first' END WHERE user_id = NEW.user_id;
    DELETE FROM posts WHERE n < 0;
END;
-- migrate:down
DROP TABLE posts;
