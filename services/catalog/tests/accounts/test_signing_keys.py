"""Signing keys: published before they sign, kept until their tokens have ended, encrypted at rest."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey
from pixgen_common.errors import PixGenError


@pytest.fixture
def keys(service):
    return service.parts.keys


def published(service):
    return [key["kid"] for key in service.parts.keys.jwks()["keys"]]


def kid_of(token):
    return jws.extract_compact(token.encode()).headers()["kid"]


def let_pass(owner, seconds):
    """As if everything had happened so much earlier."""
    for column in ("created_at", "not_before", "retired_at"):
        owner(f"UPDATE catalog.signing_keys SET {column} = {column} - make_interval(secs => :n)", n=seconds)  # noqa: S608


def test_anyone_reads_the_public_keys(client):
    """They may be kept for five minutes; nothing private is among them."""
    answer = client.get("/.well-known/jwks.json")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    [key] = answer.json["keys"]
    assert key.keys() == {"kty", "crv", "x", "kid", "use", "alg"}
    assert (key["kty"], key["crv"], key["use"], key["alg"]) == ("OKP", "Ed25519", "sig", "EdDSA")
    assert key["kid"] == OKPKey.import_key(key).thumbprint()
    again = client.get("/.well-known/jwks.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_private_parts_are_encrypted_at_rest(service, owner):
    """With the right secret alone they are read; nothing of them stands in the table."""
    service.parts.keys.sign({})
    private = service.parts.keys._current().as_dict(private=True)["d"]
    [row] = owner("SELECT * FROM catalog.signing_keys")
    # A compact JWE has five parts.
    assert len(row["private_jwe"].split(".")) == 5
    assert private not in str(row)


def test_another_secret_reads_nothing(service, make_service, client):
    """And says so, without signing anybody in under a wrong key."""
    service.parts.keys.sign({})
    other = make_service(catalog_key_secret="another secret of thirty-two characters")
    with pytest.raises(PixGenError) as caught:
        other.parts.keys.sign({})
    assert caught.value.reason == "keys.unreadable"
    rotated = other.parts.keys.rotate(at_once=True)
    assert kid_of(other.parts.keys.sign({})) == rotated.kid


def test_a_private_part_under_another_id_is_not_taken(make_service, owner):
    """Whoever can write the table cannot make one key sign under another's name."""
    first = make_service().parts.keys
    first.jwks()
    first.rotate(at_once=True)
    owner(
        "UPDATE catalog.signing_keys SET private_jwe = "
        "(SELECT private_jwe FROM catalog.signing_keys ORDER BY not_before LIMIT 1)"
    )
    with pytest.raises(PixGenError) as caught:
        make_service().parts.keys.sign({})
    assert caught.value.reason == "keys.unreadable"


def test_one_first_key_for_all_processes(make_service):
    """However many of them begin at once."""
    services = [make_service() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(published, services))
    assert len({tuple(kids) for kids in found}) == 1
    assert len(found[0]) == 1


def test_a_new_key_is_published_before_it_signs(service, make_service, owner):
    """For the lead time verifiers can read it; then it signs, in every process."""
    [old] = published(service)
    new = service.parts.keys.rotate().kid
    assert set(published(service)) == {old, new}
    assert kid_of(service.parts.keys.sign({})) == old
    let_pass(owner, 901)
    assert kid_of(make_service().parts.keys.sign({})) == new


def test_an_old_key_stays_until_its_tokens_have_ended(person, service, make_service, owner):
    """Nobody is signed out by a rotation; later the key goes, and its private part with it."""
    ada = person()
    old = kid_of(ada.tokens["access_token"])
    service.parts.keys.rotate()
    let_pass(owner, 901)
    later = make_service()
    assert later.client().get("/v1/me", headers=ada.bearer).status_code == 200
    let_pass(owner, 960)
    later.parts.keys.sign({})
    assert old in published(later)
    assert (
        owner("SELECT private_jwe FROM catalog.signing_keys WHERE kid = :kid", kid=old)[0]["private_jwe"]
        is None
    )
    let_pass(owner, 120)
    assert old not in published(later)


def test_rotating_at_once(service):
    old = kid_of(service.parts.keys.sign({}))
    new = service.parts.keys.rotate(at_once=True).kid
    assert kid_of(service.parts.keys.sign({})) == new != old
    assert set(published(service)) == {old, new}


def test_retiring_the_only_key_begins_another(service):
    [old] = published(service)
    service.parts.keys.retire(old)
    new = kid_of(service.parts.keys.sign({}))
    assert new != old
    assert set(published(service)) == {old, new}


def test_a_revoked_key_is_gone_at_once(person, make_service, service, refusal):
    """Because others may know it: its tokens end although their time has not come."""
    ada = person()
    service.parts.keys.retire(kid_of(ada.tokens["access_token"]), revoke=True)
    fresh = make_service()
    assert refusal(fresh.client().get("/v1/me", headers=ada.bearer)) == (401, "token.key")
    assert kid_of(ada.tokens["access_token"]) not in published(fresh)


def test_a_key_that_is_not_there(keys):
    with pytest.raises(PixGenError) as caught:
        keys.retire("nothing")
    assert caught.value.reason == "key.unknown"


def test_the_table_refuses_a_private_part_in_the_public_one(service, owner):
    """Even a mistake of ours could not publish it."""
    service.parts.keys.jwks()
    with pytest.raises(Exception, match="public_is_public"):
        owner("UPDATE catalog.signing_keys SET public_jwk = :jwk", jwk=json.dumps({"d": "secret"}))
