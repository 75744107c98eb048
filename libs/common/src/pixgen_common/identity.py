"""Who this service is: it signs its own short tokens, so that calls work with the catalog down."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from joserfc import jwt
from joserfc.jwk import OKPKey

from pixgen_common.auth import SERVICE_ISSUER_PREFIX, SERVICE_TOKEN_SECONDS
from pixgen_common.settings import AuthSettings

_behalf: ContextVar[str | None] = ContextVar("pixgen_on_behalf_of", default=None)


class ServiceSigner:
    """Signs five-minute EdDSA tokens with the service's own key.

    Args:
        settings: names the file with the private Ed25519 JWK; its ``kid`` is the service's name.
    """

    def __init__(self, settings: AuthSettings) -> None:
        if settings.service_key_file is None:
            message = "PIXGEN_SERVICE_KEY_FILE is needed: this service calls others"
            raise ValueError(message)
        self._key = OKPKey.import_key(json.loads(settings.service_key_file.read_bytes()))
        self.name = self._key.kid or ""
        if not self.name or not self._key.is_private or self._key.curve_name != "Ed25519":
            message = f"{settings.service_key_file} must hold a private Ed25519 JWK whose kid is the service"
            raise ValueError(message)

    def token(self, audience: str, on_behalf_of: str | None = None) -> str:
        """A token for one service.

        Args:
            audience: the name of the service that is called.
            on_behalf_of: the person for whom it is called, if any.

        Returns:
            A compact JWT.
        """
        now = int(time.time())
        claims = {
            "iss": f"{SERVICE_ISSUER_PREFIX}{self.name}",
            "sub": f"svc:{self.name}",
            "aud": audience,
            "iat": now,
            "exp": now + SERVICE_TOKEN_SECONDS,
            "jti": secrets.token_hex(8),
        }
        if on_behalf_of:
            claims["on_behalf_of"] = on_behalf_of
        return jwt.encode({"alg": "EdDSA", "kid": self.name}, claims, self._key, algorithms=["EdDSA"])


@contextmanager
def on_behalf_of(account_id: str) -> Iterator[None]:
    """Calls made inside carry the person for whom they are made. Args: the person's account id."""
    token = _behalf.set(account_id)
    try:
        yield
    finally:
        _behalf.reset(token)


def acting_for() -> str | None:
    """The person for whom calls are being made, if any."""
    return _behalf.get()
