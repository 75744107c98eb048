# Stands in for jaegertracing/jaeger.
FROM scratch
COPY otelcol jaeger.yaml /
ENTRYPOINT ["/otelcol", "--config=/jaeger.yaml"]
