"""What is counted and timed."""

from prometheus_client import Counter, Gauge, Histogram

UPLOADS = Counter(
    "pixgen_upload_pictures_total",
    "Uploads by what became of them: created, again, deferred, held, refused or failed.",
    ["outcome"],
)
BYTES = Counter("pixgen_upload_received_bytes_total", "Bytes of pictures received.")
STAGE_SECONDS = Histogram(
    "pixgen_upload_stage_seconds",
    "Seconds per stage of an upload.",
    ["stage"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
OUTSTANDING = Gauge(
    "pixgen_upload_outstanding",
    "Pictures with unfinished work at the last round of the reconciler.",
    multiprocess_mode="mostrecent",
)
RECONCILED = Counter(
    "pixgen_upload_reconciled_total",
    "What the reconciler did: registered, refused, cleared, erased.",
    ["action"],
)
