"""Whose tokens are believed."""

import base64
import json
import threading
import time

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, OKPKey
from pixgen_common.auth import TokenVerifier
from pixgen_common.errors import Code, PixGenError
from pixgen_common.identity import ServiceSigner
from pixgen_common.settings import AuthSettings
from pixgen_common.testing import Identities, new_key
from pydantic import ValidationError

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


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "other"}, "token.issuer"),
        ({"aud": "other"}, "token.audience"),
        ({"nbf": int(time.time()) + 900}, "token.early"),
        ({"iat": int(time.time()) + 900}, "token.early"),
    ],
)
def test_made_for_somebody_else(verifier, identities, claims, reason):
    """Or for another time; each with its own reason."""
    assert reason_of(verifier, identities.person(WHO, **claims)) == reason


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
    assert reason_of(verifier, ServiceSigner(auth_settings).token("synthesis")) == "token.audience"


def service_token(identities, **changes):
    """A token signed by upload's own key, with other claims."""
    key = OKPKey.import_key(json.loads(identities.service_key_file("upload").read_text()))
    now = int(time.time())
    claims = {
        "iss": "pixgen-service:upload",
        "sub": "svc:upload",
        "aud": "catalog",
        "iat": now,
        "exp": now + 60,
    }
    kept = {name: value for name, value in (claims | changes).items() if value != "left out"}
    return jwt.encode({"alg": "EdDSA", "kid": "upload"}, kept, key, ["EdDSA"])


@pytest.mark.parametrize("behalf", ["", None, 7, ["acc_x"], "svc:catalog", "two words", "x" * 256])
def test_acting_for_nobody_that_can_be_read(verifier, identities, behalf):
    """Must not become a service on its own, which sees more than one that acts for a person."""
    assert reason_of(verifier, service_token(identities, on_behalf_of=behalf)) == "token.on_behalf_of"


@pytest.mark.parametrize("times", [{"exp": int(time.time()) + 86400}, {"iat": "left out"}])
def test_a_services_token_is_good_for_minutes(verifier, identities, times):
    """Whatever it says itself: one that leaked must end soon."""
    assert verifier.verify(service_token(identities)).service == "upload"
    assert reason_of(verifier, service_token(identities, **times)) == "token.lifetime"


@pytest.mark.parametrize("change", [{"kid": None}, {"d": None}, {"crv": "X25519"}])
def test_a_service_does_not_start_with_a_key_that_cannot_sign(auth_settings, identities, change):
    path = identities.service_key_file("upload")
    key = json.loads(path.read_text()) | change
    path.write_text(json.dumps({name: value for name, value in key.items() if value is not None}))
    with pytest.raises((ValueError, JoseError)):
        ServiceSigner(auth_settings)


def test_private_parts_are_dropped_where_they_do_not_belong(identities, auth_settings, tmp_path):
    """An issuer or an operator who publishes too much: nothing of it is kept, in memory or on disk."""
    settings = auth_settings.model_copy(update={"auth_jwks_cache": tmp_path / "jwks.json"})
    private = identities.issuer_key.as_dict(private=True)
    verifier = TokenVerifier(settings, "upload", lambda: {"keys": [private]})
    assert verifier.verify(identities.person(WHO)).account_id == WHO
    assert private["d"] not in (tmp_path / "jwks.json").read_text()
    assert not verifier._people.find("issuer-1").is_private


def test_keys_for_other_uses_and_shared_secrets_verify_nothing(identities, auth_settings):
    encrypts = identities.issuer_key.as_dict(private=False) | {"use": "enc"}
    shared = {"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "kid": "issuer-1"}
    for key in (encrypts, shared):
        keys = {"keys": [key, new_key("another").as_dict(private=False)]}
        verifier = TokenVerifier(auth_settings, "upload", lambda keys=keys: keys)
        assert reason_of(verifier, identities.person(WHO)) == "token.key"


def test_nobody_waits_for_an_issuer_that_hangs(auth_settings, identities):
    """One thread reads the keys again; the others go on with those at hand."""
    begun, go_on = threading.Event(), threading.Event()

    def slow():
        if begun.is_set():
            go_on.wait(30)
        return identities.jwks()

    verifier = TokenVerifier(auth_settings, "upload", slow)
    verifier.keys_cached()
    begun.set()
    verifier._people._refresh_seconds = verifier._people._retry_seconds = 0
    reader = threading.Thread(target=verifier.keys_cached)
    reader.start()
    try:
        while not verifier._people._lock.locked():
            time.sleep(0.001)
        began = time.monotonic()
        assert verifier.verify(identities.person(WHO)).account_id == WHO
        assert time.monotonic() - began < 1
    finally:
        go_on.set()
        reader.join()


def test_our_own_database_away_leaves_the_keys_at_hand(auth_settings, identities):
    """The catalog's source raises our own error; that must not sign people out either."""
    state = {"away": False}

    def source():
        if state["away"]:
            raise PixGenError(Code.UNAVAILABLE, "away", reason="database.unavailable")
        return identities.jwks()

    verifier = TokenVerifier(auth_settings, "catalog", source)
    assert verifier.keys_cached()
    state["away"] = True
    verifier._people._refresh_seconds = verifier._people._retry_seconds = 0
    assert verifier.verify(identities.person(WHO)).account_id == WHO


def test_a_claim_that_is_named_by_a_url(auth_settings, identities):
    """As some issuers do: its dots are no path."""
    settings = auth_settings.model_copy(update={"auth_roles_claim": "https://clinic.example/roles"})
    token = identities.person(WHO, **{"https://clinic.example/roles": ["curator"]})
    assert TokenVerifier(settings, "upload", identities.jwks).verify(token).roles == {"curator"}


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("https://login.example/jwks", True),
        ("http://127.0.0.1:9/jwks", True),
        ("http://login.example/jwks", False),
        ("http://127.0.0.1:9@login.example/jwks", False),
        ("ftp://login.example/jwks", False),
    ],
)
def test_keys_of_an_oidc_issuer_come_over_https(url, accepted):
    """Or from this very machine."""
    values = {"auth_issuer": "https://login.example", "auth_jwks_url": url}
    if accepted:
        assert AuthSettings(**values).auth_jwks_url == url
    else:
        with pytest.raises(ValidationError, match="https"):
            AuthSettings(**values)


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
