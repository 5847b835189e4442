#!/bin/sh
# Fills the sample database, and lets the workers read it and nothing else. Run by the image, once.
set -eu

psql --set ON_ERROR_STOP=1 --username postgres --dbname shop --set password="$SHOP_PASSWORD" <<'END'
CREATE TABLE orders (
    number bigint PRIMARY KEY,
    ordered_at timestamp NOT NULL,
    customer text NOT NULL,
    product text NOT NULL,
    amount numeric(9, 2) NOT NULL
);
INSERT INTO orders
SELECT number,
       timestamp '2025-01-01' + number * interval '31.5 seconds',
       'Customer ' || number * 7919 % 5000,
       (ARRAY['Apples', 'Pears, ripe', 'Plums', '"Best" cherries'])[1 + number * 31 % 4],
       (100 + number * 104729 % 99900) / 100.0
FROM generate_series(1, 1000000::bigint) AS number;
CREATE INDEX ON orders (ordered_at);
ANALYZE orders;
CREATE ROLE reader LOGIN PASSWORD :'password';
GRANT SELECT ON orders TO reader;
END
