"""Signing in: with what, how often, and what others can learn from it."""

import json
import threading
import time

import pytest
from joserfc import jws
from pixgen_catalog.accounts_passwords import Passwords
from pixgen_common.logging import configure

PASSWORD = "seven purple lesions"
WRONG = (401, "credentials.wrong")


def sign_in(client, email="ada@clinic.org", password=PASSWORD, address="198.51.100.7"):
    body = {"email": email, "password": password}
    return client.post("/v1/tokens", json=body, headers={"X-Forwarded-For": address, "User-Agent": "try/1"})


def test_a_password_gives_tokens(person, client):
    """The address may be typed in any spelling."""
    ada = person()
    answer = sign_in(client, " ADA@clinic.org ")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert (answer.json["token_type"], answer.json["expires_in"]) == ("Bearer", 900)
    me = client.get("/v1/me", headers={"Authorization": f"Bearer {answer.json['access_token']}"})
    assert me.json["account_id"] == ada.account_id


def test_what_the_access_token_says(person, service):
    """Ed25519, a key id that is published, and all the claims that services look at."""
    ada = person("ada", "curator", "contributor")
    token = jws.extract_compact(ada.tokens["access_token"].encode())
    assert token.headers()["alg"] == "EdDSA"
    assert token.headers()["kid"] in {key["kid"] for key in service.parts.keys.jwks()["keys"]}
    claims = json.loads(token.payload)
    assert claims.keys() == {"iss", "aud", "sub", "roles", "sid", "jti", "iat", "nbf", "exp"}
    assert claims["exp"] - claims["iat"] == 900
    assert claims["roles"] == ["contributor", "curator"]


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@clinic.org", "seven purple lesionS"),
        ("nobody@clinic.org", "seven purple lesions"),
        ("no address", "seven purple lesions"),
        ("ada@clinic.org\u0000", "seven purple lesions"),
        ("ada@clinic.org", "\u0000" * 12),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(person, client, refusal, email, password):
    person()
    answer = sign_in(client, email, password)
    assert refusal(answer) == WRONG
    assert answer.json["detail"] == "The e-mail address or the password is not right."


def test_no_account_takes_as_long_as_a_wrong_password(make_service):
    """Or the time of the answer would tell who has one. Processor time: the machine may be busy otherwise."""
    service = make_service(argon2_time_cost=4, argon2_memory_kib=16384, sign_in_account_limit=100)
    service.parts.accounts.create("ada@clinic.org", PASSWORD, ["contributor"])
    client = service.client()
    hashing = least_work(lambda: Passwords(service.parts.settings).hash("x")) / 2
    known = least_work(lambda: sign_in(client, "ada@clinic.org", "not the password"))
    unknown = least_work(lambda: sign_in(client, "nobody@clinic.org", "not the password"))
    assert hashing > 0.005
    assert abs(known - unknown) < hashing / 2, (known, unknown, hashing)


def least_work(action):
    """Least seconds of processor time that it took in three tries."""
    seen = []
    for _ in range(3):
        began = time.process_time()
        action()
        seen.append(time.process_time() - began)
    return min(seen)


def test_too_many_guesses_of_one_account(make_service, refusal):
    """From wherever they come; then even the right password waits, or guessing would go on unseen."""
    service = make_service(sign_in_account_limit=3)
    service.parts.accounts.create("ada@clinic.org", "seven purple lesions", ["contributor"])
    client = service.client()
    for number in range(3):
        assert refusal(sign_in(client, password="guess", address=f"198.51.100.{number}")) == WRONG
    answer = sign_in(client, address="203.0.113.9")
    assert refusal(answer) == (429, "attempts.too_many")
    assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_an_unknown_account_is_throttled_alike(make_service, refusal):
    """Or the missing 429 would tell that there is no such account."""
    client = make_service(sign_in_account_limit=2).client()
    assert [refusal(sign_in(client, "nobody@clinic.org"))[0] for _ in range(3)] == [401, 401, 429]


def test_too_many_guesses_from_one_address(make_service, refusal):
    client = make_service(sign_in_address_limit=3).client()
    for number in range(3):
        assert refusal(sign_in(client, f"p{number}@clinic.org")) == WRONG
    assert refusal(sign_in(client, "p9@clinic.org")) == (429, "attempts.too_many")
    assert refusal(sign_in(client, "p9@clinic.org", address="203.0.113.9")) == WRONG


def test_one_household_is_one_address(make_service, refusal):
    """IPv6 gives each line 2^64 addresses."""
    client = make_service(sign_in_address_limit=2).client()
    seen = [refusal(sign_in(client, f"p{n}@c.org", address=f"2001:db8:1:2::{n}"))[0] for n in range(3)]
    assert seen == [401, 401, 429]


def test_what_a_caller_claims_of_its_address_is_not_believed(make_service, refusal):
    """The proxy adds the address it saw at the end; what stands before it came from outside."""
    client = make_service(sign_in_address_limit=2).client()
    seen = [refusal(sign_in(client, f"p{n}@c.org", address=f"10.0.0.{n}, 198.51.100.7"))[0] for n in range(3)]
    assert seen == [401, 401, 429]


def test_guesses_at_the_same_moment_count_too(make_service):
    """An attempt is counted before the password is looked at, in all processes together."""
    services = [make_service(sign_in_account_limit=4) for _ in range(2)]
    services[0].parts.accounts.create("ada@clinic.org", "seven purple lesions", ["contributor"])
    seen = []

    def guess(service):
        seen.append(sign_in(service.client(), password="guess").status_code)

    threads = [threading.Thread(target=guess, args=(services[n % 2],)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == [401] * 4 + [429] * 8


def test_signing_in_rightly_uses_nothing_up(make_service):
    service = make_service(sign_in_account_limit=2)
    service.parts.accounts.create("ada@clinic.org", "seven purple lesions", ["contributor"])
    client = service.client()
    assert [sign_in(client).status_code for _ in range(5)] == [200] * 5


def test_the_wait_ends(make_service, refusal, owner):
    service = make_service(sign_in_account_limit=1)
    client = service.client()
    assert [refusal(sign_in(client))[0] for _ in range(2)] == [401, 429]
    owner("UPDATE catalog.login_attempts SET window_ends_at = now() - interval '1 second'")
    assert refusal(sign_in(client)) == WRONG
    assert owner("SELECT count(*) AS n FROM catalog.login_attempts WHERE window_ends_at < now()")[0]["n"] == 0


def test_a_hash_of_other_costs_is_renewed(make_service, owner):
    """The next sign-in after the costs were raised stores a costlier hash of the same password."""
    make_service().parts.accounts.create("ada@clinic.org", "seven purple lesions", ["contributor"])
    [before] = owner("SELECT password_hash FROM catalog.accounts")
    client = make_service(argon2_time_cost=2).client()
    assert sign_in(client).status_code == 200
    [after] = owner("SELECT password_hash FROM catalog.accounts")
    assert ("t=1," in before["password_hash"], "t=2," in after["password_hash"]) == (True, True)
    assert sign_in(client).status_code == 200


def test_the_same_password_on_another_keyboard(service, client):
    """One letter with its accent, and the letter followed by the accent."""
    service.parts.accounts.create("ada@clinic.org", "sieben br\u00fcnette", ["contributor"])
    assert sign_in(client, password="sieben bru\u0308nette").status_code == 200


def test_a_shut_account(person, service, client, refusal):
    """Is told so, but only with the right password."""
    ada, chief = person(), person("chief", "admin")
    chief.patch(f"/v1/accounts/{ada.account_id}", json={"disabled": True})
    assert refusal(sign_in(client)) == (403, "account.disabled")
    assert refusal(sign_in(client, password="guess")) == WRONG


def test_nothing_of_a_person_is_logged(service, client, person, capsys, logs_as_before):
    """Neither address, nor password, nor token, nor network address; only opaque ids."""
    configure(service.parts.settings, "catalog")
    ada = person()
    sign_in(client, "Somebody@Clinic.org", "a secret that is wrong")
    ada.refresh()
    client.post("/v1/accounts", json={"email": "eve@clinic.org", "password": "x", "role": "contributor"})
    ada.post("/v1/me/password", json={"current_password": "no", "new_password": "eight purple lesions"})
    written = "".join(capsys.readouterr())
    assert "session.began" in written
    assert "sign_in.refused" in written
    for secret in (
        "@",
        "clinic",
        "purple",
        "a secret",
        "198.51",
        ada.tokens["refresh_token"],
        "eyJ",
        "argon2",
    ):
        assert secret not in written, secret
