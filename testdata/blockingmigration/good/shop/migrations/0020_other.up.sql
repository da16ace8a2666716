COMMENT ON TABLE orders IS 'CREATE INDEX slow ON orders (state)';
ANALYZE orders;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE orders SET state = 'x'; RETURN NEW; END $$;
