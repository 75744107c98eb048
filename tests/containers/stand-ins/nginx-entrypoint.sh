#!/bin/sh
# What the public image's 15-local-resolvers and 20-envsubst-on-templates do.
set -eu
if [ -n "${NGINX_ENTRYPOINT_LOCAL_RESOLVERS:-}" ]; then
  NGINX_LOCAL_RESOLVERS=$(awk '$1 == "nameserver" {print ($2 ~ ":") ? "[" $2 "]" : $2}' /etc/resolv.conf | xargs)
  export NGINX_LOCAL_RESOLVERS
fi
defined=$(env | cut -d= -f1 | grep -E "${NGINX_ENVSUBST_FILTER:-.}" | sed 's/.*/${&}/' | xargs)
for template in /etc/nginx/templates/*.template; do
  name=$(basename "$template" .template)
  envsubst "$defined" <"$template" >"${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}/$name"
done
exec "$@"
