"""What the edge itself answers when it cannot pass a request on: problem+json in plain words (RFC 9457)."""

import json
from dataclasses import dataclass

from pixgen_web.routes import MIB, PICTURE_BODY, Upstream

MEDIA_TYPE = "application/problem+json"
_TYPE = "https://pixgen.example/problems/"


@dataclass(frozen=True)
class Problem:
    """One failure of the edge.

    Args:
        status: HTTP status.
        title: the kind of failure.
        reason: stable machine word.
        detail: what happened, what was kept, what to do.
    """

    status: int
    title: str
    reason: str
    detail: str

    def body(self, request_id: str) -> str:
        """The problem as JSON.

        Args:
            request_id: id of the request, also in the answer's header.

        Returns:
            JSON text.
        """
        return json.dumps(
            {
                "type": _TYPE + self.reason,
                "title": self.title,
                "status": self.status,
                "detail": self.detail,
                "reason": self.reason,
                "request_id": request_id,
                "errors": [],
            }
        )


# What was kept and what to do differs by service, not by failure.
_WHAT_NOW = {
    Upstream.UPLOAD: (
        "Your picture was not confirmed. Send it again in a moment: the same picture is never stored twice."
    ),
    Upstream.CATALOG: (
        "Nothing was lost. Try again in a moment; if you were changing something, look first if it was done."
    ),
    Upstream.SYNTHESIS: "Orders that were confirmed are kept. Try again in a moment.",
}


def unreachable(upstream: Upstream) -> Problem:
    """The service could not be reached, or broke off.

    Args:
        upstream: the service.

    Returns:
        A 502.
    """
    detail = f"The {upstream} service is not answering. {_WHAT_NOW[upstream]}"
    return Problem(502, "Service not reachable", f"edge.{upstream}_unreachable", detail)


def silent(upstream: Upstream) -> Problem:
    """The service took longer than its route allows.

    Args:
        upstream: the service.

    Returns:
        A 504.
    """
    detail = f"The {upstream} service did not answer in time. {_WHAT_NOW[upstream]}"
    return Problem(504, "Service too slow", f"edge.{upstream}_silent", detail)


def too_large(limit: int) -> Problem:
    """The request's body is longer than its route allows.

    Args:
        limit: the route's limit in bytes.

    Returns:
        A 413.
    """
    what = (
        "Pictures may have up to 30 MiB"
        if limit == PICTURE_BODY
        else f"Up to {limit // MIB} MiB is taken here"
    )
    return Problem(
        413, "Too large", "edge.too_large", f"{what}; this was more, and nothing was stored. Send less."
    )


TOO_SLOW = Problem(
    408,
    "Request too slow",
    "edge.request_slow",
    "The line stood still while sending, and nothing was stored. Send it again when the line is better.",
)
REFUSED = Problem(
    400,
    "Bad address",
    "edge.bad_path",
    "The address holds characters that no address here has. Check the link.",
)
NO_SUCH_ADDRESS = Problem(404, "Not found", "not_found", "There is nothing at this address. Check the link.")
NOT_ALLOWED = Problem(
    405, "Not allowed", "method_not_allowed", "Pages are read with GET; nothing can be sent to them."
)
STARTING = Problem(503, "Starting", "edge.starting", "The pages are being built. Try again in a few seconds.")
