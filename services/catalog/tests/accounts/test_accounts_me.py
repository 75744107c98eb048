"""One's own account: particulars, password, sessions."""

import pytest


def test_everything_needs_a_sign_in(client, refusal):
    for method, path in (
        ("get", "/v1/me"),
        ("patch", "/v1/me"),
        ("post", "/v1/me/password"),
        ("get", "/v1/me/sessions"),
        ("delete", "/v1/me/sessions/ses_aaaaaaaaaaaaaaaa"),
        ("delete", "/v1/tokens"),
        ("get", "/v1/accounts"),
        ("patch", "/v1/accounts/acc_aaaaaaaaaaaaaaaa"),
    ):
        assert refusal(getattr(client, method)(path, json={})) == (401, "token.missing"), path


def test_services_have_no_account(client, identities, make_settings, refusal):
    """A service's token is believed, and gets nobody's account."""
    from pixgen_common.identity import ServiceSigner

    signer = ServiceSigner(make_settings(service_key_file=identities.service_key_file("upload")))
    for behalf in (None, "acc_aaaaaaaaaaaaaaaa"):
        bearer = {"Authorization": f"Bearer {signer.token('catalog', behalf)}"}
        assert refusal(client.get("/v1/me", headers=bearer)) == (403, "account.service")


def test_particulars_change_and_stay(person):
    """What is left out stays, null removes, and nobody else sees a change."""
    ada, eve = person(), person("eve")
    assert ada.patch("/v1/me", json={"display_name": "Ada", "affiliation": "Clinic"}).status_code == 200
    assert ada.patch("/v1/me", json={"affiliation": None}).json["display_name"] == "Ada"
    me = ada.get("/v1/me").json
    assert (me["display_name"], me["affiliation"]) == ("Ada", None)
    assert eve.get("/v1/me").json["display_name"] is None


@pytest.mark.parametrize(
    "body", [{"roles": ["admin"]}, {"email": "x@y.org"}, {"disabled": False}, {"display_name": ""}]
)
def test_what_one_cannot_change_oneself(person, refusal, body):
    assert refusal(person().patch("/v1/me", json=body)) == (422, "fields.invalid")


def test_an_edit_of_an_older_version_changes_nothing(person, refusal):
    ada = person()
    etag = ada.get("/v1/me").headers["ETag"]
    assert ada.patch("/v1/me", json={"display_name": "A"}, headers={"If-Match": etag}).status_code == 200
    late = ada.patch("/v1/me", json={"display_name": "B"}, headers={"If-Match": etag})
    assert refusal(late) == (412, "account.changed")
    odd = ada.patch("/v1/me", json={"display_name": "B"}, headers={"If-Match": '"x"'})
    assert refusal(odd) == (412, "etag.unknown")
    assert ada.get("/v1/me").json["display_name"] == "A"


def test_a_new_password_ends_the_other_sessions(person, sign_in, client, refusal):
    """This one goes on; the old password is worth nothing."""
    ada = person()
    other = sign_in(ada.account)
    body = {"current_password": "seven purple lesions", "new_password": "eight purple lesions"}
    assert ada.post("/v1/me/password", json=body).status_code == 204
    assert ada.refresh().status_code == 200
    assert refusal(other.refresh()) == (401, "session.ended")
    assert refusal(other.get("/v1/me")) == (401, "session.ended")
    old = {"email": "ada@clinic.org", "password": body["current_password"]}
    assert refusal(client.post("/v1/tokens", json=old)) == (401, "credentials.wrong")
    assert client.post("/v1/tokens", json=old | {"password": body["new_password"]}).status_code == 200


def test_a_stolen_session_does_not_give_the_password(make_service, refusal):
    """The password so far is asked for, and cannot be guessed without end."""
    service = make_service(sign_in_account_limit=3)
    service.parts.accounts.create("ada@clinic.org", "seven purple lesions", ["contributor"])
    client = service.client()
    tokens = client.post(
        "/v1/tokens", json={"email": "ada@clinic.org", "password": "seven purple lesions"}
    ).json
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    body = {"current_password": "guess", "new_password": "eight purple lesions"}
    seen = [refusal(client.post("/v1/me/password", json=body, headers=bearer)) for _ in range(4)]
    assert seen == [(403, "password.wrong")] * 3 + [(429, "attempts.too_many")]


def test_a_new_password_must_be_good(person, refusal):
    body = {"current_password": "seven purple lesions", "new_password": "ada@clinic.org"}
    answer = person().post("/v1/me/password", json=body)
    assert refusal(answer) == (422, "password.weak")
    assert answer.json["errors"][0]["field"] == "new_password"


def test_my_sessions(person, sign_in):
    """All that live, this one marked; nobody else's."""
    ada = person()
    sign_in(ada.account)
    person("eve")
    items = ada.get("/v1/me/sessions").json["items"]
    assert [item["current"] for item in items].count(True) == 1
    assert len(items) == 2
    assert items[0].keys() == {"session_id", "label", "created_at", "last_used_at", "expires_at", "current"}


def test_ending_another_of_my_sessions(person, sign_in, refusal):
    ada = person()
    other = sign_in(ada.account)
    [there] = [i for i in ada.get("/v1/me/sessions").json["items"] if not i["current"]]
    assert ada.delete(f"/v1/me/sessions/{there['session_id']}").status_code == 204
    assert refusal(other.refresh()) == (401, "session.ended")
    assert refusal(other.get("/v1/me")) == (401, "session.ended")
    assert len(ada.get("/v1/me/sessions").json["items"]) == 1


def test_nobody_elses_session(person, refusal):
    """Another's session looks like none at all."""
    ada, eve = person(), person("eve")
    [hers] = eve.get("/v1/me/sessions").json["items"]
    for session_id in (hers["session_id"], "ses_aaaaaaaaaaaaaaaa", "..%2f..", "%00"):
        assert refusal(ada.delete(f"/v1/me/sessions/{session_id}"))[0] == 404
    assert eve.refresh().status_code == 200


def test_signing_out(person, sign_in, refusal):
    """Ends this session and no other."""
    ada = person()
    other = sign_in(ada.account)
    assert ada.delete("/v1/tokens").status_code == 204
    assert refusal(ada.refresh()) == (401, "session.ended")
    assert refusal(ada.get("/v1/me")) == (401, "session.ended")
    assert other.refresh().status_code == 200
