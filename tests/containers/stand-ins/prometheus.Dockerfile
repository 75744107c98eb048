# Stands in for prom/prometheus: Debian's Prometheus 2.42.
FROM pixgen-stand-in/base
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends prometheus && rm -rf /var/lib/apt/lists/* \
 && mkdir /prometheus && chown 65534:65534 /prometheus
ENTRYPOINT ["prometheus"]
