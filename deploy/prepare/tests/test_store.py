"""Buckets, users and policies on a real MinIO: CI builds one; elsewhere PIXGEN_TEST_S3_ENDPOINT names one."""

import secrets
from io import BytesIO

import pytest
from minio.error import S3Error
from pixgen_local import objectstore
from pixgen_prepare.policies import BUCKETS, DATASETS, IMAGES, MODELS, RUNS, STORE_USERS
from pixgen_prepare.settings import StoreSettings
from pixgen_prepare.store import connect, prepare
from pydantic import SecretStr


def is_minio(store):
    try:
        return "minio" in store._execute("GET").headers.get("Server", "").lower()
    except S3Error:
        return False


@pytest.fixture(scope="module")
def prepared(object_store):
    """Clients of each user after preparing twice; buckets are left, for others on this MinIO."""
    admin = objectstore.client(
        object_store.endpoint, object_store.access_key, object_store.secret_key, object_store.region
    )
    if not is_minio(admin):
        pytest.skip("this S3 server is no MinIO: NOT CHECKED")
    keys = {user: (secrets.token_hex(10), secrets.token_urlsafe(30)) for user in STORE_USERS}
    settings = StoreSettings(
        s3_endpoint=object_store.endpoint,
        s3_access_key=object_store.access_key,
        s3_secret_key=object_store.secret_key,
        prepare_store_users=keys,
    )
    prepare(settings)
    prepare(settings)
    return {
        user: connect(settings.model_copy(update={"s3_access_key": key, "s3_secret_key": SecretStr(secret)}))
        for user, (key, secret) in keys.items()
    }


def may(action):
    try:
        action()
    except S3Error as error:
        if error.code not in {"AccessDenied", "NoSuchKey"}:
            raise
        return error.code == "NoSuchKey"
    return True


def rights(client, bucket):
    return "".join(
        letter
        for letter, action in {
            "r": lambda: client.get_object(bucket, "none").close(),
            "w": lambda: client.put_object(bucket, f"t/{secrets.token_hex(4)}", BytesIO(b"x"), 1),
            "d": lambda: client.remove_object(bucket, "t/none"),
            "l": lambda: next(iter(client.list_objects(bucket)), None),
        }.items()
        if may(action)
    )


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("upload", {IMAGES: "rwdl"}),
        ("catalog", {IMAGES: "rl", DATASETS: "rwl"}),
        ("gan-trainer", {RUNS: "rwdl", MODELS: "rwl"}),
        ("model-sync", {MODELS: "rl"}),
        ("backup", dict.fromkeys(BUCKETS, "rl")),
    ],
)
def test_each_user_may_do_its_part_and_nothing_else(prepared, user, expected):
    assert {bucket: rights(prepared[user], bucket) for bucket in BUCKETS} == {
        bucket: expected.get(bucket, "") for bucket in BUCKETS
    }
