"""`make fault-orders PICTURES=dir`: pictures ordered over REST while augment and the worker are killed."""

import json
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import click
from pixgen_local import demo, processes
from pixgen_local.public_api import ApiError, Person
from pixgen_local.supervisord import SupervisorError
from pixgen_local.throwaway_stack import RunningStack, whole_stack
from rich.console import Console
from rich.table import Table

# Who is killed when such a share of the items has ended.
KILLS = ((0.1, "augment"), (0.35, "synthesis-worker"), (0.6, "augment"))
METADATA = {
    "image_type": "dermoscopic",
    "copyright_license": "CC-0",
    "consent": {"scopes": ["share", "generative"]},
}
_ITEMS_A_PAGE = 100


@dataclass
class Findings:
    """What is there in the end; the lists are hoped to be empty.

    Attributes:
        items: What the order says of each picture.
        twice: Sources with more than one result.
        lost: Results that the order names and that cannot be found, or do not name their source.
        stray: Altered pictures that no item names.
    """

    items: list[dict]
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether every picture has its result once, or a reason why there can be none."""
        settled = all(
            item["state"] == "done" or (item["reason"] or "").startswith("tone.") for item in self.items
        )
        return settled and not (self.twice or self.lost or self.stray)


@click.command()
@click.option("--pictures", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--count", default=300, show_default=True, help="How many pictures.")
@click.option("--ita", default=-40.0, show_default=True, help="Target skin tone, degrees.")
@click.option("--minutes", default=30.0, show_default=True, help="Longest time for the order.")
def main(pictures: Path, count: int, ita: float, minutes: float) -> None:
    """Order results for real pictures while processes are killed, and look for what is lost or twice."""
    files = sorted(path for path in pictures.iterdir() if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    with whole_stack(style_transfer=True) as stack, stack.sign_in(demo.CONTRIBUTOR) as person:
        began = time.monotonic()
        ids = upload_all(stack, files[:count])
        uploaded = time.monotonic()
        order = person.call("POST", "/v1/augmentations", json=_order(ids, ita))
        kills = follow(stack, person, order["url"], uploaded + minutes * 60)
        ended = time.monotonic()
        found = check(person, order["url"])
    _print(found, kills, {"uploads": uploaded - began, "order": ended - uploaded})
    if not found.good or len(found.items) != len(ids):
        raise SystemExit(1)


def upload_all(stack: RunningStack, files: list[Path]) -> list[str]:
    """Upload files; equal ones are one picture. Returns: image ids."""

    def work(part: list[Path]) -> list[str]:
        with stack.sign_in(demo.CONTRIBUTOR) as person:
            return [person.upload(path.read_bytes(), METADATA)["image_id"] for path in part]

    with ThreadPoolExecutor(2) as pool:
        ids = [image_id for part in pool.map(work, (files[::2], files[1::2])) for image_id in part]
    return list(dict.fromkeys(ids))


def follow(stack: RunningStack, person: Person, url: str, until: float) -> Counter[str]:
    """Wait until an order has ended, and kill processes on the way.

    Returns:
        How often each was killed.

    Raises:
        TimeoutError: when it has not ended in time.
    """
    kills: Counter[str] = Counter()
    due = list(KILLS)
    while time.monotonic() < until:
        counts = person.call("GET", f"{url}?limit=1")["counts"]
        ended = counts["total"] - counts["waiting"] - counts["running"]
        if due and ended >= due[0][0] * counts["total"] and kill(stack, due[0][1]):
            kills[due.pop(0)[1]] += 1
        if ended == counts["total"]:
            return kills
        time.sleep(0.3)
    raise TimeoutError(f"the order has not ended: {json.dumps(counts)}")


def kill(stack: RunningStack, name: str) -> bool:
    """kill -9 one process. Returns: whether it ran."""
    try:
        pid = stack.supervisor.state(name).pid
    except SupervisorError:
        return False
    victim = processes.identify(pid) if pid else None
    if victim is None:
        return False
    victim.send(signal.SIGKILL)
    return True


def check(person: Person, url: str) -> Findings:
    """Compare what an order says with what the catalog holds."""
    found = Findings(_all(person, url))
    results = {
        item["result_image_id"]: item["source_image_id"] for item in found.items if item["state"] == "done"
    }
    for result, source in results.items():
        try:
            edges = person.call("GET", f"/v1/images/{result}/lineage")["edges"]
        except ApiError:
            edges = []
        if (source, result) not in {(edge["parent"], edge["child"]) for edge in edges}:
            found.lost.append(result)
        if sum(edge["parent"] == source for edge in edges) > 1:
            found.twice.append(source)
    kinds = "manipulation=altered&manipulation=synthetic"
    mine = _all(person, f"/v1/images?{kinds}&mine=true")
    made = {image["image_id"] for image in mine if image["parents"]}
    found.stray = sorted(made - set(results))
    found.lost += sorted(set(results) - made)
    return found


def _all(person: Person, url: str) -> list[dict]:
    items: list[dict] = []
    cursor = ""
    while cursor is not None:
        query = f"{'&' if '?' in url else '?'}limit={_ITEMS_A_PAGE}{cursor and f'&cursor={cursor}'}"
        page = person.call("GET", url + query)
        items += page["items"]
        cursor = page["next_cursor"]
    return items


def _order(ids: list[str], ita: float) -> dict:
    return {"image_ids": ids, "target": {"ita_deg": ita}}


def _print(found: Findings, kills: Counter[str], seconds: dict[str, float]) -> None:
    states = Counter(item["state"] for item in found.items)
    reasons = Counter(item["reason"] for item in found.items if item["state"] == "failed")
    tries = Counter(item["attempts"] for item in found.items)
    table = Table("", "", box=None)
    rows = {
        "pictures ordered": len(found.items),
        "results": states["done"],
        "refused, with the reason": ", ".join(f"{n} {reason}" for reason, n in reasons.items()) or 0,
        "killed with kill -9": ", ".join(f"{name} {n}x" for name, n in kills.items()),
        "items by number of tries": ", ".join(f"{n}: {tries[n]}" for n in sorted(tries)),
        "sources with two results": len(found.twice),
        "results without their lineage": len(found.lost),
        "altered pictures of no item": len(found.stray),
        "seconds for uploads, order": ", ".join(f"{value:.0f}" for value in seconds.values()),
    }
    for name, value in rows.items():
        table.add_row(name, str(value))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
