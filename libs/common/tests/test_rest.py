"""What every REST service does alike."""

import pytest
from pixgen_common.auth import TokenVerifier, current_principal, signed_in
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.rest import SESSION_COOKIE, create_api
from pixgen_common.schema import StrictModel
from pixgen_common.settings import CommonSettings

WHO = "acc_aaaaaaaaaaaaaaaa"
ORIGIN = "http://127.0.0.1:8080"


class Body(StrictModel):
    """A body."""

    count: int


@pytest.fixture
def app(auth_settings, identities):
    def failing():
        raise PixGenError(Code.UNAVAILABLE, "gone", reason="store.unavailable")

    verifier = TokenVerifier(auth_settings, "demo", identities.jwks)
    app = create_api("demo", "Demo", CommonSettings(), verifier, {"good": lambda: None, "bad": failing})

    @app.get("/me")
    @signed_in()
    def me():
        return {"who": current_principal().account_id}

    @app.post("/curate")
    @app.input(Body)
    @signed_in("curator")
    def curate(json_data):
        return {"count": json_data.count}

    @app.get("/fail")
    def fail():
        raise PixGenError(Code.TOO_MANY, "slow down", fields=(FieldError("a", "b"),), retry_after=1.2)

    @app.get("/crash")
    def crash():
        raise RuntimeError("secret detail")

    return app


@pytest.fixture
def client(app):
    return app.test_client()


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def problem(response, status, reason):
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.json["status"] == status
    assert response.json["reason"] == reason
    assert response.json["request_id"] == response.headers["X-Request-ID"]
    assert response.headers["Cache-Control"] == "no-store"
    return response.json


def test_sign_in_is_asked_for(client):
    assert "Bearer" in client.get("/me").headers["WWW-Authenticate"]
    problem(client.get("/me"), 401, "token.missing")


def test_a_bearer_token_signs_in(client, identities):
    assert client.get("/me", headers=bearer(identities.person(WHO))).json == {"who": WHO}


def test_nobody_stays_signed_in_for_the_next_request(client, identities):
    """Threads are reused between people."""
    client.get("/me", headers=bearer(identities.person(WHO)))
    problem(client.get("/me"), 401, "token.missing")


def test_a_role_is_asked_for(client, identities):
    answer = client.post("/curate", json={"count": 1}, headers=bearer(identities.person(WHO, "contributor")))
    assert "curator" in problem(answer, 403, "role.missing")["detail"]


def test_other_schemes_are_refused(client):
    problem(client.get("/me", headers={"Authorization": "Basic abc"}), 401, "token.scheme")


def test_the_cookie_needs_our_own_page(client, identities):
    """A cookie alone changes nothing: another site may have made the browser send it."""
    client.set_cookie(SESSION_COOKIE, identities.person(WHO, "curator"), domain="localhost")
    assert client.get("/me").json == {"who": WHO}
    problem(client.post("/curate", json={"count": 1}), 403, "csrf")
    own = {"Origin": ORIGIN, "X-PixGen-CSRF": "1"}
    problem(
        client.post("/curate", json={"count": 1}, headers={**own, "Origin": "http://evil.example"}),
        403,
        "csrf",
    )
    assert client.post("/curate", json={"count": 1}, headers=own).json == {"count": 1}


def test_a_stale_cookie_signs_nobody_in(client):
    """Else nobody could sign in again with an expired cookie in the jar."""
    client.set_cookie(SESSION_COOKIE, "stale", domain="localhost")
    assert client.get("/livez").status_code == 200
    problem(client.get("/me"), 401, "token.missing")


def test_bodies_are_strict(client, identities):
    head = bearer(identities.person(WHO, "curator"))
    assert problem(client.post("/curate", json={"count": "1"}, headers=head), 422, "fields.invalid")["errors"]
    problem(client.post("/curate", data="{}", headers=head), 415, "body.not_json")
    problem(
        client.post("/curate", data="{", content_type="application/json", headers=head), 400, "json.malformed"
    )
    big = b'{"count": 1}' + b" " * (2 << 20)
    problem(
        client.post("/curate", data=big, content_type="application/json", headers=head), 413, "body.too_large"
    )


def test_errors_carry_fields_and_when_to_come_back(client):
    answer = client.get("/fail")
    assert problem(answer, 429, "too_many")["errors"] == [{"field": "a", "message": "b"}]
    assert answer.headers["Retry-After"] == "2"


def test_crashes_tell_nothing(client, app):
    """The detail is for the log; the caller gets the request id."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert "secret" not in problem(client.get("/crash"), 500, "internal")["detail"]


def test_unknown_routes_and_methods(client):
    problem(client.get("/nowhere"), 404, "route.unknown")
    answer = client.delete("/me")
    problem(answer, 405, "method.not_allowed")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("offered", "kept"), [("my-request-0001", True), ("x", False), ("a\tb" * 9, False), (None, False)]
)
def test_request_ids(client, offered, kept):
    """A caller's id is kept when it is a plain word: nobody writes into our logs."""
    head = {"X-Request-ID": offered} if offered else {}
    assert (client.get("/livez", headers=head).headers["X-Request-ID"] == offered) is kept


def test_health(client):
    """Liveness asks nothing; readiness names what is missing."""
    assert client.get("/livez").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"] == {"good": "ok", "bad": "store.unavailable"}


def test_metrics_name_routes_not_paths(client):
    client.get("/nowhere/acc_aaaaaaaaaaaaaaaa")
    text = client.get("/metrics").text
    assert "pixgen_http_request_seconds_count" in text
    assert "acc_aaaaaaaaaaaaaaaa" not in text


def test_openapi_names_both_ways_to_sign_in(client):
    assert set(client.get("/openapi.json").json["components"]["securitySchemes"]) == {"bearer", "cookie"}


def test_docs_need_nothing_from_elsewhere(client):
    """The page works offline and under a strict policy: no script, no foreign address."""
    page = client.get("/docs")
    assert page.status_code == 200
    assert "/curate" in page.text
    assert "<script" not in page.text
    assert "//" not in page.text.replace("https://json-schema.org", "")
    assert "sha256-" in page.headers["Content-Security-Policy"]


def test_methods_that_callers_make_up_are_no_labels(client):
    """Each would stay in memory for ever."""
    assert client.open("/me", method="GRAB").status_code == 405
    metrics = client.get("/metrics").text
    assert 'method="other"' in metrics
    assert "GRAB" not in metrics


def test_the_document_tells_what_errors_look_like(app, client):
    """Every operation: problems, with those that any body and any token may meet."""
    added = []
    app.spec_processor(lambda spec: added.append(True) or spec)
    document = client.get("/openapi.json").json
    assert added == [True]
    post = document["paths"]["/curate"]["post"]
    assert post["requestBody"]["required"] is True
    assert {"400", "401", "413", "415", "422"} <= post["responses"].keys()
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
    assert document["components"]["schemas"].keys() >= {"Problem"}
    assert "HTTPError" not in document["components"]["schemas"]


def test_a_problem_is_as_the_document_says(client):
    problem_schema = client.get("/openapi.json").json["components"]["schemas"]["Problem"]
    answer = client.post("/curate", json={"count": "x"}, headers={}).json
    assert set(problem_schema["required"]) <= answer.keys() <= problem_schema["properties"].keys()
