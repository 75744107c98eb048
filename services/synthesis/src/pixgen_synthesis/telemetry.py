"""What is counted and timed."""

from prometheus_client import Counter, Histogram

ITEMS = Counter(
    "pixgen_synthesis_items_total",
    "Items by kind of order and what became of a try: done, retried, failed, cancelled, lost to another.",
    ["kind", "outcome"],
)
REFUSED = Counter(
    "pixgen_synthesis_refused_total",
    "Generated pictures that were not taken, by reason.",
    ["reason"],
)
STAGE_SECONDS = Histogram(
    "pixgen_synthesis_stage_seconds",
    "Seconds per stage of an item.",
    ["stage"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
