#!/usr/bin/env bash
# A Docker engine of our own on a Debian machine without one: private data root, socket and pid file, so that it
# touches no other engine; Compose and buildx beside it; and stand-ins for base images that no registry gives here.
#
#   engine.sh start    prints the environment that reaches it (DOCKER_HOST, DOCKER_CONFIG)
#   engine.sh stop     ends it by its own pid; PIXGEN_ENGINE_KEEP=1 keeps its data for the next start
set -euo pipefail

readonly HOME_DIR=${PIXGEN_ENGINE_DIR:-/var/tmp/pixgen-engine}
readonly SOCKET=$HOME_DIR/docker.sock
export DOCKER_HOST=unix://$SOCKET DOCKER_CONFIG=$HOME_DIR/config

say() { echo "==> $*" >&2; }

install_engine() {
  [ "$(id -u)" = 0 ] || { echo "the engine needs root" >&2; return 1; }
  if ! command -v dockerd >/dev/null || ! command -v mmdebstrap >/dev/null; then
    say "apt-get install docker.io mmdebstrap iptables"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends docker.io mmdebstrap iptables >/dev/null
  fi
  [ -x "$DOCKER_CONFIG/cli-plugins/docker-compose" ] || install_plugins
}

# bookworm has neither Compose 2 nor buildx; trixie's are static enough. Private apt folders: this machine's own
# list of sources stays as it is.
install_plugins() {
  say "Compose and buildx from Debian trixie"
  local apt=$HOME_DIR/apt
  mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/out" "$DOCKER_CONFIG/cli-plugins"
  debian_sources trixie >"$apt/sources.list"
  local options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$apt/lists"
    -o "Dir::Cache::archives=$apt/archives" -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update -qq
  (cd "$apt/out" && apt-get "${options[@]}" download -qq docker-compose docker-buildx)
  for package in "$apt"/out/*.deb; do dpkg-deb -x "$package" "$apt/out"; done
  find "$apt/out" -type f \( -name docker-compose -o -name docker-buildx \) -perm -u+x -exec cp {} "$DOCKER_CONFIG/cli-plugins/" \;
  rm -rf "$apt"
}

# The mirror that this machine uses for bookworm, asked for another release.
debian_sources() {
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' 2>/dev/null | grep -v security | head -n 1)
  [ -n "$mirror" ] || { echo "this machine names no mirror for bookworm" >&2; return 1; }
  echo "deb $mirror $1 main"
}

start() {
  mkdir -p "$HOME_DIR"
  install_engine
  if ! docker info >/dev/null 2>&1; then
    say "dockerd, data under $HOME_DIR"
    nohup dockerd --host "$DOCKER_HOST" --data-root "$HOME_DIR/data" --exec-root "$HOME_DIR/exec" \
      --pidfile "$HOME_DIR/dockerd.pid" --storage-driver overlay2 --userland-proxy=true \
      >"$HOME_DIR/dockerd.log" 2>&1 </dev/null &
    for _ in $(seq 120); do docker info >/dev/null 2>&1 && break; sleep 0.5; done
    docker info >/dev/null 2>&1 || { tail -n 20 "$HOME_DIR/dockerd.log" >&2; return 1; }
  fi
  echo "export DOCKER_HOST=$DOCKER_HOST DOCKER_CONFIG=$DOCKER_CONFIG"
}

stop() {
  local pid
  pid=$(cat "$HOME_DIR/dockerd.pid" 2>/dev/null || true)
  if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
    docker ps -q | xargs -r docker kill >/dev/null || true
    kill "$pid"
    for _ in $(seq 120); do kill -0 "$pid" 2>/dev/null || break; sleep 0.5; done
  fi
  [ -n "${PIXGEN_ENGINE_KEEP:-}" ] || rm -rf "$HOME_DIR"
}

case ${1:-} in
  start | stop) "$1" ;;
  *) sed -n '2,7p' "$0" >&2; exit 2 ;;
esac
