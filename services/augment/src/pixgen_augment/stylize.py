"""The use case: a picture, a target and a method in; a picture, its measures and its warnings out."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as Late
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from pixgen_common.errors import Code, FieldError, PixGenError
from prometheus_client import Histogram

from pixgen_augment import appraisal, encoding, hybrid, measures, neural, regions, targets, tone_transfer
from pixgen_augment.batching import StyleQueue
from pixgen_augment.measures import Measures
from pixgen_augment.neural import Floats, Kept
from pixgen_augment.regions import Picture, Regions
from pixgen_augment.style_module import ModuleName, StyleModule
from pixgen_augment.targets import Target
from pixgen_augment.worker_pool import WorkerPool

STAGE_SECONDS = Histogram("pixgen_augment_stage_seconds", "Seconds per stage of a picture.", ["stage"])
_KEPT_STYLES = 128
_LOOK = 0.1  # seconds between looks at whether the caller is still there


class Method(StrEnum):
    """How a picture is made."""

    TONE = "TONE"
    NEURAL = "NEURAL"
    HYBRID = "HYBRID"


VERSIONS = {
    Method.TONE: tone_transfer.VERSION,
    Method.NEURAL: neural.VERSION,
    Method.HYBRID: hybrid.VERSION,
}


@dataclass(frozen=True)
class Order:
    """What is to be made.

    Args:
        content: encoded picture.
        target: the skin that is wanted; None when `style_image` says it.
        style_image: encoded picture; empty when there is none.
        method: how.
        strength: 0 to 1.
        max_edge: longest edge of the result, pixels; 0 keeps the content's.
        media_type: image/png or image/jpeg.
    """

    content: bytes
    target: Target | None
    style_image: bytes
    method: Method
    strength: float
    max_edge: int
    media_type: str


@dataclass(frozen=True)
class Made:
    """What came out.

    Args:
        image: encoded picture.
        picture: the same, [H, W, 3], sRGB.
        target: what the skin was to become at the strength used.
        regions: of the content.
        measures: of the result.
        warnings: what to know.
        module: the module that had a part in it, if one had.
        milliseconds: by stage.
    """

    image: bytes
    picture: Picture
    target: Target
    regions: Regions
    measures: Measures
    warnings: tuple[appraisal.Warning, ...]
    module: ModuleName | None
    milliseconds: dict[str, float]


@dataclass
class _Clock:
    """Milliseconds by stage."""

    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        seconds = time.perf_counter() - began
        STAGE_SECONDS.labels(name).observe(seconds)
        self.spent[name] = self.spent.get(name, 0.0) + 1000 * seconds


class _Style:
    """A style, read by the module when a picture first needs it.

    Args:
        target: its skin, or the target that it stands for.
        pixels: makes it as the module wants it.
        module: reads it.
    """

    def __init__(self, target: Target, pixels: Callable[[], Floats], module: StyleModule) -> None:
        self.target, self._pixels, self._module = target, pixels, module

    @cached_property
    def known(self) -> Floats:
        """What the module needs to know of it."""
        return self._module.read(self._pixels())


class Stylist:
    """Makes pictures.

    Args:
        module: the style module.
        queue: where pictures wait for it.
        edge: long edge at which it sees larger pictures.
        pool: finds and measures.
    """

    def __init__(self, module: StyleModule, queue: StyleQueue, edge: int, pool: WorkerPool) -> None:
        self.module, self._queue, self._edge, self._pool = module, queue, edge, pool
        self._styles: Kept[_Style] = Kept(_KEPT_STYLES)

    def make(self, order: Order, is_wanted: Callable[[], bool]) -> Made:
        """Makes one picture.

        Args:
            order: what is wanted.
            is_wanted: whether the caller still waits; asked between the stages.

        Returns:
            The picture and what was measured.

        Raises:
            PixGenError: the content or the style cannot be used, with the reason; DEADLINE when nobody waits
                any more.
        """
        clock = _Clock()
        with clock.stage("total"):
            with clock.stage("decode"):
                picture = encoding.read(order.content, "content", order.max_edge)
            _still(is_wanted)
            with clock.stage("masks"):
                small = regions.reduced(picture)
                seen = self._pool.run(regions.find, small)
                appraisal.refuse(seen)
                found = seen.at(picture.shape)
                style = self._style(order)
            _still(is_wanted)
            made, is_neural = self._painted(picture, found, style, order, clock, is_wanted)
            wanted = tone_transfer.at_strength(found, style.target, order.strength)
            with clock.stage("measure"):
                measured = self._pool.run(
                    measures.measure, small, measures.sized(made, small.shape), seen, wanted
                )
            with clock.stage("encode"):
                image = encoding.write(made, order.media_type)
        return Made(
            image,
            made,
            wanted,
            found,
            measured,
            appraisal.appraise(found, style.target, measured),
            self.module.name if is_neural else None,
            clock.spent,
        )

    def _painted(
        self,
        picture: Picture,
        found: Regions,
        style: _Style,
        order: Order,
        clock: _Clock,
        is_wanted: Callable[[], bool],
    ) -> tuple[Picture, bool]:
        """The picture, and whether the module had a part in it."""
        if order.strength <= 0:
            return picture.copy(), False
        if order.method is Method.NEURAL:
            small, painted = self._through_module(picture, style, clock, is_wanted)
            with clock.stage("colour"):
                full = neural.full_size(picture, small, painted)
                return neural.mixed(picture, full, order.strength), True
        with clock.stage("colour"):
            toned = tone_transfer.darken(picture, found, style.target, order.strength)
        if order.method is Method.TONE:
            return toned, False
        _, painted = self._through_module(picture, style, clock, is_wanted)
        with clock.stage("colour"):
            return hybrid.modulate(picture, toned, painted, found), True

    def _through_module(
        self, picture: Picture, style: _Style, clock: _Clock, is_wanted: Callable[[], bool]
    ) -> tuple[Picture, Picture]:
        """What the module saw, and what it made of it."""
        small = regions.reduced(picture, self._edge)
        with clock.stage("network"):
            known = style.known
        job = self._queue.submit(neural.as_numbers(small), known)
        while True:
            try:
                painted = job.result(_LOOK)
                break
            except Late:
                if not is_wanted():
                    job.cancel()
                    _still(is_wanted)
            except CancelledError as error:
                message = "The service is ending; nothing was made."
                raise PixGenError(Code.UNAVAILABLE, message, reason="augment.ending") from error
        clock.spent["wait"] = painted.wait_ms
        clock.spent["network"] += painted.network_ms
        return small, neural.as_codes(painted.picture)

    def _style(self, order: Order) -> _Style:
        """The style of an order, kept for the next one; pictures are decoded and measured once."""
        if order.target is None:
            key = sha256(order.style_image).digest()
            return self._styles.get(key, lambda: self._picture_style(order.style_image))
        target = order.target
        key = repr(target).encode()
        return self._styles.get(key, lambda: _Style(target, lambda: neural.plain_style(target), self.module))

    def _picture_style(self, data: bytes) -> _Style:
        picture = encoding.read(data, "target.style_image", regions.WORKING_EDGE)
        target = targets.from_skin(picture, self._pool.run(regions.find, picture))
        pixels = neural.style_picture(picture)
        return _Style(target, lambda: pixels, self.module)


def _still(is_wanted: Callable[[], bool]) -> None:
    """Ends work that nobody waits for."""
    if not is_wanted():
        message = "The call ended before the picture was made."
        raise PixGenError(Code.DEADLINE, message, reason="augment.given_up")


def missing_target() -> PixGenError:
    """The refusal of an order without a target. Returns: the error to raise."""
    message = "Say what the skin is to become: ita_deg, tone_group, style or style_image."
    return PixGenError(
        Code.INVALID, message, reason="target.missing", fields=(FieldError("target", message),)
    )
