"""Cursors: where a page ended, sealed, so that nobody makes one up or uses it with another question."""

import base64
import binascii
import hmac
import json
from hashlib import sha256

from pixgen_common.errors import Code, FieldError, PixGenError

_MAC_BYTES = 16
_MAX_LENGTH = 1024
Position = tuple[str | int | float | bool, ...]


class Cursors:
    """Seals and opens positions.

    Args:
        key: secret; a cursor made with another key is not opened.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, position: Position, question: str) -> str:
        """A cursor that goes on after this position.

        Args:
            position: sort values of the last item shown, its id last.
            question: what was asked, filter and order; the cursor is good for nothing else.

        Returns:
            Text for addresses.
        """
        body = json.dumps(position, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._mac(body, question) + body).decode().rstrip("=")

    def open(self, cursor: str, question: str) -> Position:
        """The position in a cursor.

        Args:
            cursor: what `seal` returned.
            question: what is asked now.

        Returns:
            The position.

        Raises:
            PixGenError: UNPROCESSABLE ``cursor.invalid`` when it was changed or belongs to another question.
        """
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise _invalid() from error
        mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if len(cursor) > _MAX_LENGTH or not hmac.compare_digest(mac, self._mac(body, question)):
            raise _invalid()
        return tuple(json.loads(body))

    def _mac(self, body: bytes, question: str) -> bytes:
        # The question's own digest has a fixed length: no question and body run into each other.
        return hmac.digest(self._key, sha256(question.encode()).digest() + body, sha256)[:_MAC_BYTES]


def _invalid() -> PixGenError:
    return PixGenError(
        Code.UNPROCESSABLE,
        "This cursor does not belong to this list. Start again without a cursor.",
        reason="cursor.invalid",
        fields=(FieldError("cursor", "is not one that this list gave"),),
    )
