"""The upload service, over REST: the one way in, for results like for any picture."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
from pixgen_common.errors import HTTP, Code, PixGenError
from pixgen_common.identity import ServiceSigner
from pixgen_common.logging import REQUEST_ID_HEADER, request_id

from pixgen_synthesis.settings import Settings

_CODES = {status.value: code for code, status in reversed(HTTP.items())}


class Upload:
    """Brings pictures to upload, for the people who ordered them.

    Args:
        settings: where it is, and how long to wait.
    """

    def __init__(self, settings: Settings) -> None:
        self._signer = ServiceSigner(settings)
        self._http = httpx.Client(
            base_url=settings.upload_url, timeout=httpx.Timeout(settings.upload_seconds, connect=5)
        )

    def close(self) -> None:
        """Closes its connections."""
        self._http.close()

    def bring(self, account_id: str, picture: bytes, media_type: str, metadata: Mapping[str, Any]) -> str:
        """Uploads one picture; bringing the same order item again finds what is there.

        Args:
            account_id: whose picture it will be.
            picture: encoded bytes.
            media_type: what they are.
            metadata: the part ``metadata``.

        Returns:
            The picture's id: it is stored for good, and registered now or a little later.

        Raises:
            PixGenError: what upload answered; UNAVAILABLE when it did not answer.
        """
        token = self._signer.token("upload", on_behalf_of=account_id)
        parts: dict[str, tuple[str | None, bytes, str]] = {
            "metadata": (None, json.dumps(metadata).encode(), "application/json"),
            "image": ("image", picture, media_type),
        }
        headers = {"Authorization": f"Bearer {token}", REQUEST_ID_HEADER: request_id() or ""}
        try:
            answer = self._http.post("/v1/uploads", files=parts, headers=headers)
            body = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise PixGenError(
                Code.UNAVAILABLE, "The upload service did not answer.", reason="upload.unavailable"
            ) from error
        if not answer.is_success or not isinstance(body, dict):
            raise _failure(answer.status_code, body if isinstance(body, dict) else {})
        return str(body["image_id"])


def _failure(status: int, problem: Mapping[str, Any]) -> PixGenError:
    code = _CODES.get(status, Code.UNAVAILABLE if status >= 500 else Code.INVALID)
    fields = "; ".join(f"{entry['field']}: {entry['message']}" for entry in problem.get("errors") or ())
    detail = str(problem.get("detail") or f"The upload service answered {status}.")
    return PixGenError(
        code, f"{detail} {fields}".strip(), reason=str(problem.get("reason") or f"upload.{status}")
    )
