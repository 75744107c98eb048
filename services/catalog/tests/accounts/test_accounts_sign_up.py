"""Signing up: who gets an account, and with which words people are refused."""

import pytest


def body(**changes):
    return {"email": "Ada@Clinic.org", "password": "seven purple lesions", "role": "contributor"} | changes


def test_an_account_is_made_and_shown(client, owner):
    """The address is kept in its normal spelling, the password only as an argon2id hash."""
    answer = client.post("/v1/accounts", json=body(display_name=" Ada L. ", affiliation="Clinic"))
    assert answer.status_code == 201
    account = answer.json
    assert account["email"] == "ada@clinic.org"
    assert (account["display_name"], account["affiliation"]) == ("Ada L.", "Clinic")
    assert (account["roles"], account["disabled"]) == (["contributor"], False)
    [row] = owner("SELECT * FROM catalog.accounts")
    assert row["account_id"] == account["account_id"]
    assert row["password_hash"].startswith("$argon2id$")


def test_one_account_per_address(client, refusal):
    """However it is spelled."""
    assert client.post("/v1/accounts", json=body()).status_code == 201
    again = client.post("/v1/accounts", json=body(email="ADA@clinic.ORG"))
    assert refusal(again) == (409, "email.taken")


@pytest.mark.parametrize("role", ["curator", "admin", "service", "emperor", "", None, ["contributor"]])
def test_nobody_takes_a_role_that_is_granted(client, refusal, owner, role):
    assert refusal(client.post("/v1/accounts", json=body(role=role))) == (422, "fields.invalid")
    assert owner("SELECT * FROM catalog.accounts") == []


@pytest.mark.parametrize(
    "email",
    [
        "ada",
        "@clinic.org",
        "ada@",
        "ada@clinic",
        "ada@@clinic.org",
        "a b@clinic.org",
        "ada@clinic.org\u0000",
        "x" * 70 + "@c.org",
    ],
)
def test_addresses_that_are_none(client, refusal, email):
    assert refusal(client.post("/v1/accounts", json=body(email=email))) == (422, "email.invalid")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "at least 10"),
        ("Password123!", "tried first"),
        ("aaaaaaaaaaaaa", "tried first"),
        ("pixgen-demo", "tried first"),
        ("ADA@clinic.org", "e-mail"),
        ("é" * 600, "1024 bytes"),
    ],
)
def test_weak_passwords(client, refusal, password, says):
    """Each says what would be right, and never repeats the password."""
    answer = client.post("/v1/accounts", json=body(password=password))
    assert refusal(answer) == (422, "password.weak")
    [field] = answer.json["errors"]
    assert field["field"] == "password"
    assert says in field["message"]
    assert password not in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"display_name": "two\nlines"},
        {"display_name": "\u202etxet"},
        {"display_name": "n" * 101},
        {"display_name": "nul\u0000"},
        {"display_name": 7},
        {"password": "p" * 1025},
        {"password": 1234567890},
        {"admin": True},
        {"roles": ["admin"]},
    ],
)
def test_fields_that_are_not_as_they_should_be(client, refusal, changes):
    assert refusal(client.post("/v1/accounts", json=body(**changes))) == (422, "fields.invalid")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"email":"a@b.org","email":"c@d.org"}', (422, "json.duplicate_key")),
        (b"[]", (400, "json.not_an_object")),
        (b"{", (400, "json.malformed")),
        (b'{"email":"\\ud800@b.org","password":"seven purple lesions","role":"contributor"}', None),
        (b"\xff\xfe", (400, "json.malformed")),
    ],
)
def test_bodies_that_are_none(client, refusal, raw, expected):
    answer = client.post("/v1/accounts", data=raw, content_type="application/json")
    status, reason = refusal(answer)
    assert (status, reason) == expected if expected else status in {400, 422}


def test_sign_ups_per_network_address(make_service, refusal):
    """A crowd from one place waits; others do not."""
    client = make_service(sign_up_address_limit=2).client()
    here, there = {"X-Forwarded-For": "198.51.100.7"}, {"X-Forwarded-For": "198.51.100.8"}
    for name in ("a", "b"):
        assert (
            client.post("/v1/accounts", json=body(email=f"{name}@clinic.org"), headers=here).status_code
            == 201
        )
    refused = client.post("/v1/accounts", json=body(email="c@clinic.org"), headers=here)
    assert refusal(refused) == (429, "attempts.too_many")
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert client.post("/v1/accounts", json=body(email="c@clinic.org"), headers=there).status_code == 201
