"""What is there in the end: asked over HTTP, and listed in the bucket."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pixgen_local import demo, objectstore
from pixgen_local.public_api import ApiError, Person
from pixgen_local.throwaway_stack import RunningStack
from pixgen_local.vault import IMAGES

from tests.faults.uploads import Acknowledged

THUMBNAILS = 2


@dataclass
class Findings:
    """What is wrong; empty lists are what is hoped for.

    Attributes:
        lost: Acknowledged, but not to be found.
        twice: There more than once.
        loose: Keys in the bucket that belong to no found picture, or that a picture lacks.
    """

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    pictures: int = 0

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.twice or self.loose)


def settle(stack: RunningStack, seconds: float) -> float:
    """Wait until all processes answer and nothing is pending any more.

    Returns:
        How long that took, seconds.

    Raises:
        TimeoutError: when it is not so in time.
    """
    began = time.monotonic()
    while (waited := time.monotonic() - began) < seconds:
        try:
            with stack.sign_in(demo.CONTRIBUTOR) as person:
                person.call("GET", "/v1/images?limit=1")
            if not any(key.startswith("pending/") for key in keys(stack)):
                return waited
        except (ApiError, OSError):
            pass
        time.sleep(1)
    raise TimeoutError(f"not settled after {seconds:.0f} s; pending: {list(keys(stack, 'pending/'))[:5]}")


def check(stack: RunningStack, told: Acknowledged) -> Findings:
    """Compare what the contributors were told with what is there."""
    found = Findings()
    with stack.sign_in(demo.CONTRIBUTOR) as person:
        listed = Counter(image["image_id"] for image in _images(person))
        found.pictures = len(listed)
        found.twice += [image_id for image_id, times in listed.items() if times > 1]
        for image_id in told.ids.values():
            if image_id not in listed or not _whole(person, image_id):
                found.lost.append(image_id)
    # One id per picture sent, so two ids for one picture would show as one too many.
    found.twice += told.changed + sorted(set(listed) - set(told.ids.values()))
    found.loose = _loose(stack, set(listed))
    return found


def _images(person: Person) -> Iterator[dict]:
    cursor = None
    while True:
        page = person.call(
            "GET", "/v1/images", params={"limit": 100, **({"cursor": cursor} if cursor else {})}
        )
        yield from page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return


def _whole(person: Person, image_id: str) -> bool:
    """Say whether a picture is registered and its bytes and thumbnails can be read."""
    try:
        upload = person.call("GET", f"/v1/uploads/{image_id}")
        links = person.call("GET", f"/v1/images/{image_id}")["links"]
        return upload["state"] == "registered" and all(
            person.content(link) for link in links.values() if link
        )
    except ApiError:
        return False


def keys(stack: RunningStack, prefix: str = "") -> Iterator[str]:
    """List the picture bucket with the catalog's read-only keys."""
    words = stack.vault.secrets
    store = objectstore.client(stack.settings.s3_endpoint, words.s3_catalog_access, words.s3_catalog_secret)
    for entry in store.list_objects(IMAGES, prefix=prefix, recursive=True):
        yield entry.object_name


def _loose(stack: RunningStack, images: set[str]) -> list[str]:
    """Find keys of no picture, and pictures without all of their keys."""
    wrong, kinds = [], {image_id: Counter() for image_id in images}
    for key in keys(stack):
        folder, _, name = key.partition("/")
        image_id = name.partition(".")[0]
        if folder == "thumbnails":
            image_id = image_id.rpartition("_")[0]
        if image_id in kinds:
            kinds[image_id][folder] += 1
        else:
            wrong.append(key)
    whole = Counter(originals=1, records=1, thumbnails=THUMBNAILS)
    return wrong + [f"{image_id}: {dict(has)}" for image_id, has in kinds.items() if has != whole]
