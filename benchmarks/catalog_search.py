"""Search at a million pictures: against the same SQL by hand, deep pages against the first, coverage.

    python benchmarks/catalog_search.py [--rows 1000000] [--runs 200]

Makes its own throw-away PostgreSQL with made-up rows (no pictures), measures everything in one run and
prints one line per figure with its aim. Ends with 1 when an aim is missed.
"""

import argparse
import itertools
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import sqlalchemy as sa
from pixgen_catalog import coverage, facets, images, migrate, search
from pixgen_catalog.filters import Filter
from pixgen_catalog.image_tables import images as table
from pixgen_catalog.search import ORDERS
from pixgen_catalog.viewer import viewing
from pixgen_common import database
from pixgen_common.auth import Principal
from pixgen_local import throwaway

CHECKOUT = Path(__file__).resolve().parent.parent
READER = Principal("acc_reader", frozenset({"researcher"}))
BATCH = 50_000
PAGE = 50
# Skewed as such collections are: few dark skins, a long tail of conditions, most published.
FILL = """
INSERT INTO catalog.images (
    image_id, account_id, uploaded_at, sha256, source_sha256, phash, pixels_x, pixels_y, format, size_bytes,
    thumbnail_edges, patient_id, image_type, anatom_site_general, diagnosis, fitzpatrick_skin_type,
    recognizable_visual_features, ita_deg, ita_quality, ita_method, tone_group, consent_id, consent_scopes,
    copyright_license, access, image_manipulation, digital_source_type, generator, status, consent_status)
SELECT
    'img_' || left(translate(md5(n::text), '0189', 'ghij'), 16), 'acc_' || n % 500,
    '2020-01-01'::timestamptz + n * interval '97 seconds', md5(n::text) || md5('a' || n),
    md5('b' || n) || md5('c' || n), ('x' || md5('p' || n))::bit(64)::bigint, 1024, 768, 'JPEG', 234567,
    '{256,1024}', 'pat_' || left(translate(md5((n / 3)::text), '0189', 'ghij'), 16),
    (ARRAY['dermoscopic', 'clinical: overview', 'clinical: close-up'])[1 + n % 3],
    (ARRAY['head/neck', 'upper extremity', 'lower extremity', 'anterior torso', 'palms/soles'])[1 + n % 5],
    jsonb_build_array(jsonb_build_object('condition_id', conditions[1 + floor(cardinality(conditions)
        * power(u, 3))::int], 'confidence', 3)),
    jsonb_build_array(jsonb_build_object('value', (ARRAY['I','II','III','IV','V','VI'])[1 + n % 6],
        'source', 'contributor')),
    (ARRAY['NO', 'NO', 'NO', 'UNKNOWN'])[1 + n % 4], t.ita, 'ok', 'made up',
    t.tone, 'con_' || left(translate(md5((n / 3)::text), '0189', 'ghij'), 16), '{share,ml_training}', 'CC-BY',
    (ARRAY['open', 'controlled'])[1 + n % 2], m.manipulation, m.source_type,
    CASE WHEN m.manipulation = 'synthetic' THEN '{"kind": "phantom"}'::jsonb END,
    CASE WHEN n % 10 = 0 THEN 'pending' ELSE 'published' END, 'active'
FROM (SELECT n, random() AS u, random() AS w FROM generate_series(:first, :last) AS n) AS r,
LATERAL (SELECT CASE WHEN w < 0.4 THEN 'light' WHEN w < 0.65 THEN 'intermediate' WHEN w < 0.8 THEN 'tan'
    WHEN w < 0.92 THEN 'brown' ELSE 'dark' END AS tone, 60 - 100 * w AS ita) AS t,
LATERAL (SELECT CASE WHEN n % 20 = 1 THEN 'synthetic' ELSE 'instrument only' END AS manipulation,
    CASE WHEN n % 20 = 1 THEN 'algorithmicMedia' ELSE 'digitalCapture' END AS source_type) AS m,
(SELECT CAST(:conditions AS text[]) AS conditions) AS c
"""
# The same questions, as somebody would write them who knows this schema and forgets nothing.
MEMBERS = "status = 'published' AND consent_status = 'active' AND 'share' = ANY (consent_scopes)"
CASES: list[tuple[str, Filter, str]] = [
    ("tone", Filter(tone_group=("dark",)), "tone_group = 'dark'"),
    (
        "tone and site",
        Filter(tone_group=("brown", "dark"), site=("palms/soles",)),
        "tone_group IN ('brown', 'dark') AND anatom_site_general = 'palms/soles'",
    ),
    (
        "rare condition",
        Filter(condition=("normal_skin",)),
        "terms && ARRAY['condition:normal_skin']",
    ),
    (
        "common condition, Fitzpatrick VI",
        Filter(condition=("atopic_dermatitis",), fitzpatrick=("VI",)),
        "terms && ARRAY['condition:atopic_dermatitis'] AND terms && ARRAY['fitzpatrick:VI']",
    ),
    (
        "synthetic and dark",
        Filter(manipulation=("synthetic",), tone_group=("dark",)),
        "image_manipulation = 'synthetic' AND tone_group = 'dark'",
    ),
]


def fill(url: str, rows: int) -> None:
    """Makes the rows; indexes are built after, which is several times faster."""
    from pixgen_common.vocabularies import conditions

    engine = sa.create_engine(url)
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    for first in range(1, rows + 1, BATCH):
        with engine.begin() as connection:
            values = {"first": first, "last": min(first + BATCH - 1, rows), "conditions": list(conditions())}
            connection.execute(sa.text(FILL), values)
        print(f"\r{min(first + BATCH - 1, rows):,} rows", end="", file=sys.stderr, flush=True)
    print("\nindexes and statistics ...", file=sys.stderr, flush=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET maintenance_work_mem = '512MB'")
        for index in indexes:
            index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE) catalog.images")
    engine.dispose()


def milliseconds(*acts: Callable[[], object], runs: int) -> list[list[float]]:
    """Times acts in turn, so that whatever else the machine does falls on all of them alike."""
    took: list[list[float]] = [[] for _ in acts]
    for act in acts:
        act()
    for _, (place, act) in itertools.product(range(runs), list(enumerate(acts))):
        began = time.perf_counter()
        act()
        took[place].append((time.perf_counter() - began) * 1000)
    return took


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]


class Bench:
    """The catalog's own functions and a bare connection, on the same database."""

    def __init__(self, made: throwaway.Database, runs: int) -> None:
        self.engine = database.engine(made.app_url)
        self.runs = runs
        self.missed = False
        self._owner_url = made.owner_url
        self.bare = psycopg2.connect(made.owner_url.replace("+psycopg2", ""))

    def page(self, wanted: Filter, limit: int = PAGE, after: search.Position | None = None) -> object:
        """One page, as REST reads it."""
        with viewing(self.engine, READER) as (connection, viewer):
            return search.page(connection, viewer, wanted, ORDERS["newest"], limit, after)

    def by_hand(self, where: str) -> object:
        """The same page by a hand-written statement over a bare driver, in a transaction."""
        columns = ", ".join(column.name for column in search.COLUMNS)
        with self.bare, self.bare.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns} FROM catalog.images WHERE {MEMBERS} AND {where} "  # noqa: S608
                f"ORDER BY uploaded_at DESC, image_id DESC LIMIT {PAGE + 1}"
            )
            return cursor.fetchall()

    def told(self, what: str, value: float, aim: float | None, unit: str = "") -> None:
        """Prints a figure and remembers a missed aim."""
        ok = aim is None or value <= aim
        self.missed = self.missed or not ok
        goal = "" if aim is None else f"   aim <= {aim}{unit}   {'ok' if ok else 'MISSED'}"
        print(f"{what:<58}{value:10.2f}{unit}{goal}", flush=True)

    def filtered(self) -> None:
        """p95 of filtered pages against the same SQL by hand."""
        ours, theirs = [], []
        for name, wanted, where in CASES:
            one, other = milliseconds(
                lambda wanted=wanted: self.page(wanted),
                lambda where=where: self.by_hand(where),
                runs=self.runs,
            )
            self.told(f"page, {name}: median", statistics.median(one), None, " ms")
            self.told("  by hand: median", statistics.median(other), None, " ms")
            ours += one
            theirs += other
        self.told("filtered page: p95", p95(ours), None, " ms")
        self.told("  the same SQL by hand: p95", p95(theirs), None, " ms")
        self.told("  ratio", p95(ours) / p95(theirs), 1.5)

    def deep(self) -> None:
        """Page 10,000 against page 1 of the same filtered list."""
        wanted, size = Filter(tone_group=("light",)), 20
        with viewing(self.engine, READER) as (connection, viewer):
            query = search.statement(viewer, wanted, ORDERS["newest"], None).offset(9_999 * size - 1).limit(1)
            row = connection.execute(query).mappings().one()
        position = ORDERS["newest"].position(row)
        first, deep = milliseconds(
            lambda: self.page(wanted, size), lambda: self.page(wanted, size, position), runs=self.runs
        )
        self.told("page 1: median", statistics.median(first), None, " ms")
        self.told("page 10,000: median", statistics.median(deep), None, " ms")
        self.told("  ratio", statistics.median(deep) / statistics.median(first), 1.2)

    def lists(self) -> None:
        """Coverage, and what has no aim of its own."""
        with viewing(self.engine, READER) as (connection, viewer):
            everything = Filter()
            acts: dict[str, tuple[Callable[[], object], float | None]] = {
                "coverage, condition by tone: p95": (
                    lambda: coverage.matrix(connection, "condition", "tone_group", mask=True),
                    200,
                ),
                "count, bounded: p95": (lambda: search.count(connection, viewer, everything), None),
                "facets, sampled: p95": (lambda: facets.facets(connection, viewer, everything), None),
                "near duplicates: p95": (
                    lambda: images.near(connection, 0x0F1E2D3C4B5A6978, everything, most=6, limit=10),
                    None,
                ),
            }
            for name, (act, aim) in acts.items():
                (took,) = milliseconds(act, runs=max(20, self.runs // 5))
                self.told(name, p95(took), aim, " ms")

    def plans(self) -> None:
        """No filtered page may read the whole table."""
        for name, wanted, _ in CASES:
            with viewing(self.engine, READER) as (connection, viewer):
                query = search.statement(viewer, wanted, ORDERS["newest"], None).limit(PAGE)
                text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
                plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {text.replace('%', '%%')}").scalars())
            if "Seq Scan" in plan:
                self.missed = True
                print(f"page, {name}: reads the whole table\n{plan}")


def main() -> int:
    """Runs it all. Returns: the exit code."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--runs", type=int, default=200)
    wanted = asked.parse_args()
    with throwaway.postgres_server(CHECKOUT) as server:
        made = server.create()
        migrate.upgrade(made.owner_url, "pixgen_app")
        fill(made.owner_url, wanted.rows)
        bench = Bench(made, wanted.runs)
        bench.plans()
        bench.filtered()
        bench.deep()
        bench.lists()
        bench.bare.close()
        bench.engine.dispose()
    return int(bench.missed)


if __name__ == "__main__":
    sys.exit(main())
