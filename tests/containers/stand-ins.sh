#!/usr/bin/env bash
# Builds the stand-ins for public base images that are named, `base` first and the rest in any order, and tags them with
# the names that docker-bake.hcl and compose.yaml use. Needs the environment that engine.sh prints, and root.
# TensorFlow Serving's, `serving`, is built on the trainer's image.
set -euo pipefail
cd "$(dirname "$0")"

readonly WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
readonly ROOT=../..

say() { echo "==> $*" >&2; }

# name_of VARIABLE: the image that it names by default, in docker-bake.hcl or a Compose file.
name_of() {
  local name
  name=$(sed -n "/^variable \"$1\"/,/^}/s/.*default *= *\"\(.*\)\".*/\1/p" $ROOT/docker-bake.hcl)
  [ -n "$name" ] || name=$(sed -n "s/.*image: \${$1:-\(.*\)}.*/\1/p" $ROOT/deploy/compose/compose*.yaml)
  [ -n "$name" ] || { echo "nothing says what $1 is" >&2; return 1; }
  echo "$name"
}

build() {
  say "stand-in $1"
  docker build --quiet --file "stand-ins/$1.Dockerfile" --tag "$2" "$WORK" >/dev/null
}

# Without documents and languages, as in the public image; no sync after each file: this is thrown away.
base() {
  say "Debian bookworm with Python"
  mmdebstrap --quiet --variant=minbase --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --include=usr-is-merged,python3,python3-distutils,python3-pip-whl,ca-certificates bookworm "$WORK/base.tar" \
    >"$WORK/base.log" 2>&1 || { tail -n 20 "$WORK/base.log" >&2; return 1; }
}

prepare() {
  cp stand-ins/*.conf stand-ins/*.sh stand-ins/*.yaml "$WORK"
  chmod +x "$WORK"/*.sh
  cp /etc/ssl/certs/ca-certificates.crt "$WORK"
  pip config list 2>/dev/null | grep -q . && cat /etc/pip.conf ~/.config/pip/pip.conf ~/.pip/pip.conf 2>/dev/null >"$WORK/pip.conf" || touch "$WORK/pip.conf"
  cat ~/.npmrc 2>/dev/null >"$WORK/npmrc" || touch "$WORK/npmrc"
}

prepare
for one in "$@"; do
  case $one in
    base)
      base
      build base "$(name_of PYTHON_IMAGE)"
      docker tag "$(name_of PYTHON_IMAGE)" pixgen-stand-in/base
      ;;
    serving)
      say "stand-in serving"
      docker build --quiet --file stand-ins/serving.Dockerfile --tag "$(name_of SERVING_IMAGE)" $ROOT >/dev/null
      ;;
    otel)
      say "OpenTelemetry's collector, from source"
      ./collector.sh "$WORK"
      build otel "$(name_of OTEL_IMAGE)"
      build jaeger "$(name_of JAEGER_IMAGE)"
      ;;
    *) build "$one" "$(name_of "${one^^}_IMAGE")" ;;
  esac
done
