"""Public keys: the issuer's, fetched and kept; the services', from a file."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import urllib3
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from pixgen_common.errors import PixGenError
from pixgen_common.logging import logger

JwksSource = Callable[[], dict[str, Any]]
_MAX_BYTES = 1 << 20
_WAIT_SECONDS = 2.0
# All that verifying needs: private members, and whatever else somebody put there, stay out.
_PUBLIC_MEMBERS = {
    "OKP": {"crv", "x"},
    "EC": {"crv", "x", "y"},
    "RSA": {"n", "e"},
}
_COMMON_MEMBERS = {"kty", "kid", "alg", "use"}


def fetch(url: str) -> JwksSource:
    """A source that reads a JWKS over HTTP.

    Args:
        url: where the issuer publishes its keys.

    Returns:
        A function that fetches the document once, in at most 5 seconds and 1 MiB.
    """

    def source() -> dict[str, Any]:
        with urllib3.PoolManager(timeout=urllib3.Timeout(total=5), retries=False) as pool:
            response = pool.request("GET", url, preload_content=False, redirect=False)
            try:
                body = response.read(_MAX_BYTES)
            finally:
                response.release_conn()
            if response.status != 200:
                message = f"the issuer answered {response.status}"
                raise ValueError(message)
            document: dict[str, Any] = json.loads(body)
            return document

    return source


class IssuerKeys:
    """The issuer's public keys, refreshed when an unknown one is met and kept over restarts.

    Args:
        source: reads the JWKS document.
        cache: file in which the last good document is kept, or None.
        refresh_seconds: age after which the keys are read again when used, so that a retired key goes.
        retry_seconds: least time between two reads, so that forged key ids cause no flood.
    """

    def __init__(
        self,
        source: JwksSource,
        cache: Path | None,
        *,
        refresh_seconds: float = 300,
        retry_seconds: float = 5,
    ) -> None:
        self._source = source
        self._cache = cache
        self._refresh_seconds = refresh_seconds
        self._retry_seconds = retry_seconds
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._read_at = float("-inf")
        self._tried_at = float("-inf")

    def cached(self) -> bool:
        """Whether there are keys to verify with, reading them if there are none yet."""
        return self._current() is not None

    def find(self, kid: str | None) -> Any:
        """The key with this id.

        Args:
            kid: the token's key id.

        Returns:
            The key, or None when the issuer has none such, even after asking again.
        """
        keys = self._current()
        if found := _by_kid(keys, kid):
            return found
        return _by_kid(self._refresh(wait_seconds=_WAIT_SECONDS), kid)

    def _current(self) -> KeySet | None:
        if self._keys is None:
            self._load_cache()
        if self._keys is None or time.monotonic() - self._read_at > self._refresh_seconds:
            self._refresh()
        return self._keys

    def _refresh(self, wait_seconds: float = 0) -> KeySet | None:
        # With keys at hand nobody waits long for a slow issuer: one thread reads, the others go on. Else
        # forged key ids could hold every thread of the service.
        if not self._lock.acquire(timeout=-1 if self._keys is None else wait_seconds):
            return self._keys
        try:
            now = time.monotonic()
            if now - self._tried_at >= self._retry_seconds:
                self._tried_at = now
                self._read(now)
            return self._keys
        finally:
            self._lock.release()

    def _read(self, now: float) -> None:
        try:
            document = _public_only(self._source())
            self._keys = KeySet.import_key_set(document)
        except PixGenError as error:
            logger().warning("jwks.unreachable", error=error.reason)
            return
        except (
            urllib3.exceptions.HTTPError,
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            JoseError,
        ) as error:
            # The keys at hand stay good: an issuer that is away must not sign everybody out.
            logger().warning("jwks.unreachable", error=type(error).__name__)
            return
        self._read_at = now
        self._save_cache(document)

    def _load_cache(self) -> None:
        if self._cache is None or not self._cache.exists():
            return
        try:
            self._keys = KeySet.import_key_set(_public_only(json.loads(self._cache.read_bytes())))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, JoseError) as error:
            logger().warning("jwks.cache_unreadable", error=type(error).__name__)

    def _save_cache(self, document: dict[str, Any]) -> None:
        if self._cache is None:
            return
        try:
            self._cache.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._cache.with_suffix(f".{threading.get_ident()}.tmp")
            fresh.write_text(json.dumps(document), encoding="utf-8")
            fresh.replace(self._cache)
        except OSError as error:
            logger().warning("jwks.cache_unwritable", error=type(error).__name__)


def service_keys(path: Path | None) -> dict[str, Any]:
    """The services' public keys by name.

    Args:
        path: JWKS file whose key ids are service names; None when no service may call.

    Returns:
        Keys by service name.
    """
    if path is None:
        return {}
    keys = KeySet.import_key_set(_public_only(json.loads(path.read_bytes())))
    return {key.kid: key for key in keys.keys if key.kid}


def _public_only(document: dict[str, Any]) -> Any:
    """The public parts of a JWKS's signing keys; a symmetric key would let whoever can read it sign."""
    return {
        "keys": [
            {name: key[name] for name in key if name in _COMMON_MEMBERS | _PUBLIC_MEMBERS[key["kty"]]}
            for key in document["keys"]
            if key.get("kty") in _PUBLIC_MEMBERS and key.get("use", "sig") == "sig"
        ]
    }


def _by_kid(keys: KeySet | None, kid: str | None) -> Any:
    if keys is None or not kid:
        return None
    return next((key for key in keys.keys if key.kid == kid), None)
