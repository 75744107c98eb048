"""Opaque identifiers: a prefix, an underscore and sixteen base32 characters (80 bits)."""

import base64
import hmac
import re
import secrets
from hashlib import sha256

_IN_ORDER = str.maketrans("abcdefghijklmnopqrstuvwxyz234567", "234567abcdefghijklmnopqrstuvwxyz")
# What a model may be called; a regular expression, which the catalog's constraint holds as well.
MODEL_NAME = "[a-z][a-z0-9_-]{0,63}"
ID_PATTERN = re.compile(r"[a-z]{3}_[a-z2-7]{16}")


def random_id(prefix: str) -> str:
    """A fresh identifier that says nothing.

    Args:
        prefix: three lower-case letters that name the kind, e.g. ``acc``.

    Returns:
        E.g. ``acc_4k2m...``.
    """
    return f"{prefix}_{_base32(secrets.token_bytes(10))}"


def newest_first_id(prefix: str, milliseconds: int) -> str:
    """A fresh identifier that sorts before all that were made in an earlier millisecond.

    Args:
        prefix: three lower-case letters that name the kind, e.g. ``run``.
        milliseconds: when it is made, since the epoch.

    Returns:
        48 bits of time, counted down, then 32 of chance: a list of object keys begins with the newest.
    """
    left = ((1 << 48) - 1 - milliseconds).to_bytes(6, "big")
    # base32's own digits sort after its letters.
    return f"{prefix}_{_base32(left + secrets.token_bytes(4)).translate(_IN_ORDER)}"


def keyed_id(prefix: str, key: bytes, *parts: str) -> str:
    """The identifier that belongs to these parts, which nobody can compute without the key.

    Args:
        prefix: three lower-case letters that name the kind, e.g. ``img``.
        key: the secret HMAC key.
        parts: what the identifier stands for; lengths are mixed in, so that ("a", "bc") is not ("ab", "c").

    Returns:
        E.g. ``img_4k2m...``, the same for the same key, prefix and parts.
    """
    message = b"".join(len(part.encode()).to_bytes(8, "big") + part.encode() for part in (prefix, *parts))
    return f"{prefix}_{_base32(hmac.digest(key, message, sha256))}"


def is_id(prefix: str, value: str) -> bool:
    """Whether a string has the form of an identifier of this kind.

    Args:
        prefix: the kind.
        value: anything.

    Returns:
        True only for the exact form: nothing else ever becomes part of an object key.
    """
    return ID_PATTERN.fullmatch(value) is not None and value.startswith(f"{prefix}_")


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()[:16]
