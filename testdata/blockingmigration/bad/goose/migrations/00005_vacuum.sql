-- +goose Up
VACUUM items; -- want "VACUUM fails in a transaction, which goose opens"
REINDEX TABLE CONCURRENTLY items; -- want "REINDEX CONCURRENTLY fails in a transaction"
