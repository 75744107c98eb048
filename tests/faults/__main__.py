"""`make faults`: uploads while processes are killed, then the count."""

import random
import time

import click
from pixgen_local.throwaway_stack import whole_stack

from tests.faults.checking import check, settle
from tests.faults.killing import Killer
from tests.faults.uploads import Acknowledged, upload_all


@click.command()
@click.option("--uploads", default=300, show_default=True, help="How many pictures.")
@click.option("--seed", default=None, type=int, help="Decides what is killed when; printed at each run.")
@click.option("--minutes", default=12.0, show_default=True, help="Longest time for the uploads.")
def main(uploads: int, seed: int | None, minutes: float) -> None:
    """Upload pictures while real processes are killed, and look for what was lost."""
    seed = int(time.time()) % 10**6 if seed is None else seed
    print(f"{uploads} uploads, seed {seed}", flush=True)
    with whole_stack(PIXGEN_RECONCILE_SECONDS="2") as stack:
        told = Acknowledged()
        killer = Killer(stack, lambda: told.count, random.Random(seed))  # noqa: S311 - repeats a run
        killer.start()
        began = time.monotonic()
        upload_all(stack, range(uploads), began + minutes * 60, told)
        took = time.monotonic() - began
        killer.stop()
        settled = settle(stack, 180)
        found = check(stack, told)
    print(f"killed: {dict(killer.kills)} in {took:.0f} s of uploads; settled after {settled:.0f} s")
    print(f"acknowledged: {len(told.ids)} {dict(told.answers)}; failures on the way: {dict(told.errors)}")
    counts = f"lost {len(found.lost)}, twice {len(found.twice)}, loose {len(found.loose)}"
    print(f"there: {found.pictures}; {counts}; refused {len(told.refused)}")
    for what in (found.lost, found.twice, found.loose, told.refused):
        print(*what[:10], sep="\n", end="\n" if what else "")
    if not found.good or told.refused or len(told.ids) < uploads:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
