"""Secrets: made once, random, readable by their owner alone, and no wider than needed."""

import json
import shutil
import stat

import pytest
from joserfc.jwk import OKPKey
from pixgen_local.places import make_private
from pixgen_local.preflight import StackError
from pixgen_local.stack import refuse_orphan
from pixgen_local.vault import SERVICES, identities, open_vault


@pytest.fixture
def vault(places):
    places.local.mkdir()
    return open_vault(places.secrets)


def test_nobody_else_can_read_a_secret(vault):
    """The directory is 0700 and every file in it 0600."""
    assert stat.S_IMODE(vault.directory.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in vault.directory.iterdir()}
    assert modes == {0o600}


def test_a_second_start_finds_the_same_secrets(vault):
    """Data stays readable: passwords and keys do not change between runs."""
    before = {path.name: path.read_text() for path in vault.directory.iterdir()}
    again = open_vault(vault.directory)
    assert again.secrets == vault.secrets
    assert {path.name: path.read_text() for path in vault.directory.iterdir()} == before


def test_a_secret_that_a_newer_version_needs_is_added(vault):
    """An older stack's file lacks it; the others stay."""
    path = vault.directory / "secrets.json"
    kept = json.loads(path.read_text())
    del kept["identity_key"]
    path.write_text(json.dumps(kept))
    again = open_vault(vault.directory).secrets
    assert len(again.identity_key) >= 32
    assert again.postgres_owner == vault.secrets.postgres_owner


def test_each_services_public_key_fits_its_private_one(vault):
    """The JWKS names every service and holds no private part."""
    public = {key["kid"]: key for key in json.loads(vault.service_keys.read_text())["keys"]}
    assert set(public) == set(SERVICES)
    for service in SERVICES:
        private = OKPKey.import_key(json.loads(vault.service_key(service).read_text()))
        assert public[service]["x"] == private.as_dict(private=False)["x"]
        assert "d" not in public[service]


def test_services_may_do_in_the_store_only_what_they_do(vault):
    """Upload writes pictures; the catalog reads them and writes data sets; neither is administrator."""
    may = {one.name: set(one.actions) for one in identities(vault.secrets)}
    assert may["upload"] == {"Read:pixgen-images", "Write:pixgen-images", "List:pixgen-images"}
    assert "Write:pixgen-images" not in may["catalog"]
    assert "Write:pixgen-datasets" in may["catalog"]
    assert may["serving"] == {"Read:pixgen-models", "List:pixgen-models"}
    assert {one.partition(":")[2] for one in may["gan-trainer"]} == {"pixgen-runs", "pixgen-models"}
    assert [name for name, actions in may.items() if "Admin" in actions] == ["admin"]


def test_a_database_whose_passwords_are_gone_is_named(places):
    """A checkout was removed and cloned again at the same path; new passwords would only be refused."""
    refuse_orphan(places)
    try:
        (make_private(places.database) / "PG_VERSION").write_text("18")
        with pytest.raises(StackError, match="make reset"):
            refuse_orphan(places)
        open_vault(places.secrets)
        refuse_orphan(places)
    finally:
        shutil.rmtree(places.database_home)
