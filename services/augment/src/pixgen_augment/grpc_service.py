"""AugmentService over gRPC: for PixGen's own services alone."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import grpc
from pixgen_common.auth import require
from pixgen_common.errors import GRPC, Code, PixGenError
from pixgen_common.logging import logger
from pixgen_protos.augment.v1 import augment_pb2 as pb
from pixgen_protos.augment.v1.augment_pb2_grpc import (
    AugmentServiceServicer,
    add_AugmentServiceServicer_to_server,
)

from pixgen_augment import encoding, messages, regions
from pixgen_augment.gate import Gate
from pixgen_augment.stylize import Stylist
from pixgen_augment.worker_pool import WorkerPool

SERVICE_NAME = "pixgen.augment.v1.AugmentService"
_MOST_KEY = 200


@dataclass
class Parts:
    """What the service works with; the stylist comes when the module is loaded.

    Args:
        gate: the queue in front of the work.
        places: pictures worked on at a time.
        pool: finds lesion and skin.
        stylist: makes pictures; None until the module is loaded.
        failure: why it cannot be loaded.
    """

    gate: Gate
    places: int
    pool: WorkerPool
    stylist: Stylist | None = None
    failure: PixGenError | None = None

    def ready(self) -> Stylist:
        """The stylist. Raises: PixGenError: UNAVAILABLE, while the module loads or because it cannot."""
        if self.stylist is not None:
            return self.stylist
        if self.failure is not None:
            raise self.failure
        message = "The style module is being loaded. Try again in a moment."
        raise PixGenError(Code.UNAVAILABLE, message, reason="style.module_loading", retry_after=2.0)


class AugmentService(AugmentServiceServicer):
    """Translates messages into use cases.

    Args:
        parts: what the use cases work with.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._streamed = ThreadPoolExecutor(max_workers=4 * parts.places, thread_name_prefix="streamed")

    def add_to(self, server: grpc.Server) -> None:
        """Adds itself to a server. Args: the server."""
        add_AugmentServiceServicer_to_server(self, server)  # type: ignore[no-untyped-call]

    def Stylize(self, request: pb.StylizeRequest, context: grpc.ServicerContext) -> pb.StylizeResponse:  # noqa: N802
        """One picture."""
        require("service")
        return self._stylized(request, _wanted(context))

    def StylizeStream(  # noqa: N802
        self, requests: Iterator[pb.StylizeStreamRequest], context: grpc.ServicerContext
    ) -> Iterator[pb.StylizeStreamResponse]:
        """Many pictures; a few are worked on at a time, and answers keep the order."""
        require("service")
        self._parts.ready()
        wanted = _wanted(context)
        begun: deque[Future[pb.StylizeStreamResponse]] = deque()
        try:
            for request in requests:
                begun.append(self._streamed.submit(self._outcome, request, wanted))
                if len(begun) >= 2 * self._parts.places:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for late in begun:
                late.cancel()

    def MeasureTone(  # noqa: N802
        self, request: pb.MeasureToneRequest, context: grpc.ServicerContext
    ) -> pb.MeasureToneResponse:
        """The skin tone of a picture."""
        require("service")
        if not request.content:
            raise PixGenError(Code.INVALID, "Send the picture as content.", reason="content.missing")
        pixels = encoding.stated_pixels(request.content)
        with self._parts.gate.place(pixels, _wanted(context)):
            picture = encoding.read(request.content, "content", limits=encoding.MEASURED)
            found = self._parts.pool.run(regions.find, regions.reduced(picture)).at(picture.shape)
            return messages.tone_message(found.tone, found, with_masks=request.with_masks)

    def ListStyles(self, _: pb.ListStylesRequest, __: grpc.ServicerContext) -> pb.ListStylesResponse:  # noqa: N802
        """Named targets, methods, and the module."""
        require("service")
        return messages.styles_message(self._parts.ready().module.name)

    def _stylized(
        self, request: pb.StylizeRequest, wanted: Callable[[], bool], *, patient: bool = False
    ) -> pb.StylizeResponse:
        stylist = self._parts.ready()
        order = messages.order_of(request)
        pixels = encoding.stated_pixels(order.content)
        with self._parts.gate.place(pixels, wanted, patient=patient):
            made = stylist.make(order, wanted)
            return messages.response_of(order, made, with_masks=request.with_masks)

    def _outcome(
        self, request: pb.StylizeStreamRequest, wanted: Callable[[], bool]
    ) -> pb.StylizeStreamResponse:
        """One item of a stream: what goes wrong with it is its own."""
        key = request.key[:_MOST_KEY]
        try:
            made = self._stylized(request.request, wanted, patient=True)
            return pb.StylizeStreamResponse(key=key, response=made)
        except PixGenError as error:
            failed = pb.Failure(status=GRPC[error.code].name, reason=error.reason, message=error.detail)
        except Exception as error:
            logger().error("rpc.crashed", exc_info=error)
            words = "Something went wrong on our side; this picture was not made."
            failed = pb.Failure(status="INTERNAL", reason="internal", message=words)
        return pb.StylizeStreamResponse(key=key, failure=failed)


def _wanted(context: grpc.ServicerContext) -> Callable[[], bool]:
    """Whether the caller still waits: neither hung up nor past its deadline."""
    return lambda: bool(context.is_active())
