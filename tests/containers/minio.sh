#!/usr/bin/env bash
# Builds MinIO's image around a binary of this machine's own Go: the last stage of deploy/images/minio/Dockerfile; its
# first stage, the same command in a golang image, is left out. PIXGEN_MINIO_BINARY names a binary that is there already.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly DOCKERFILE=deploy/images/minio/Dockerfile
readonly WORK=$(mktemp -d)
finish() { chmod -R u+w "$WORK" && rm -rf "$WORK"; } # Go keeps its modules read-only
trap finish EXIT
export CGO_ENABLED=0 GOFLAGS=-trimpath

mkdir -p "$WORK/context/out" "$WORK/context/data"
if [ -n "${PIXGEN_MINIO_BINARY:-}" ]; then
  cp "$PIXGEN_MINIO_BINARY" "$WORK/context/out/minio"
else
  version=$(sed -n 's/^ARG MINIO_VERSION=//p' $DOCKERFILE)
  echo "==> MinIO $version, from source" >&2
  GOBIN="$WORK/context/out" go install -ldflags "-s -w" "github.com/minio/minio@$version"
fi
go build -ldflags "-s -w" -o "$WORK/context/out/probe" deploy/images/minio/probe.go
chown 10001:10001 "$WORK/context/data"
sed -n '/^FROM scratch/,$p' $DOCKERFILE \
  | sed 's#--from=build ##; s#^COPY \(--chown=[0-9:]* \)\?/#COPY \1#; s# /out/# out/#g' >"$WORK/context/Dockerfile"
docker build --quiet --tag pixgen/minio:0.1.0 "$WORK/context" >/dev/null
