"""The keys that sign people's tokens: made, published, changed and retired."""

import json
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwe, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, OKPKey
from pixgen_common.database import transaction
from pixgen_common.derived_keys import derived_key
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from sqlalchemy import Connection, Engine

from pixgen_catalog import signing_keys_store as store
from pixgen_catalog.accounts_settings import AccountSettings
from pixgen_catalog.signing_keys_store import StoredKey

# Each process looks again so often which key signs; verifiers allow so much for clocks that differ.
_LOOK_SECONDS = 30.0
_SLACK = timedelta(seconds=120)


class SigningKeys:
    """Signs tokens with the newest key whose time has come.

    Args:
        engine: the database.
        settings: the secret and the times.
    """

    def __init__(self, engine: Engine, settings: AccountSettings) -> None:
        self._engine = engine
        self._lead = timedelta(seconds=settings.signing_key_lead_seconds)
        # A retired key is published until the last token that it signed has ended.
        self._kept = timedelta(seconds=settings.access_token_seconds) + _SLACK
        self._wrapping = OctKey.import_key(
            derived_key(settings.catalog_key_secret, "catalog", "signing keys at rest")
        )
        self._lock = threading.Lock()
        self._signer: OKPKey | None = None
        self._looked_at = float("-inf")

    def sign(self, claims: dict[str, Any]) -> str:
        """A compact JWT. Args: its claims. Raises: PixGenError UNAVAILABLE when no key can be read."""
        key = self._current()
        header = {"alg": "EdDSA", "kid": key.kid, "typ": "at+jwt"}
        return jwt.encode(header, claims, key, algorithms=["EdDSA"])

    def jwks(self) -> dict[str, Any]:
        """The public keys, for anyone; the first one is made when there is none yet."""
        with transaction(self._engine) as connection:
            if store.signer(connection) is None:
                self._begin(connection)
            keys = store.published(connection, self._kept)
        return {"keys": [key.public_jwk for key in keys]}

    def listed(self) -> list[StoredKey]:
        """All keys, the newest first."""
        with transaction(self._engine) as connection:
            return store.listed(connection)

    def rotate(self, *, at_once: bool = False) -> StoredKey:
        """Publishes a new key, which begins to sign when caches know it; the others cease at that moment.

        Args:
            at_once: let it sign now; verifiers look for a key that they do not know, so this works too.

        Returns:
            The new key.
        """
        with transaction(self._engine) as connection:
            store.lock(connection)
            begins = store.now(connection) + (timedelta(0) if at_once else self._lead)
            for key in store.listed(connection):
                if key.retired_at is None:
                    store.retire(connection, key.kid, begins)
            fresh = self._add(connection, begins)
            store.forget_private(connection, _SLACK)
        self._looked_at = float("-inf")
        logger().info("signing_key.rotated", kid=fresh.kid, signs_from=begins.isoformat())
        return fresh

    def retire(self, kid: str, *, revoke: bool = False, dry_run: bool = False) -> StoredKey:
        """Lets a key cease to sign now.

        Args:
            kid: which.
            revoke: unpublish it too, because others may know it: tokens that it signed end when verifiers
                read the keys again, within minutes.
            dry_run: check everything and write nothing.

        Returns:
            The key as it is now.

        Raises:
            PixGenError: NOT_FOUND ``key.unknown``.
        """
        with transaction(self._engine) as connection:
            store.lock(connection)
            self._find(connection, kid)
            if revoke:
                store.revoke(connection, kid)
            else:
                store.retire(connection, kid, store.now(connection))
            changed = self._find(connection, kid)
            if dry_run:
                connection.rollback()
                return changed
        self._looked_at = float("-inf")
        logger().info("signing_key.retired", kid=kid, revoked=revoke)
        return changed

    def _current(self) -> OKPKey:
        with self._lock:
            if self._signer is None or time.monotonic() - self._looked_at > _LOOK_SECONDS:
                self._signer = self._read()
                self._looked_at = time.monotonic()
            return self._signer

    def _read(self) -> OKPKey:
        with transaction(self._engine) as connection:
            stored = store.signer(connection) or self._begin(connection)
            store.forget_private(connection, _SLACK)
        return self._opened(stored)

    def _begin(self, connection: Connection) -> StoredKey:
        """The first key, which signs at once: nobody can have cached anything yet."""
        store.lock(connection)
        return store.signer(connection) or self._add(connection, store.now(connection))

    def _add(self, connection: Connection, begins: datetime) -> StoredKey:
        key = OKPKey.generate_key("Ed25519")
        kid = key.thumbprint()
        public = {**key.as_dict(private=False), "kid": kid, "alg": "EdDSA", "use": "sig"}
        private = {**key.as_dict(private=True), "kid": kid, "alg": "EdDSA", "use": "sig"}
        # The kid is in the protected header: nobody can put one key's private part under another's id.
        sealed = jwe.encrypt_compact(
            {"alg": "dir", "enc": "A256GCM", "kid": kid}, json.dumps(private).encode(), self._wrapping
        )
        store.add(connection, kid, public, sealed, begins)
        return self._find(connection, kid)

    def _opened(self, stored: StoredKey) -> OKPKey:
        try:
            opened = jwe.decrypt_compact(
                stored.private_jwe or "", self._wrapping, algorithms=["dir", "A256GCM"]
            )
            if opened.headers().get("kid") != stored.kid or opened.plaintext is None:
                message = "the private part belongs to another key"
                raise ValueError(message)
            return OKPKey.import_key(json.loads(opened.plaintext))
        except (JoseError, ValueError) as error:
            logger().error("signing_key.unreadable", kid=stored.kid, error=type(error).__name__)
            raise PixGenError(
                Code.UNAVAILABLE,
                "Nobody can be signed in just now: the signing key cannot be read. An operator must look at "
                "PIXGEN_CATALOG_KEY_SECRET or run: catalog keys rotate --at-once",
                reason="keys.unreadable",
            ) from error

    @staticmethod
    def _find(connection: Connection, kid: str) -> StoredKey:
        found = next((key for key in store.listed(connection) if key.kid == kid), None)
        if found is None:
            raise PixGenError(Code.NOT_FOUND, f"There is no signing key {kid!r}.", reason="key.unknown")
        return found
