#!/bin/sh
# What the public image's entry point does for us: a cluster at the first start, scram for the network.
set -eu
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  eval "initdb --pgdata=$PGDATA --username=${POSTGRES_USER:-postgres} --pwfile=$POSTGRES_PASSWORD_FILE ${POSTGRES_INITDB_ARGS:-}"
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  sed -i "s/^#listen_addresses.*/listen_addresses = '*'/" "$PGDATA/postgresql.conf"
fi
exec "$@"
