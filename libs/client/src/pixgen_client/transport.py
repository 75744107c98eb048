"""Requests to the server: signed, retried while it is away, and their failures put in words."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Self

import httpx

from pixgen_client import __version__, problems
from pixgen_client.credentials import CredentialStore
from pixgen_client.errors import ClientError
from pixgen_client.patience import Patience
from pixgen_client.session import Session

_TIMEOUT = httpx.Timeout(connect=10, read=60, write=60, pool=None)
# An upload is answered when everything is stored; the edge itself gives up after 120 s of silence.
UPLOAD_TIMEOUT = httpx.Timeout(connect=10, read=130, write=60, pool=None)
_NO_LIMIT = httpx.Limits(max_connections=None, max_keepalive_connections=20)


@cache
def _trust() -> ssl.SSLContext:
    """Whom TLS trusts; read once, as it takes longer than all else that is done before the first request."""
    return httpx.create_ssl_context()


class Transport:
    """The one way to the server.

    Args:
        server: its address, without a path.
        store: where sign-ins are kept.
        patience: how long to keep trying.
    """

    def __init__(self, server: str, store: CredentialStore, patience: Patience) -> None:
        self.server = server
        self.patience = patience
        self._http = httpx.Client(
            base_url=server,
            verify=_trust(),
            timeout=_TIMEOUT,
            limits=_NO_LIMIT,
            headers={"User-Agent": f"pixgen/{__version__}", "Accept": "application/json"},
        )
        self.session = Session(self._http, store, server)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def require_sign_in(self) -> str:
        """Makes sure that somebody is signed in.

        Returns:
            Who it is.

        Raises:
            ClientError: nobody is.
        """
        if (email := self.session.email) is None:
            raise ClientError(
                f"You are not signed in at {self.server}.", todo="Sign in with `pixgen login`.", status=401
            )
        return email

    def get(self, path: str, params: Any = None) -> dict[str, Any]:
        """Asks for JSON. Args: path; query. Returns: the object. Raises: ClientError."""
        return self.json("GET", path, params=params)

    def json(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        """Sends a request whose answer is a JSON object.

        Args:
            method: of HTTP.
            path: on the server.
            content: as httpx takes it; anything streamed must be able to start again.

        Returns:
            The object.

        Raises:
            ClientError: the server refuses, or what answers is no PixGen server.
            Unavailable: it could not be reached for as long as there was patience.
        """
        return self.answer(method, path, **content)[1]

    def answer(self, method: str, path: str, **content: Any) -> tuple[int, dict[str, Any]]:
        """As json, with the status. Args: as json. Returns: status and object. Raises: as json."""
        return self.patience.keep_trying(lambda: self.once(method, path, **content))

    def once(self, method: str, path: str, *, needs: str = "", **content: Any) -> tuple[int, dict[str, Any]]:
        """As answer, in a single try.

        Args:
            method: as json.
            path: as json.
            needs: a member without which the answer is not PixGen's, whatever its status says.
            content: as json.

        Returns:
            Status and object.

        Raises:
            ClientError: as json.
        """
        with self._sent(method, path, **content) as response:
            response.read()
            try:
                body = response.json()
            except ValueError:
                body = None
        if not isinstance(body, dict) or (needs and needs not in body):
            raise problems.stranger(response)
        return response.status_code, body

    @contextmanager
    def stream(self, path: str, **headers: str) -> Iterator[httpx.Response]:
        """Asks for bytes, in a single try.

        Args:
            path: on the server.
            headers: more of them, by name.

        Yields:
            The answer, its body not read yet.

        Raises:
            ClientError: as json; also while the body is being read.
        """
        with self._sent("GET", path, headers={"Accept": "*/*", **headers}) as response:
            yield response

    @contextmanager
    def _sent(self, method: str, path: str, **content: Any) -> Iterator[httpx.Response]:
        token = self.session.token()
        try:
            with self._open(method, path, token, content) as response:
                if token is None or response.status_code != httpx.codes.UNAUTHORIZED:
                    yield self._checked(response)
                    return
            token = self.session.token(rejected=token)
            with self._open(method, path, token, content) as response:
                yield self._checked(response)
        except httpx.TransportError as error:
            raise problems.unreachable(self.server, error) from error
        except httpx.DecodingError as error:
            raise ClientError(
                f"{self.server} sent an answer that cannot be read.", reason="garbled"
            ) from error

    def _open(self, method: str, path: str, token: str | None, content: dict[str, Any]) -> Any:
        headers = {**content.get("headers", {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self._http.stream(method, path, **{**content, "headers": headers})

    @staticmethod
    def _checked(response: httpx.Response) -> httpx.Response:
        if not response.is_success:
            response.read()
            raise problems.failure(response)
        return response
