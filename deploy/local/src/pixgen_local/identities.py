"""Who may do what in the embedded S3 server."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

_EVERYTHING = ("Admin", "Read", "Write", "List", "Tagging")


@dataclass(frozen=True)
class Identity:
    """Who may do what in the store.

    Attributes:
        name: The service.
        access_key: S3 access key.
        secret_key: S3 secret key.
        actions: SeaweedFS actions, each with its bucket, such as ``Read:pixgen-images``.
    """

    name: str
    access_key: str
    secret_key: str
    actions: tuple[str, ...]


def actions(bucket: str, *verbs: str) -> tuple[str, ...]:
    """Name verbs on one bucket the way SeaweedFS writes them."""
    return tuple(f"{verb}:{bucket}" for verb in verbs)


def administrator(access_key: str, secret_key: str) -> Identity:
    """Give the identity that creates buckets, and nothing else uses."""
    return Identity("admin", access_key, secret_key, _EVERYTHING)


def as_json(identities: Iterable[Identity]) -> str:
    """Write identities the way `-s3.config` reads them."""
    entries = [
        {
            "name": one.name,
            "credentials": [{"accessKey": one.access_key, "secretKey": one.secret_key}],
            "actions": list(one.actions),
        }
        for one in identities
    ]
    return json.dumps({"identities": entries}, indent=2)
