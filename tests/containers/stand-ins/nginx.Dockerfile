# Stands in for nginxinc/nginx-unprivileged: Debian's nginx, uid 101, and that image's substitution of variables.
FROM pixgen-stand-in/base
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends nginx-light gettext-base wget \
 && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled /etc/nginx/conf.d \
 && groupadd --gid 101 web && useradd --uid 101 --gid 101 --no-create-home web \
 && mkdir -p /etc/nginx/templates /etc/nginx/conf.d
COPY nginx.conf /etc/nginx/nginx.conf
COPY nginx-entrypoint.sh /docker-entrypoint.sh
USER 101
ENTRYPOINT ["/docker-entrypoint.sh"]
CMD ["nginx", "-g", "daemon off;"]
