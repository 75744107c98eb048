"""Which tokens the catalog believes: its own, and no other, each refusal with its own reason."""

import base64
import json
import time

import pytest
from joserfc import jws, jwt
from joserfc.jwk import OctKey, OKPKey


def encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def claims_of(token):
    return json.loads(jws.extract_compact(token.encode()).payload)


@pytest.fixture
def ask(client, refusal):
    """Show a token; what becomes of it."""

    def show(token, path="/v1/me"):
        answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
        if answer.status_code == 401:
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        return 200 if answer.status_code == 200 else refusal(answer)

    return show


@pytest.fixture
def signed(person, service):
    """A token of ours with other claims: what a bug of ours, or an old token, would look like."""
    ada = person()

    def sign(**changes):
        claims = claims_of(ada.tokens["access_token"]) | changes
        return service.parts.keys.sign({name: value for name, value in claims.items() if value is not None})

    return sign


def test_ours(signed, ask):
    assert ask(signed()) == 200


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": int(time.time()) - 60}, "token.expired"),
        ({"exp": None}, "token.claims"),
        ({"iss": "https://evil.example"}, "token.issuer"),
        ({"iss": None}, "token.claims"),
        ({"aud": "another"}, "token.audience"),
        ({"aud": None}, "token.claims"),
        ({"nbf": int(time.time()) + 600}, "token.early"),
        ({"iat": int(time.time()) + 600}, "token.early"),
        ({"sub": "svc:upload"}, "token.subject"),
        ({"sub": ""}, "token.subject"),
        ({"sub": "acc_aaaaaaaaaaaaaaaa"}, "session.ended"),
        ({"sid": "ses_aaaaaaaaaaaaaaaa"}, "session.ended"),
        ({"sid": None}, "session.ended"),
    ],
)
def test_claims_that_are_not_as_they_should_be(signed, ask, changes, reason):
    assert ask(signed(**changes)) == (401, reason)


@pytest.mark.parametrize("roles", [["emperor"], [], ["service"], "admin", {"admin": True}, None, [["admin"]]])
def test_roles_that_do_not_exist_open_nothing(signed, ask, roles):
    """Who it is stays known; what only administrators may is refused."""
    assert ask(signed(roles=roles), "/v1/accounts") == (403, "role.missing")


def test_a_role_in_a_token_is_not_enough_for_administrators(signed, ask):
    """Accounts go by the roles of today, not by those a token carries."""
    assert ask(signed(roles=["admin"]), "/v1/accounts") == (403, "role.missing")


def test_another_key_under_our_key_id(person, ask):
    token = person().tokens["access_token"]
    kid = jws.extract_compact(token.encode()).headers()["kid"]
    forged = jwt.encode(
        {"alg": "EdDSA", "kid": kid}, claims_of(token), OKPKey.generate_key("Ed25519"), ["EdDSA"]
    )
    assert ask(forged) == (401, "token.signature")


def test_an_unknown_key_id(person, ask, identities):
    token = identities.person("acc_aaaaaaaaaaaaaaaa", "admin")
    assert ask(token) == (401, "token.key")
    claims = claims_of(person().tokens["access_token"])
    nameless = jwt.encode({"alg": "EdDSA"}, claims, OKPKey.generate_key("Ed25519"), ["EdDSA"])
    assert ask(nameless) == (401, "token.key")


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "HS256", "HS512"])
def test_unsigned(person, ask, algorithm):
    token = person().tokens["access_token"]
    kid = jws.extract_compact(token.encode()).headers()["kid"]
    body = token.split(".")[1]
    assert ask(f"{encoded({'alg': algorithm, 'kid': kid})}.{body}.") == (401, "token.algorithm")


@pytest.mark.parametrize("form", ["x", "jwk", "raw"])
def test_the_public_key_as_a_shared_secret(person, service, ask, form):
    """HS256 over what everybody can read, in each form it may be taken for a secret."""
    token = person().tokens["access_token"]
    [public] = service.parts.keys.jwks()["keys"]
    raw = base64.urlsafe_b64decode(public["x"] + "=")
    secret = {"x": public["x"].encode(), "jwk": json.dumps(public).encode(), "raw": raw}[form]
    header = {"alg": "HS256", "kid": public["kid"]}
    forged = jwt.encode(header, claims_of(token), OctKey.import_key(secret), ["HS256"])
    assert ask(forged) == (401, "token.algorithm")


def test_a_key_that_the_token_brings_along(person, ask):
    """`jwk`, `jku` and `x5u` in the header are nobody's business."""
    token = person().tokens["access_token"]
    mine = OKPKey.generate_key("Ed25519")
    kid = jws.extract_compact(token.encode()).headers()["kid"]
    for extra in ({"jwk": mine.as_dict(private=False)}, {"jku": "https://evil.example/jwks"}):
        header = {"alg": "EdDSA", "kid": kid} | extra
        forged = jwt.encode(header, claims_of(token), mine, ["EdDSA"])
        assert ask(forged) == (401, "token.signature")


def test_tampered(person, ask):
    """One role more, the signature as it was; and one changed signature."""
    head, body, signature = person().tokens["access_token"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    assert ask(f"{head}.{encoded(claims | {'roles': ['admin']})}.{signature}") == (401, "token.signature")
    assert ask(f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}") == (
        401,
        "token.signature",
    )


@pytest.mark.parametrize("junk", ["x", "a.b", "a.b.c", "....", "e30.e30.e30", "x" * 9000, "%00"])
def test_junk(ask, junk):
    status, reason = ask(junk)
    assert status == 401
    assert reason in {"token.malformed", "token.algorithm"}


def test_a_wrong_scheme(client, refusal):
    answer = client.get("/v1/me", headers={"Authorization": "Basic YWRhOnB3"})
    assert refusal(answer) == (401, "token.scheme")


def test_another_services_door(identities, make_settings, ask):
    """A service's token for upload is none for the catalog."""
    from pixgen_common.identity import ServiceSigner

    signer = ServiceSigner(make_settings(service_key_file=identities.service_key_file("synthesis")))
    assert ask(signer.token("upload")) == (401, "token.audience")
