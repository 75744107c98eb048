# Stands in for otel/opentelemetry-collector: collector/main.go, built by this machine's own Go.
FROM scratch
COPY otelcol /otelcol
ENTRYPOINT ["/otelcol"]
