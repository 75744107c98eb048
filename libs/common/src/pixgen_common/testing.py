"""For tests: real keys and tokens of people and services, and a disk that is full."""

import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import OKPKey

ISSUER, AUDIENCE = "pixgen", "pixgen"


@contextmanager
def full_disk(most: int, pid: int = 0) -> Iterator[None]:
    """While inside, a process writes no longer files, which it is told as it is told of a full disk.

    Args:
        most: bytes of a file.
        pid: the process, and those that it starts then; this one when 0.
    """
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


class Identities:
    """An issuer and some services whose keys are in files, as a deployment would hold them.

    Args:
        folder: where the key files go.
        services: names of the services that get a key.
    """

    def __init__(self, folder: Path, services: tuple[str, ...] = ("upload", "catalog", "synthesis")) -> None:
        self.issuer_key = new_key("issuer-1")
        self.service_keys_file = folder / "services.jwks.json"
        self._folder = folder
        public = []
        for name in services:
            key = new_key(name)
            self.service_key_file(name).write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
            public.append(key.as_dict(private=False))
        self.service_keys_file.write_text(json.dumps({"keys": public}), encoding="utf-8")

    def service_key_file(self, name: str) -> Path:
        """The file with a service's private key. Args: its name. Returns: the path."""
        return self._folder / f"{name}.jwk.json"

    def jwks(self) -> dict[str, Any]:
        """The issuer's public keys, as a JWKS source gives them."""
        return {"keys": [self.issuer_key.as_dict(private=False)]}

    def person(self, account_id: str, *roles: str, **claims: Any) -> str:
        """A person's token.

        Args:
            account_id: whose.
            roles: what it grants.
            claims: replaces or adds claims.

        Returns:
            A compact JWT, good for ten minutes.
        """
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": account_id,
            "roles": list(roles),
            "iat": now,
            "exp": now + 600,
        }
        return jwt.encode(
            {"alg": "EdDSA", "kid": self.issuer_key.kid}, body | claims, self.issuer_key, ["EdDSA"]
        )


def new_key(kid: str) -> OKPKey:
    """A fresh Ed25519 key. Args: its id. Returns: the key."""
    return OKPKey.generate_key("Ed25519", {"kid": kid, "use": "sig", "alg": "EdDSA"}, private=True)
