"""The folders of secrets: what is made, kept, changed, and who may read it."""

import json
import stat

from pixgen_common.identity import ServiceSigner
from pixgen_common.jwks import service_keys
from pixgen_common.settings import AuthSettings
from pixgen_prepare.folders import CHECKING, SIGNING, WORDS, make
from pixgen_prepare.policies import STORE_USERS, policy

DATABASE = "postgres:5432/pixgen"


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_made_again_nothing_changes(tmp_path):
    make(tmp_path / "secrets", DATABASE)
    before = contents(tmp_path / "secrets")
    make(tmp_path / "secrets", DATABASE)
    assert contents(tmp_path / "secrets") == before


def test_two_folders_have_no_secret_in_common(tmp_path):
    words = []
    for name in ("one", "two"):
        make(tmp_path / name, DATABASE)
        words.append(set(json.loads((tmp_path / name / WORDS).read_text()).values()))
    assert not words[0] & words[1]


def test_a_word_that_is_removed_is_made_anew_wherever_it_is_used(tmp_path):
    make(tmp_path, DATABASE)
    before = contents(tmp_path)
    words = json.loads((tmp_path / WORDS).read_text())
    del words["database.app"]
    (tmp_path / WORDS).write_text(json.dumps(words))
    make(tmp_path, DATABASE)
    changed = {name for name, text in contents(tmp_path).items() if before[name] != text}
    assert changed == {WORDS, "prepare/pixgen_prepare_app_password", "catalog/pixgen_catalog_database_url"}


def test_others_on_the_machine_are_kept_out_by_the_top_folder(tmp_path):
    make(tmp_path / "secrets", DATABASE)
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secrets" / WORDS).stat().st_mode) == 0o600
    # A container's account is another one, and sees its own folder alone.
    assert stat.S_IMODE((tmp_path / "secrets" / "catalog" / "pixgen_identity_key").stat().st_mode) == 0o444


def test_services_know_each_other_by_their_keys(tmp_path):
    make(tmp_path, DATABASE)
    for service in SIGNING:
        signer = ServiceSigner(AuthSettings(service_key_file=tmp_path / service / "service-key.json"))
        assert signer.name == service
    for service in CHECKING:
        assert set(service_keys(tmp_path / service / "service-keys.json")) == set(SIGNING)
    assert not (tmp_path / "augment" / "service-key.json").exists()


def test_a_service_gets_the_store_keys_of_its_own_alone(tmp_path):
    make(tmp_path, DATABASE)
    users = json.loads((tmp_path / "prepare" / "pixgen_prepare_store_users").read_text())
    assert users.keys() == STORE_USERS.keys()
    for user, (access, secret) in users.items():
        assert (tmp_path / user / "pixgen_s3_access_key").read_text() == access
        holders = {name.split("/")[0] for name, text in contents(tmp_path).items() if secret.encode() in text}
        assert holders == {user, "prepare", WORDS}


def test_policies_grant_what_a_service_does_and_no_more():
    def allowed(user):
        return {
            (action, resource.removeprefix("arn:aws:s3:::"))
            for statement in policy(user)["Statement"]
            for action in statement["Action"]
            for resource in statement["Resource"]
        }

    assert ("s3:PutObject", "pixgen-images/*") not in allowed("catalog")
    assert {action for action, _ in allowed("backup")} == {
        "s3:GetObject",
        "s3:ListBucket",
        "s3:GetBucketLocation",
    }
    assert {resource.split("/")[0] for _, resource in allowed("model-sync")} == {"pixgen-models"}
    assert ("s3:DeleteObject", "pixgen-images/*") in allowed("upload")
