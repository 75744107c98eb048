"""Settings of the edge. Read by hand, not with Pydantic: the first page must answer before anything heavy."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pixgen_web.routes import Upstream

DEFAULT_ADDRESSES = {
    Upstream.UPLOAD: "http://127.0.0.1:8001",
    Upstream.CATALOG: "http://127.0.0.1:8002",
    Upstream.SYNTHESIS: "http://127.0.0.1:8003",
}
# Names, defaults and meanings, for `--help` and for .env.example.
VARIABLES: tuple[tuple[str, str, str], ...] = (
    ("PIXGEN_EDGE_BIND", "127.0.0.1:8080", "Address and port that browsers reach."),
    ("PIXGEN_EDGE_STATIC", "services/web/ui/dist", "Folder of the built pages."),
    (
        "PIXGEN_EDGE_STATUS_FILE",
        "",
        "JSON file with the steps that the start-up page shows; none when empty.",
    ),
    *(
        (upstream.variable, address, f"The {upstream} service.")
        for upstream, address in DEFAULT_ADDRESSES.items()
    ),
)


class SettingsError(ValueError):
    """A variable holds something that cannot be used; the message names it."""


@dataclass(frozen=True)
class EdgeSettings:
    """What the edge needs to know.

    Args:
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        static: folder of the built pages; may come into being later.
        status_file: JSON file with the start-up steps.
        upstreams: address of each service, without a path.
        connect_seconds: longest wait for a connection to a service.
        body_seconds: longest pause of a caller in the middle of a body.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    static: Path = Path("services/web/ui/dist")
    status_file: Path | None = None
    upstreams: Mapping[Upstream, str] = field(default_factory=lambda: dict(DEFAULT_ADDRESSES))
    connect_seconds: float = 3
    body_seconds: float = 60


def from_environment(environ: Mapping[str, str] = os.environ) -> EdgeSettings:
    """Reads the settings.

    Args:
        environ: the environment; empty values count as absent.

    Returns:
        The settings.

    Raises:
        SettingsError: a variable cannot be used.
    """
    values = {name: environ.get(name) or default for name, default, _ in VARIABLES}
    host, port = _bind(values["PIXGEN_EDGE_BIND"])
    status = values["PIXGEN_EDGE_STATUS_FILE"]
    return EdgeSettings(
        host=host,
        port=port,
        static=Path(values["PIXGEN_EDGE_STATIC"]),
        status_file=Path(status) if status else None,
        upstreams={upstream: _address(upstream.variable, values[upstream.variable]) for upstream in Upstream},
    )


def _bind(value: str) -> tuple[str, int]:
    host, separator, port = value.rpartition(":")
    if not separator or not host or not port.isdigit() or int(port) > 65535:
        message = f"PIXGEN_EDGE_BIND must be ADDRESS:PORT, for example 127.0.0.1:8080; it is {value!r}"
        raise SettingsError(message)
    return host.strip("[]"), int(port)


def _address(variable: str, value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if scheme not in {"http", "https"} or not separator or not rest.rstrip("/") or "/" in rest.rstrip("/"):
        message = f"{variable} must be like http://127.0.0.1:8001, without a path; it is {value!r}"
        raise SettingsError(message)
    return value.rstrip("/")
