"""An OIDC issuer in place of our own accounts."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

ISSUER = "https://login.clinic.example/realms/derma"


@pytest.fixture
def issuer(identities):
    """An issuer's key document on a real port."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(identities.jwks()).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/jwks"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def external(make_service, issuer):
    return make_service(
        auth_issuer=ISSUER, auth_audience="derma", auth_jwks_url=issuer, auth_roles_claim="realm_access.roles"
    ).client()


def bearer(identities, *roles, **claims):
    token = identities.person(
        "c4f0a3d2-0001", iss=ISSUER, aud=["account", "derma"], realm_access={"roles": list(roles)}, **claims
    )
    return {"Authorization": f"Bearer {token}"}


def test_its_people_are_believed(external, identities):
    """With the roles that its claim names; roles that are not ours are left out."""
    me = external.get("/v1/me", headers=bearer(identities, "curator", "offline_access", "service"))
    assert me.status_code == 200
    assert me.json == {
        "account_id": "c4f0a3d2-0001",
        "email": None,
        "display_name": None,
        "affiliation": None,
        "roles": ["curator"],
        "created_at": None,
        "disabled": False,
    }


@pytest.mark.parametrize(
    ("claims", "reason"),
    [({"iss": "https://other.example"}, "token.issuer"), ({"aud": "account"}, "token.audience")],
)
def test_it_must_mean_us(external, identities, refusal, claims, reason):
    """The same keys, for somebody else."""
    token = identities.person("c4f0a3d2-0001", **({"iss": ISSUER, "aud": "derma"} | claims))
    answer = external.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert refusal(answer) == (401, reason)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        (
            "post",
            "/v1/accounts",
            {"email": "a@b.org", "password": "seven purple lesions", "role": "researcher"},
        ),
        ("post", "/v1/tokens", {"email": "a@b.org", "password": "x"}),
        ("post", "/v1/tokens/refresh", {"refresh_token": "x"}),
        ("delete", "/v1/tokens", None),
        ("get", "/.well-known/jwks.json", None),
        ("patch", "/v1/me", {"display_name": "x"}),
        ("post", "/v1/me/password", {"current_password": "x", "new_password": "y"}),
        ("get", "/v1/me/sessions", None),
        ("get", "/v1/accounts", None),
        ("patch", "/v1/accounts/acc_aaaaaaaaaaaaaaaa", {"roles": ["admin"]}),
    ],
)
def test_what_the_issuer_does_is_not_done_here(external, identities, refusal, method, path, body):
    """And the answer says where to go."""
    answer = getattr(external, method)(path, json=body, headers=bearer(identities, "admin"))
    assert refusal(answer) == (404, "accounts.external")
    assert ISSUER in answer.json["detail"]


def test_our_own_tokens_are_worth_nothing_then(person, external, refusal):
    """Nobody who signed in before the change stays in."""
    assert refusal(external.get("/v1/me", headers=person().bearer)) == (401, "token.key")
