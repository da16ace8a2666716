CREATE TABLE users (
    id bigserial PRIMARY KEY,
    email text NOT NULL,
    phone text,
    referrer_id bigint,
    invited_by bigint,
    token text,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id),
    shop_id bigint NOT NULL,
    coupon text,
    number text NOT NULL,
    deleted_at timestamptz,
    placed_at timestamptz NOT NULL,
    shipped_at timestamptz
);
CREATE UNIQUE INDEX orders_number ON orders (number) WHERE deleted_at IS NULL;

CREATE TABLE order_items (
    order_id bigint NOT NULL,
    line integer NOT NULL,
    sku text NOT NULL,
    warehouse_id bigint,
    PRIMARY KEY (order_id, line)
);

CREATE TABLE invoices (
    id bigserial PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders (id),
    account_id bigint NOT NULL,
    period_id bigint NOT NULL,
    external_ref text
);

CREATE TABLE payments (
    id bigserial PRIMARY KEY,
    invoice_id bigint NOT NULL REFERENCES invoices (id),
    provider_ref text NOT NULL,
    batch_id bigint,
    booked_at timestamptz
);

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id bigint NOT NULL,
    device_id text,
    expires_at timestamptz NOT NULL
);

CREATE TABLE events (
    id bigserial PRIMARY KEY,
    aggregate_id uuid NOT NULL,
    actor_id bigint,
    at timestamptz NOT NULL
);

CREATE TABLE messages (
    id bigserial PRIMARY KEY,
    thread_id bigint NOT NULL,
    sender_id bigint NOT NULL,
    sent_at timestamptz NOT NULL
);

CREATE TABLE threads (
    id bigserial PRIMARY KEY,
    owner_id bigint NOT NULL
);
CREATE INDEX threads_owner ON threads (owner_id);

CREATE TABLE tags (
    id bigserial PRIMARY KEY,
    post_id bigint NOT NULL,
    label text NOT NULL
);
