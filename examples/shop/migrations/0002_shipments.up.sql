CREATE TABLE shipments (
    tracking     text PRIMARY KEY,
    order_id     bigint NOT NULL REFERENCES orders (id),
    created_at   timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz
);

CREATE TABLE shipment_events (
    event_id    text PRIMARY KEY,
    tracking    text NOT NULL,
    status      text NOT NULL,
    happened_at timestamptz NOT NULL
);

CREATE INDEX shipments_open ON shipments (created_at) WHERE delivered_at IS NULL;
