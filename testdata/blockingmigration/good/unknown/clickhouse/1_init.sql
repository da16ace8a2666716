CREATE TABLE hits (at DateTime, n UInt64) ENGINE = MergeTree ORDER BY at;
