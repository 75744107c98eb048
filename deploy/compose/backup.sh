#!/usr/bin/env bash
# Copies what must not be lost, and puts it back: make backup, make restore.
#   backup.sh save FOLDER      database first, then buckets: objects are written once, so the buckets hold at least
#                              what the database speaks of. A folder that holds a copy is brought up to date.
#   backup.sh restore FOLDER   into containers that hold nothing yet (the same secrets, new volumes)
# The secrets are not in the copy: keep deploy/compose/secrets elsewhere. Without identity_key no picture keeps its id.
set -euo pipefail

readonly HERE=$(cd "$(dirname "$0")" && pwd)
readonly DATABASE=pixgen
compose() { docker compose -f "$HERE/compose.yaml" ${PIXGEN_COMPOSE_FILES:-} "$@"; }
# The password stays in the container, and off every command line.
postgres() { compose exec -T postgres sh -c 'PGPASSWORD=$(cat /run/secrets/postgres/password) exec "$@"' sh "$@"; }
# As whoever runs this, so that the copy belongs to them.
objects() { compose run --rm --no-deps -T --user "$(id -u):$(id -g)" --volume "$2:/copy" "$1"; }

save() {
  local folder
  mkdir -p "$1/objects"
  chmod 700 "$1"
  folder=$(cd "$1" && pwd)
  postgres pg_dump --username=postgres --format=custom "$DATABASE" >"$folder/database.part"
  mv "$folder/database.part" "$folder/database.dump"
  objects backup "$folder/objects"
  echo "Saved in $folder. It holds no secrets: keep a copy of $HERE/secrets elsewhere."
}

restore() {
  local folder
  folder=$(cd "$1" && pwd)
  [ -s "$folder/database.dump" ] || { echo "there is no database.dump in $folder" >&2; return 2; }
  compose up --detach --wait postgres minio
  compose run --rm --no-deps -T prepare-database
  compose run --rm --no-deps -T prepare-store
  if [ "$(postgres psql --username=postgres --dbname="$DATABASE" --tuples-only --no-align \
    --command="SELECT count(*) FROM pg_namespace WHERE nspname = 'catalog'")" != 0 ]; then
    echo "The database holds something: restore into new volumes (docker compose down --volumes)." >&2
    return 2
  fi
  postgres pg_restore --username=postgres --dbname="$DATABASE" --single-transaction --exit-on-error <"$folder/database.dump"
  objects restore "$folder/objects"
  compose up --detach --wait
  compose exec -T catalog catalog reindex
}

case ${1:-} in
  save | restore) [ $# = 2 ] || { sed -n '3,7p' "$0" >&2; exit 2; }; "$1" "$2" ;;
  *) sed -n '2,7p' "$0" >&2; exit 2 ;;
esac
