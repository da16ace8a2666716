CREATE TABLE users (
    id bigserial PRIMARY KEY,
    name text NOT NULL,
    nick text,
    legacy_id bigint,
    login text,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id),
    note text,
    total bigint NOT NULL,
    currency text NOT NULL
);
CREATE INDEX ON orders (user_id);

CREATE TABLE coupons (id bigserial PRIMARY KEY, code text UNIQUE);
CREATE TABLE baskets (id bigserial PRIMARY KEY, user_id bigint UNIQUE);
