CREATE FUNCTION old_take2(_key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    b record;
BEGIN
    SELECT * FROM buckets WHERE key = _key INTO b;
    RETURN true;
END;
$$;
