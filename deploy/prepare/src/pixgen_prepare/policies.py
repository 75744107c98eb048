"""Who may do what in the object store, as S3 policies: MinIO takes them, and so does any S3."""

from typing import Any

IMAGES, DATASETS, RUNS, MODELS = "pixgen-images", "pixgen-datasets", "pixgen-runs", "pixgen-models"
BUCKETS = (IMAGES, DATASETS, RUNS, MODELS)
_READ, _WRITE, _DELETE = "s3:GetObject", "s3:PutObject", "s3:DeleteObject"
_ALL_OF_IT = (_READ, _WRITE, _DELETE)
# A read of an object that is not there is 403 to whoever may not list; our code must see 404.
_LIST = ("s3:ListBucket", "s3:GetBucketLocation")

STORE_USERS: dict[str, dict[str, tuple[str, ...]]] = {
    "upload": {IMAGES: _ALL_OF_IT},
    "catalog": {IMAGES: (_READ,), DATASETS: (_READ, _WRITE)},
    "gan-trainer": {RUNS: _ALL_OF_IT, MODELS: (_READ, _WRITE)},
    "model-sync": {MODELS: (_READ,)},
    # Reads everything for a copy; `make restore` uses the administrator.
    "backup": dict.fromkeys(BUCKETS, (_READ,)),
}


def policy(user: str) -> dict[str, Any]:
    """The policy of a service.

    Args:
        user: its name in STORE_USERS.

    Returns:
        The policy document.
    """
    statements = []
    for bucket, actions in STORE_USERS[user].items():
        statements += [_allow(_LIST, f"arn:aws:s3:::{bucket}"), _allow(actions, f"arn:aws:s3:::{bucket}/*")]
    return {"Version": "2012-10-17", "Statement": statements}


def _allow(actions: tuple[str, ...], resource: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": [resource]}
