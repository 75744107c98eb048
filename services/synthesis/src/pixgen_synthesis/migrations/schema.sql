-- The schema at revision 0002, written by `pixgen-synthesis migrate --write-schema`.
CREATE TABLE synthesis.idempotency_keys (
    account_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_sha256 TEXT NOT NULL,
    status INTEGER,
    answer JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account_id, key),
    CONSTRAINT idempotency_keys_account_id_length CHECK (char_length(account_id) BETWEEN 1 AND 255),
    CONSTRAINT idempotency_keys_key_length CHECK (char_length(key) BETWEEN 1 AND 200),
    CONSTRAINT idempotency_keys_request_sha256_form CHECK (request_sha256 ~ '^[0-9a-f]{64}$')
);
CREATE INDEX idempotency_keys_created_at_idx ON synthesis.idempotency_keys (created_at);
CREATE TABLE synthesis.orders (
    order_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL,
    request JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT orders_pkey PRIMARY KEY (order_id),
    CONSTRAINT orders_order_id_form CHECK (order_id ~ '^ord_[a-z2-7]{16}$'),
    CONSTRAINT orders_kind_form CHECK (kind ~ '^[a-z][a-z_]{0,31}$'),
    CONSTRAINT orders_account_id_length CHECK (char_length(account_id) BETWEEN 1 AND 255)
);
CREATE INDEX orders_account_id_kind_created_at_order_id_idx ON synthesis.orders (account_id, kind, created_at, order_id);
CREATE TABLE synthesis.items (
    item_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    source_image_id TEXT,
    parameters JSONB NOT NULL,
    result_image_id TEXT,
    result JSONB,
    message TEXT,
    refused JSONB,
    finished_at TIMESTAMP WITH TIME ZONE,
    queue_state TEXT DEFAULT 'waiting' NOT NULL,
    queue_attempts INTEGER DEFAULT '0' NOT NULL,
    queue_due_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    queue_lease TEXT,
    queue_error TEXT,
    CONSTRAINT items_pkey PRIMARY KEY (item_id),
    CONSTRAINT items_item_id_form CHECK (item_id ~ '^itm_[a-z2-7]{16}$'),
    CONSTRAINT items_source_image_id_form CHECK (source_image_id ~ '^img_[a-z2-7]{16}$'),
    CONSTRAINT items_result_image_id_form CHECK (result_image_id ~ '^img_[a-z2-7]{16}$'),
    CONSTRAINT items_queue_state_known CHECK (queue_state IN ('waiting'::text, 'leased'::text, 'done'::text, 'failed'::text, 'cancelled'::text)),
    CONSTRAINT items_done_with_result CHECK ((queue_state = 'done') = (result IS NOT NULL)),
    CONSTRAINT items_message_length CHECK (char_length(message) BETWEEN 1 AND 1000),
    CONSTRAINT items_order_id_fkey FOREIGN KEY(order_id) REFERENCES synthesis.orders (order_id)
);
CREATE INDEX items_due_idx ON synthesis.items (queue_due_at, item_id) WHERE queue_state IN ('waiting', 'leased');
CREATE INDEX items_open_idx ON synthesis.items (order_id) WHERE queue_state IN ('waiting', 'leased');
CREATE UNIQUE INDEX items_order_id_position_idx ON synthesis.items (order_id, position);
CREATE INDEX items_source_image_id_idx ON synthesis.items (source_image_id);
