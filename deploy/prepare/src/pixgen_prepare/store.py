"""Buckets, users and their policies on MinIO. Safe to repeat: what is there is made equal to it."""

import json
from urllib.parse import urlsplit

import stamina
from minio import Minio, MinioAdmin
from minio.commonconfig import ENABLED, Filter
from minio.credentials.providers import StaticProvider
from minio.error import S3Error
from minio.lifecycleconfig import Expiration, LifecycleConfig, Rule
from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from pixgen_prepare.policies import BUCKETS, DATASETS, STORE_USERS, policy
from pixgen_prepare.settings import ConnectionSettings, StoreSettings

EXPORTS = "exports/"


def prepare(settings: StoreSettings) -> None:
    """Makes buckets, lifecycle rules, users and policies.

    Args:
        settings: where, as whom, and the services' keys.

    Raises:
        KeyError: a service's keys are missing.
        HTTPError: the store cannot be reached within a minute.
    """
    store = connect(settings)
    for attempt in stamina.retry_context(on=(HTTPError, S3Error), timeout=60, attempts=60):
        with attempt:
            there = {bucket.name for bucket in store.list_buckets()}
    for bucket in set(BUCKETS) - there:
        store.make_bucket(bucket)
    _set_lifecycle(store, settings.prepare_export_days)
    address = urlsplit(settings.s3_endpoint)
    admin = MinioAdmin(
        endpoint=address.netloc,
        credentials=StaticProvider(settings.s3_access_key, settings.s3_secret_key.get_secret_value()),
        region=settings.s3_region,
        secure=address.scheme == "https",
        http_client=_pool(),
    )
    for user in STORE_USERS:
        access, key = settings.prepare_store_users[user]
        _ensure_user(admin, user, access, key.get_secret_value())


def connect(settings: ConnectionSettings) -> Minio:
    """A client of the object store, without retries. Args: where, as whom. Returns: the client."""
    address = urlsplit(settings.s3_endpoint)
    return Minio(
        address.netloc,
        settings.s3_access_key,
        settings.s3_secret_key.get_secret_value(),
        secure=address.scheme == "https",
        region=settings.s3_region,
        http_client=_pool(),
    )


def _pool() -> PoolManager:
    return PoolManager(retries=False, timeout=30.0)


def _set_lifecycle(store: Minio, export_days: int) -> None:
    """Exports can be made again from their snapshot; everything else stays until somebody removes it."""
    if export_days == 0:
        store.delete_bucket_lifecycle(DATASETS)
        return
    expire = Rule(
        ENABLED,
        rule_filter=Filter(prefix=EXPORTS),
        rule_id="exports",
        expiration=Expiration(days=export_days),
    )
    store.set_bucket_lifecycle(DATASETS, LifecycleConfig([expire]))


def _ensure_user(admin: MinioAdmin, user: str, access: str, secret: str) -> None:
    name = f"pixgen-{user}"
    admin.policy_add(name, policy=policy(user))
    admin.user_add(access, secret)
    attached = json.loads(admin.user_info(access)).get("policyName", "")
    if name not in attached.split(","):
        admin.attach_policy([name], user=access)
