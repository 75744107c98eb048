#!/usr/bin/env bash
# Builds the OpenTelemetry collector of stand-ins/collector with this machine's own Go.
#
#   collector.sh FOLDER     puts `otelcol` there
set -euo pipefail

readonly FOLDER=$(cd "$1" && pwd)
readonly SOURCE=$(mktemp -d)
trap 'rm -rf "$SOURCE"' EXIT
cp "$(dirname "$0")"/stand-ins/collector/* "$SOURCE"
cd "$SOURCE"
CGO_ENABLED=0 go build -mod=mod -trimpath -ldflags "-s -w" -o "$FOLDER/otelcol" .
