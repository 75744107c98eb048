"""Staying signed in: each refresh token is good once, and a second use is noticed."""

from concurrent.futures import ThreadPoolExecutor

import pytest


def refresh(client, token):
    return client.post("/v1/tokens/refresh", json={"refresh_token": token})


def let_pass(owner, seconds):
    """As if all refreshes had been so long ago."""
    owner("UPDATE catalog.refresh_tokens SET used_at = used_at - make_interval(secs => :n)", n=seconds)


def test_a_token_gives_the_next_pair(person, client):
    ada = person()
    first = dict(ada.tokens)
    answer = ada.refresh()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["refresh_token"] != first["refresh_token"]
    assert answer.json["access_token"] != first["access_token"]
    assert ada.get("/v1/me").status_code == 200


def test_only_hashes_are_stored(person, owner):
    """A copy of the database signs nobody in, and gives no successor either."""
    ada = person()
    before = ada.tokens["refresh_token"]
    ada.refresh()
    dump = str(owner("SELECT * FROM catalog.refresh_tokens")) + str(owner("SELECT * FROM catalog.sessions"))
    assert len(before) == 43
    assert before not in dump
    assert ada.tokens["refresh_token"] not in dump
    assert ada.tokens["refresh_token"].encode().hex() not in dump


def test_a_lost_answer_costs_nobody_the_session(person, client):
    """The same token again within the grace gives the same successor."""
    ada = person()
    token = ada.tokens["refresh_token"]
    first, again = refresh(client, token), refresh(client, token)
    assert first.json["refresh_token"] == again.json["refresh_token"]
    assert refresh(client, again.json["refresh_token"]).status_code == 200


def test_two_at_the_same_moment(person, make_service):
    """Two tabs, two processes: both get the same successor and nobody is signed out."""
    ada = person()
    services = [make_service(), make_service()]
    token = ada.tokens["refresh_token"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: refresh(services[n % 2].client(), token), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    [successor] = {answer.json["refresh_token"] for answer in answers}
    assert refresh(services[0].client(), successor).status_code == 200


def test_an_old_token_ends_the_session(person, client, owner, refusal):
    """After the grace a second use means that two parties hold the token: both are signed out."""
    ada = person()
    stolen = ada.tokens["refresh_token"]
    ada.refresh()
    let_pass(owner, 31)
    assert refusal(refresh(client, stolen)) == (401, "refresh.reused")
    assert refusal(refresh(client, ada.tokens["refresh_token"])) == (401, "session.ended")
    assert owner("SELECT revoked_reason FROM catalog.sessions")[0]["revoked_reason"] == "reused"


def test_a_much_older_token_ends_it_too(person, client, refusal, owner):
    """Not only the last but one."""
    ada = person()
    stolen = ada.tokens["refresh_token"]
    for _ in range(3):
        assert ada.refresh().status_code == 200
    assert refusal(refresh(client, stolen)) == (401, "refresh.reused")
    assert refusal(ada.refresh()) == (401, "session.ended")


def test_the_grace_ends_when_the_successor_was_used(person, client, refusal):
    """Whoever used it got the answer: nothing was lost, so this is another party."""
    ada = person()
    stolen = ada.tokens["refresh_token"]
    ada.refresh()
    ada.refresh()
    assert refusal(refresh(client, stolen)) == (401, "refresh.reused")


def test_only_that_session_ends(person, sign_in, client, owner):
    ada = person()
    other = sign_in(ada.account)
    stolen = ada.tokens["refresh_token"]
    ada.refresh()
    let_pass(owner, 31)
    refresh(client, stolen)
    assert other.refresh().status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "é", "a.b.c"])
def test_tokens_nobody_handed_out(client, refusal, token):
    assert refusal(refresh(client, token)) == (401, "refresh.unknown")


@pytest.mark.parametrize(
    "body", [{"refresh_token": ""}, {"refresh_token": 7}, {"refresh_token": "x" * 257}, {"token": "x"}]
)
def test_bodies_that_are_none(client, refusal, body):
    assert refusal(client.post("/v1/tokens/refresh", json=body)) == (422, "fields.invalid")


def test_an_access_token_is_no_refresh_token(person, client, refusal):
    ada = person()
    answer = refresh(client, ada.tokens["access_token"][:256])
    assert refusal(answer) == (401, "refresh.unknown")


def test_a_session_ends_by_itself(person, refusal, owner):
    ada = person()
    owner("UPDATE catalog.sessions SET expires_at = now() - interval '1 second'")
    assert refusal(ada.refresh()) == (401, "session.expired")


def test_use_prolongs_a_session_but_not_for_ever(make_service, owner):
    """It ends unused after the idle time, and used after the whole time."""
    service = make_service(session_idle_seconds=3600, session_seconds=7200)
    account = service.parts.accounts.create("ada@clinic.org", "seven purple lesions", ["contributor"])
    client = service.client()
    tokens = client.post("/v1/tokens", json={"email": account.email, "password": "seven purple lesions"}).json
    owner("UPDATE catalog.sessions SET created_at = now() - interval '6000 seconds'")
    assert refresh(client, tokens["refresh_token"]).status_code == 200
    [left] = owner("SELECT extract(epoch FROM expires_at - now())::int AS seconds FROM catalog.sessions")
    assert 1190 <= left["seconds"] <= 1200


def test_roles_of_today(person, service, client):
    """The next access token carries what was granted meanwhile."""
    ada, chief = person(), person("chief", "admin")
    chief.patch(f"/v1/accounts/{ada.account_id}", json={"roles": ["contributor", "curator"]})
    ada.refresh()
    assert ada.get("/v1/me").json["roles"] == ["contributor", "curator"]


def test_ended_sessions_are_forgotten_after_a_day(person, sign_in, owner):
    """With their tokens; the table does not grow for ever."""
    ada = person()
    owner("UPDATE catalog.sessions SET revoked_at = now() - interval '2 days', revoked_reason = 'ended'")
    sign_in(ada.account)
    assert owner("SELECT count(*) AS n FROM catalog.sessions")[0]["n"] == 1
    assert owner("SELECT count(*) AS n FROM catalog.refresh_tokens")[0]["n"] == 1
