"""Whose tokens are believed."""

import base64
import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pixgen_common.auth import TokenVerifier
from pixgen_common.errors import Code, PixGenError
from pixgen_common.identity import ServiceSigner
from pixgen_common.testing import Identities, new_key

WHO = "acc_aaaaaaaaaaaaaaaa"


@pytest.fixture
def verifier(auth_settings, identities):
    return TokenVerifier(auth_settings, "catalog", identities.jwks)


def reason_of(verifier, token):
    with pytest.raises(PixGenError) as caught:
        verifier.verify(token)
    assert caught.value.code is Code.UNAUTHENTICATED
    return caught.value.reason


def test_a_persons_token_is_believed(verifier, identities):
    """Who and which roles."""
    principal = verifier.verify(identities.person(WHO, "curator", sid="ses_1"))
    assert (principal.account_id, principal.roles, principal.session_id) == (WHO, {"curator"}, "ses_1")
    assert not principal.is_service


def test_roles_nobody_may_hand_out_are_dropped(verifier, identities):
    """An issuer of people cannot make services, nor roles that do not exist."""
    assert verifier.verify(identities.person(WHO, "service", "emperor", "admin")).roles == {"admin"}


def test_expired(verifier, identities):
    assert reason_of(verifier, identities.person(WHO, exp=int(time.time()) - 60)) == "token.expired"


@pytest.mark.parametrize("claims", [{"iss": "other"}, {"aud": "other"}, {"nbf": int(time.time()) + 900}])
def test_made_for_somebody_else(verifier, identities, claims):
    assert reason_of(verifier, identities.person(WHO, **claims)) == "token.claims"


def test_without_an_end(verifier, identities):
    """A token without `exp` would be good for ever."""
    claims = {"iss": "pixgen", "aud": "pixgen", "sub": WHO}
    token = jwt.encode({"alg": "EdDSA", "kid": "issuer-1"}, claims, identities.issuer_key, ["EdDSA"])
    assert reason_of(verifier, token) == "token.claims"


@pytest.mark.parametrize("subject", ["", "svc:upload", 7, "a b", None])
def test_a_person_cannot_be_named_like_a_service(verifier, identities, subject):
    assert reason_of(verifier, identities.person(WHO, sub=subject)) in {"token.subject", "token.claims"}


def test_foreign_key(verifier, tmp_path):
    """The right key id, signed with another key."""
    (tmp_path / "other").mkdir()
    assert reason_of(verifier, Identities(tmp_path / "other").person(WHO)) == "token.signature"


def test_unknown_key_id(verifier, identities):
    identities.issuer_key = new_key("nobody")
    token = identities.person(WHO)
    identities.issuer_key = new_key("issuer-1")
    assert reason_of(verifier, token) == "token.key"


def test_alg_none(verifier):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    claims = {"iss": "pixgen", "aud": "pixgen", "sub": WHO, "roles": ["admin"], "exp": int(time.time()) + 60}
    token = f"{part({'alg': 'none', 'kid': 'issuer-1'})}.{part(claims)}."
    assert reason_of(verifier, token) == "token.algorithm"


def test_public_key_used_as_a_shared_secret(verifier, identities):
    """The classic confusion: HS256 over the published key."""
    secret = OctKey.import_key(identities.issuer_key.as_dict(private=False)["x"])
    claims = {"iss": "pixgen", "aud": "pixgen", "sub": WHO, "exp": int(time.time()) + 60}
    token = jwt.encode({"alg": "HS256", "kid": "issuer-1"}, claims, secret, ["HS256"])
    assert reason_of(verifier, token) == "token.algorithm"


@pytest.mark.parametrize("junk", ["", "x", "a.b.c", "é.é.é", "." * 9000, "e30.e30.e30"])
def test_junk(verifier, junk):
    assert reason_of(verifier, junk) in {"token.malformed", "token.algorithm"}


def test_tampered(verifier, identities):
    head, body, signature = identities.person(WHO).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["roles"] = ["admin"]
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    assert reason_of(verifier, f"{head}.{forged}.{signature}") == "token.signature"


def test_services_sign_for_themselves(verifier, auth_settings):
    """It works with no issuer at all, and says for whom."""
    principal = verifier.verify(ServiceSigner(auth_settings).token("catalog", on_behalf_of=WHO))
    assert principal.service == "upload"
    assert principal.roles == {"service"}
    assert (principal.account_id, principal.on_behalf_of) == ("svc:upload", WHO)


def test_a_services_token_works_at_one_door_only(verifier, auth_settings):
    assert reason_of(verifier, ServiceSigner(auth_settings).token("synthesis")) == "token.claims"


def test_a_service_cannot_speak_as_another(verifier, identities, auth_settings):
    """Upload's key, synthesis' name."""
    signer = ServiceSigner(auth_settings)
    signer.name = "synthesis"
    assert reason_of(verifier, signer.token("catalog")) == "token.signature"


def test_keys_survive_a_restart_without_the_issuer(auth_settings, identities, tmp_path):
    """Upload must start while the catalog is away, or 202 could never happen."""
    settings = auth_settings.model_copy(update={"auth_jwks_cache": tmp_path / "cache" / "jwks.json"})

    def away():
        raise OSError

    assert not TokenVerifier(settings, "upload", away).keys_cached()
    assert TokenVerifier(settings, "upload", identities.jwks).keys_cached()
    assert TokenVerifier(settings, "upload", away).verify(identities.person(WHO)).account_id == WHO


def test_no_keys_yet_is_not_the_callers_fault(auth_settings, identities):
    def away():
        raise OSError

    with pytest.raises(PixGenError) as caught:
        TokenVerifier(auth_settings, "upload", away).verify(identities.person(WHO))
    assert caught.value.code is Code.UNAVAILABLE


def test_a_new_key_is_found_without_a_restart(auth_settings, identities, monkeypatch):
    """Rotation: the first token of a new key makes the keys be read again."""
    verifier = TokenVerifier(auth_settings, "upload", identities.jwks)
    assert verifier.keys_cached()
    verifier._people._retry_seconds = 0
    identities.issuer_key = new_key("issuer-2")
    assert verifier.verify(identities.person(WHO)).account_id == WHO
