CREATE INDEX CONCURRENTLY IF NOT EXISTS products_created ON products (created_at);
