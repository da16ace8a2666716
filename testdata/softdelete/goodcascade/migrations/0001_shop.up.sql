CREATE TABLE tenants (id bigserial PRIMARY KEY);
CREATE TABLE papers (
    id bigserial PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    deleted_at timestamptz
);
CREATE TABLE readings (id bigint NOT NULL, at timestamptz NOT NULL, deleted_at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE scans (id bigserial PRIMARY KEY, deleted_at timestamptz);
