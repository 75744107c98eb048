"""PixGen's public REST interface as one signed-in person uses it, over the edge."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Self

import httpx

DEMO_PASSWORD = "pixgen-demo"  # noqa: S105 - printed at every start; the accounts exist on loopback only
_TIMEOUT = httpx.Timeout(60, connect=5)
_MOST_DIGESTS = 100  # that /v1/uploads/check takes at once


class ApiError(Exception):
    """The interface refused, or could not be reached; the message says why.

    Args:
        message: For people.
        status: HTTP status; 0 when there was no answer.
    """

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status

    @property
    def passing(self) -> bool:
        """Say whether the same request may succeed later: nobody answered, or asked to wait."""
        return self.status in {0, 429, 502, 503, 504}


def digest(picture: bytes) -> str:
    """Name a file the way /v1/uploads/check asks for it."""
    return hashlib.sha256(picture).hexdigest()


class Person:
    """One signed-in person.

    Args:
        origin: Scheme, host and port of the edge.
        email: Who signs in.
        password: Their password.
    """

    def __init__(self, origin: str, email: str, password: str = DEMO_PASSWORD) -> None:
        self._http = httpx.Client(base_url=origin, timeout=_TIMEOUT)
        self._sign_in = {"email": email, "password": password}
        self._token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def upload(self, picture: bytes, metadata: dict[str, Any], name: str = "picture.jpg") -> dict[str, Any]:
        """Upload one picture; the same bytes again are the same picture."""
        files = {
            "metadata": (None, json.dumps(metadata), "application/json"),
            "image": (name, picture, "image/jpeg"),
        }
        return self.call("POST", "/v1/uploads", files=files)

    def uploaded(self, digests: Iterable[str]) -> dict[str, str]:
        """Find which files were uploaded already: their image ids by digest."""
        wanted = list(digests)
        found: dict[str, str] = {}
        for first in range(0, len(wanted), _MOST_DIGESTS):
            body = {"source_sha256": wanted[first : first + _MOST_DIGESTS]}
            for item in self.call("POST", "/v1/uploads/check", json=body)["items"]:
                if item["uploaded"]:
                    found[item["source_sha256"]] = item["image_id"]
        return found

    def content(self, link: str) -> bytes:
        """Read the bytes behind one of a picture's links.

        Raises:
            ApiError: when they cannot be read.
        """
        try:
            answer = self._http.get(link, headers={"Authorization": f"Bearer {self._token}"})
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise ApiError(f"GET {link}: {error!r}") from error
        return answer.content

    def publish(self, image_id: str) -> dict[str, Any]:
        """Publish a pending picture; curators may."""
        return self.call("POST", f"/v1/images/{image_id}/reviews", json={"decision": "publish"})

    def call(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        """Send one request, signing in first where needed.

        Raises:
            ApiError: for every answer that is no success.
        """
        if not self._token:
            self._token = self._send("POST", "/v1/tokens", json=self._sign_in)["access_token"]
        try:
            return self._send(method, path, **content)
        except ApiError as error:
            if error.status != httpx.codes.UNAUTHORIZED:
                raise
        self._token = ""
        self._token = self._send("POST", "/v1/tokens", json=self._sign_in)["access_token"]
        return self._send(method, path, **content)

    def _send(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        headers = dict(content.pop("headers", {}))
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            answer = self._http.request(method, path, headers=headers, **content)
            body = answer.json() if answer.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise ApiError(f"{method} {path}: {error!r}") from error
        if not answer.is_success:
            detail = body.get("detail") or body.get("title") if isinstance(body, dict) else body
            raise ApiError(f"{method} {path}: {answer.status_code} {detail}", answer.status_code)
        return {**body, "status_code": answer.status_code}
