#!/usr/bin/env bash
# Builds the stand-ins for public base images, tagged with the names that docker-bake.hcl and compose.yaml use.
# Needs the environment that engine.sh prints, and root.
set -euo pipefail
cd "$(dirname "$0")"

readonly WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
readonly ROOT=../..

say() { echo "==> $*" >&2; }

# tag NAME VARIABLE: the name that a variable of docker-bake.hcl has by default.
name_of() { sed -n "/^variable \"$1\"/,/^}/s/.*default *= *\"\(.*\)\".*/\1/p" $ROOT/docker-bake.hcl; }

build() {
  say "stand-in $1"
  docker build --quiet --file "stand-ins/$1.Dockerfile" --tag "$2" "$WORK" >/dev/null
}

base() {
  say "Debian bookworm with Python"
  mmdebstrap --quiet --variant=minbase --include=python3,python3-pip,python3-venv,ca-certificates bookworm "$WORK/base.tar"
}

cp stand-ins/*.conf stand-ins/*.sh "$WORK"
chmod +x "$WORK"/*.sh
cp /etc/ssl/certs/ca-certificates.crt "$WORK"
pip config list 2>/dev/null | grep -q . && cat /etc/pip.conf ~/.config/pip/pip.conf ~/.pip/pip.conf 2>/dev/null >"$WORK/pip.conf" || touch "$WORK/pip.conf"
cat ~/.npmrc 2>/dev/null >"$WORK/npmrc" || touch "$WORK/npmrc"
base
build base pixgen-stand-in/base
docker tag pixgen-stand-in/base "$(name_of PYTHON_IMAGE)"
build node "$(name_of NODE_IMAGE)"
build nginx "$(name_of NGINX_IMAGE)"
build postgres "$(name_of POSTGRES_IMAGE)"
