CREATE FUNCTION purge_scans() RETURNS void AS $$
BEGIN
    DELETE FROM scans WHERE deleted_at < now() - interval '30 days';
END $$ LANGUAGE plpgsql;
