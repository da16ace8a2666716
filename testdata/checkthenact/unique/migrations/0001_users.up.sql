CREATE TABLE users (
    id bigserial PRIMARY KEY,
    tenant_id bigint NOT NULL,
    email text NOT NULL,
    phone text,
    nick text,
    is_robot boolean NOT NULL DEFAULT false,
    deleted_at timestamptz,
    UNIQUE (tenant_id, nick)
);
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE UNIQUE INDEX users_phone ON users (phone) WHERE is_robot = false;

CREATE TABLE coupons (
    code text NOT NULL,
    shop_id bigint NOT NULL,
    starts_at timestamptz NOT NULL,
    PRIMARY KEY (shop_id, code, starts_at)
);
CREATE INDEX coupons_code ON coupons (code);

CREATE TABLE coupon_days (
    id bigserial PRIMARY KEY,
    shop_id bigint NOT NULL,
    day date NOT NULL,
    n bigint NOT NULL,
    UNIQUE (shop_id, day)
);
