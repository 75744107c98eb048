"""The sample pictures of a first start: phantoms of every tone, uploaded and published like any picture."""

import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stamina
from pixgen_common import vocabularies
from pixgen_imaging import phantoms
from rich.progress import Progress

from pixgen_local.public_api import ApiError, Person, digest
from pixgen_local.settings import StackSettings

CONTRIBUTOR, CURATOR = "contributor@pixgen.example", "curator@pixgen.example"
PEOPLE = (CONTRIBUTOR, "researcher@pixgen.example", CURATOR, "admin@pixgen.example")
# What each kind of drawn lesion is filed under, so that filters and coverage have something to show.
_CONDITIONS = {
    "macule": "solar_lentigo",
    "naevus": "melanocytic_naevus",
    "plaque": "plaque_psoriasis",
    "papules": "lichen_planus",
    "ring": "tinea_corporis",
    "erosion": "impetigo",
    "depigmented": "vitiligo",
}
_FITZPATRICK = {"light": "II", "intermediate": "III", "tan": "IV", "brown": "V", "dark": "VI"}
_SITES = ("upper extremity", "lower extremity", "anterior torso", "posterior torso", "lateral torso")
_SIZE = 512


class DemoError(Exception):
    """The sample pictures could not all be loaded; the next start loads the rest."""


@dataclass(frozen=True)
class Sample:
    """One phantom as it is uploaded."""

    picture: bytes
    metadata: dict[str, Any]


def draw(seed: int) -> Sample:
    """Draw a phantom. Args: seed: seeds in a row go through all tones, and through all lesions."""
    tones = vocabularies.TONE_GROUPS
    tone = tones[seed % len(tones)]
    lesion = phantoms.LESIONS[seed // len(tones) % len(phantoms.LESIONS)]
    phantom = phantoms.draw(seed, tone_group=tone, lesion=lesion, size=_SIZE)
    return Sample(phantoms.encode(phantom), metadata(phantom))


def metadata(phantom: phantoms.Phantom) -> dict[str, Any]:
    """Describe a phantom the way a contributor would: as synthetic, with what it was drawn from."""
    return {
        "image_type": "clinical: close-up",
        "copyright_license": "CC-0",
        "access": "open",
        "attribution": "PixGen phantoms",
        "consent": {"scopes": list(vocabularies.CONSENT_SCOPES), "patient": f"phantom-{phantom.seed}"},
        "lesion": f"phantom-{phantom.seed}",
        "anatom_site_general": _SITES[phantom.seed % len(_SITES)],
        "diagnosis": [{"condition_id": _CONDITIONS[phantom.lesion]}],
        "fitzpatrick_skin_type": [{"value": _FITZPATRICK[phantom.tone_group]}],
        "recognizable_visual_features": "NO",
        "image_manipulation": "synthetic",
        "generator": {
            "kind": "phantom",
            "version": phantoms.VERSION,
            "seed": phantom.seed,
            "parameters": dict(phantom.parameters),
            "measures": {"ita_deg": round(phantom.ita_deg, 2)},
        },
    }


def load(settings: StackSettings, marker: Path, tell: Callable[[str], None]) -> None:
    """Upload and publish the samples that are not there yet; once done, later starts skip it.

    Args:
        settings: How many, and where the edge is.
        marker: File that remembers how many were loaded.
        tell: Told how far it is.

    Raises:
        DemoError: when a picture is refused, or the stack does not answer.
    """
    count = settings.demo_pictures
    done: int = json.loads(marker.read_text()) if marker.exists() else 0
    if done >= count:
        return
    try:
        with (
            Person(settings.origin, CONTRIBUTOR) as contributor,
            Person(settings.origin, CURATOR) as curator,
            _shown(count, tell) as advance,
        ):
            for sample in _drawn_ahead(count):
                _load_one(contributor, curator, sample)
                advance()
    except ApiError as error:
        raise DemoError(str(error)) from error
    marker.write_text(json.dumps(count))


def _drawn_ahead(count: int) -> Iterator[Sample]:
    """Draw the next samples while the one before is being uploaded."""
    pool = ThreadPoolExecutor(1)
    try:
        yield from pool.map(draw, range(count))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C does not wait for the rest


def _load_one(contributor: Person, curator: Person, sample: Sample) -> None:
    """Bring one sample to where it is published. After an interruption only what is missing is done."""
    before = contributor.uploaded([digest(sample.picture)]).values()
    if before:
        upload = contributor.call("GET", f"/v1/uploads/{next(iter(before))}")
    else:
        upload = _patiently(lambda: contributor.upload(sample.picture, sample.metadata))
    if upload["status"] == "pending":
        _patiently(lambda: curator.publish(upload["image_id"]))


def _may_come(error: Exception) -> bool:
    return isinstance(error, ApiError) and (error.passing or error.status == 404)


@stamina.retry(on=_may_come, attempts=30, timeout=60)
def _patiently(action: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Try again while a process restarts, or a picture that was taken with 202 is not registered yet."""
    return action()


@contextmanager
def _shown(count: int, tell: Callable[[str], None]) -> Iterator[Callable[[], None]]:
    """Show progress as a bar on a terminal, and as a line now and then in a file."""
    done = 0
    bar = Progress(transient=True, disable=not sys.stdout.isatty())

    def advance() -> None:
        nonlocal done
        done += 1
        tell(f"{done} of {count}")
        bar.advance(task)
        if bar.disable and (done % 10 == 0 or done == count):
            print(f"Sample pictures: {done} of {count}", flush=True)

    with bar:
        task = bar.add_task("Sample pictures", total=count)
        yield advance
