"""The augment service, over gRPC: one picture in, one picture or its tone out.

Every method raises PixGenError: what augment refuses, with its reason; UNAVAILABLE, DEADLINE or TOO_MANY when
it is away or busy.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from google.protobuf.json_format import MessageToDict
from pixgen_common import rpc
from pixgen_common.errors import PixGenError
from pixgen_common.identity import ServiceSigner
from pixgen_protos.augment.v1 import augment_pb2 as pb
from pixgen_protos.augment.v1.augment_pb2_grpc import AugmentServiceStub

from pixgen_synthesis.absence import named
from pixgen_synthesis.settings import Settings

METHODS = ("TONE", "NEURAL", "HYBRID")
# Larger results come as JPEG: as PNG they would not fit into one message.
_LARGEST_PNG = 2048


@dataclass(frozen=True)
class Wish:
    """What a result is to be.

    Args:
        target: exactly one of ``ita_deg``, ``tone_group`` and ``style``.
        method: TONE, NEURAL or HYBRID.
        strength: 0 (the source) to 1 (the target).
    """

    target: Mapping[str, Any]
    method: str = "TONE"
    strength: float = 1.0

    def as_json(self) -> dict[str, Any]:
        """The wish as orders keep it."""
        return {"target": dict(self.target), "method": self.method, "strength": self.strength}


@dataclass(frozen=True)
class Stylized:
    """A result.

    Args:
        data: encoded bytes.
        media_type: image/png or image/jpeg.
        method_version: name and version of the algorithm.
        measures: what was measured; only what could be.
        warnings: each with code and message.
        module: handle and version of the style module that had a part in it, if one had.
    """

    data: bytes
    media_type: str
    method_version: str
    measures: Mapping[str, float]
    warnings: tuple[Mapping[str, str], ...]
    module: Mapping[str, str] | None


@dataclass(frozen=True)
class Tone:
    """The tone of a picture's skin.

    Args:
        ita_deg: degrees, None when there is no skin to measure.
        tone_group: light, intermediate, tan, brown or dark; None when the angle is not to be relied on.
    """

    ita_deg: float | None
    tone_group: str | None


class Augment:
    """Calls the augment service; it connects at the first call, which comes after the fork.

    Args:
        settings: where it is, and how long to wait.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _stub(self) -> AugmentServiceStub:
        signer = ServiceSigner(self._settings)
        channel = rpc.channel(self._settings.augment_grpc, self._settings, signer, "augment")
        return AugmentServiceStub(channel)  # type: ignore[no-untyped-call]

    def stylize(
        self, content: bytes, wish: Wish, *, edge: int, max_edge: int = 0, seconds: float | None = None
    ) -> Stylized:
        """Makes one picture.

        Args:
            content: encoded bytes of the source.
            wish: what it is to be.
            edge: long edge of the result that is expected, pixels.
            max_edge: longest edge allowed; 0 keeps the source's.
            seconds: deadline; that of the settings when None.

        Returns:
            The result.
        """
        fits = edge <= _LARGEST_PNG
        request = pb.StylizeRequest(
            content=content,
            target=pb.Target(**wish.target),
            method=f"METHOD_{wish.method}",
            strength=wish.strength,
            max_edge=max_edge,
            output_format=pb.OUTPUT_FORMAT_PNG if fits else pb.OUTPUT_FORMAT_JPEG,
        )
        return _stylized(self._call(self._stub.Stylize, request, seconds or self._settings.augment_seconds))

    def tone(self, content: bytes) -> Tone:
        """Measures a picture. Args: its encoded bytes. Returns: the tone of its skin."""
        request = pb.MeasureToneRequest(content=content)
        answer = self._call(self._stub.MeasureTone, request, self._settings.augment_seconds)
        return Tone(answer.ita_deg if answer.HasField("ita_deg") else None, answer.tone_group or None)

    def styles(self) -> dict[str, Any]:
        """Named targets and methods. Returns: ListStylesResponse as JSON."""
        answer = self._call(self._stub.ListStyles, pb.ListStylesRequest(), self._settings.catalog_seconds)
        return MessageToDict(
            answer, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
        )

    def _call(self, method: Callable[..., Any], request: Any, seconds: float) -> Any:
        try:
            return rpc.call(method, request, timeout=seconds)
        except PixGenError as error:
            raise named(error, "augment") from error


def _stylized(answer: pb.StylizeResponse) -> Stylized:
    measures = MessageToDict(
        answer.measures, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
    module = answer.module if answer.HasField("module") else None
    return Stylized(
        data=answer.image,
        media_type=answer.media_type,
        method_version=answer.method_version,
        # protobuf writes infinities and NaN as words, which no record may hold.
        measures={
            name: round(value, 4)
            for name, value in measures.items()
            if isinstance(value, int | float) and math.isfinite(value)
        },
        warnings=tuple({"code": entry.code, "message": entry.message} for entry in answer.warnings),
        module={"handle": module.handle, "version": module.version} if module else None,
    )
