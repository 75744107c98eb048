ALTER TABLE synthesis.items ADD COLUMN refused JSONB;
