"""Signing in as a browser does: HttpOnly cookies, and nothing that another site could make it send."""

import pytest

BODY = {"email": "ada@clinic.org", "password": "seven purple lesions", "cookie": True}
HTTPS = "https://localhost"


@pytest.fixture
def browser(service, own_page):
    """A browser that is signed in; it keeps cookies and sends Secure ones over HTTPS alone."""
    service.parts.accounts.create(BODY["email"], BODY["password"], ["contributor"])
    client = service.client()
    answer = client.post("/v1/tokens", json=BODY, headers=own_page, base_url=HTTPS)
    assert answer.status_code == 200, answer.json
    return client, answer


def cookies(answer):
    """Name to attributes of each Set-Cookie."""
    found = {}
    for line in answer.headers.getlist("Set-Cookie"):
        pair, *attributes = line.split("; ")
        name, _, value = pair.partition("=")
        found[name] = {"value": value} | {a.partition("=")[0]: a.partition("=")[2] for a in attributes}
    return found


def test_tokens_go_into_cookies_and_nowhere_else(browser):
    """No script of the page ever sees one."""
    _, answer = browser
    assert (answer.json["access_token"], answer.json["refresh_token"]) == (None, None)
    session, refresh = cookies(answer)["pixgen_session"], cookies(answer)["pixgen_refresh"]
    for cookie in (session, refresh):
        assert {"HttpOnly", "Secure"} <= cookie.keys()
        assert cookie["SameSite"] == "Strict"
        assert "Domain" not in cookie
        assert cookie["value"] not in answer.text
    assert (session["Path"], session["Max-Age"]) == ("/", "900")
    assert refresh["Path"] == "/v1/tokens"
    assert 13 * 86400 < int(refresh["Max-Age"]) <= 14 * 86400


def test_the_cookie_reads(browser):
    client, _ = browser
    assert client.get("/v1/me", base_url=HTTPS).json["email"] == "ada@clinic.org"


def test_the_cookie_writes_from_our_own_pages_alone(browser, own_page, refusal):
    """Both the origin and the header are needed; the sign-in itself is guarded too."""
    client, _ = browser
    change = {"json": {"display_name": "Eve"}, "base_url": HTTPS}
    foreign = [
        {},
        {"X-PixGen-CSRF": "1"},
        {"Origin": own_page["Origin"]},
        own_page | {"Origin": "https://evil.example"},
        own_page | {"Origin": "null"},
        own_page | {"Origin": own_page["Origin"] + ".evil.example"},
        own_page | {"X-PixGen-CSRF": "0"},
    ]
    for headers in foreign:
        assert refusal(client.patch("/v1/me", headers=headers, **change)) == (403, "csrf")
        assert refusal(client.post("/v1/tokens/refresh", headers=headers, json={}, base_url=HTTPS)) == (
            403,
            "csrf",
        )
        assert refusal(client.delete("/v1/tokens", headers=headers, base_url=HTTPS)) == (403, "csrf")
        assert refusal(client.post("/v1/tokens", headers=headers, json=BODY, base_url=HTTPS)) == (403, "csrf")
    assert client.patch("/v1/me", headers=own_page, **change).status_code == 200


def test_refreshing_by_cookie(browser, own_page):
    """Also when the session cookie has gone, as browsers let it go after fifteen minutes."""
    client, first = browser
    client.delete_cookie("pixgen_session", path="/")
    answer = client.post("/v1/tokens/refresh", json={}, headers=own_page, base_url=HTTPS)
    assert answer.status_code == 200
    assert answer.json["refresh_token"] is None
    assert cookies(answer)["pixgen_refresh"]["value"] != cookies(first)["pixgen_refresh"]["value"]
    assert client.get("/v1/me", base_url=HTTPS).status_code == 200


def test_a_stale_session_cookie_is_in_nobodys_way(browser, own_page):
    """An expired one comes along with everything; signing in and refreshing work all the same."""
    client, _ = browser
    client.set_cookie("pixgen_session", "stale", path="/")
    assert client.post("/v1/tokens/refresh", json={}, headers=own_page, base_url=HTTPS).status_code == 200
    client.set_cookie("pixgen_session", "stale", path="/")
    assert client.post("/v1/tokens", json=BODY, headers=own_page, base_url=HTTPS).status_code == 200


def test_signing_out_empties_the_cookies(browser, own_page, refusal):
    client, _ = browser
    refresh = client.get_cookie("pixgen_refresh", path="/v1/tokens").value
    answer = client.delete("/v1/tokens", headers=own_page, base_url=HTTPS)
    assert answer.status_code == 204
    assert {cookie["Max-Age"] for cookie in cookies(answer).values()} == {"0"}
    assert client.get_cookie("pixgen_session") is None
    late = client.post("/v1/tokens/refresh", json={"refresh_token": refresh})
    assert refusal(late) == (401, "session.ended")


def test_signing_out_with_the_refresh_cookie_alone(browser, own_page, refusal):
    """A page that was left open over night can still sign out."""
    client, _ = browser
    refresh = client.get_cookie("pixgen_refresh", path="/v1/tokens").value
    client.delete_cookie("pixgen_session", path="/")
    assert client.delete("/v1/tokens", headers=own_page, base_url=HTTPS).status_code == 204
    assert refusal(client.post("/v1/tokens/refresh", json={"refresh_token": refresh}))[0] == 401


def test_without_any_cookie_there_is_nothing_to_refresh(client, own_page, refusal):
    assert refusal(client.post("/v1/tokens/refresh", json={}, headers=own_page)) == (401, "token.missing")


def test_cookies_over_plain_http_only_when_that_is_asked_for(make_service, own_page):
    """For a browser that counts not even loopback as safe."""
    service = make_service(cookie_secure=False)
    service.parts.accounts.create(BODY["email"], BODY["password"], ["contributor"])
    answer = service.client().post("/v1/tokens", json=BODY, headers=own_page)
    assert all("Secure" not in cookie for cookie in cookies(answer).values())
