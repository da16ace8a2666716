CREATE TABLE customers (id bigserial PRIMARY KEY, phone text, nick text, unused text);
CREATE TABLE faxes (customer_id bigint, number text);
