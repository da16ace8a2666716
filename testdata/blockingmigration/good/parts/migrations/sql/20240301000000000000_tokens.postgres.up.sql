CREATE TABLE tokens (id bigserial PRIMARY KEY, user_id bigint NOT NULL, code text NOT NULL);
