"""What administrators decide, and that only they do."""

from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.fixture
def chief(person):
    return person("chief", "admin")


@pytest.mark.parametrize("role", ["contributor", "researcher", "curator"])
def test_only_administrators(person, refusal, role):
    ada = person("ada", role)
    assert refusal(ada.get("/v1/accounts")) == (403, "role.missing")
    assert refusal(ada.get(f"/v1/accounts/{ada.account_id}")) == (403, "role.missing")
    assert refusal(ada.patch(f"/v1/accounts/{ada.account_id}", json={"roles": ["admin"]})) == (
        403,
        "role.missing",
    )


def test_roles_are_granted_and_taken(chief, person):
    ada = person()
    answer = chief.patch(
        f"/v1/accounts/{ada.account_id}", json={"roles": ["curator", "contributor", "curator"]}
    )
    assert answer.json["roles"] == ["contributor", "curator"]
    assert chief.patch(f"/v1/accounts/{ada.account_id}", json={"roles": ["researcher"]}).json["roles"] == [
        "researcher"
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"roles": []},
        {"roles": ["service"]},
        {"roles": ["emperor"]},
        {"roles": "admin"},
        {"disabled": "no"},
        {"email": "x@y.org"},
    ],
)
def test_decisions_that_are_none(chief, person, refusal, body):
    ada = person()
    assert refusal(chief.patch(f"/v1/accounts/{ada.account_id}", json=body)) == (422, "fields.invalid")


def test_a_shut_account_is_out_at_once(chief, person, refusal):
    """Its sessions end; opened again, it must sign in anew."""
    ada = person()
    path = f"/v1/accounts/{ada.account_id}"
    assert chief.patch(path, json={"disabled": True}).json["disabled"] is True
    assert refusal(ada.get("/v1/me")) == (401, "session.ended")
    assert refusal(ada.refresh()) == (401, "session.ended")
    assert chief.patch(path, json={"disabled": False}).json["disabled"] is False
    assert refusal(ada.refresh()) == (401, "session.ended")


def test_a_former_administrators_token_decides_nothing(chief, person, refusal):
    """Although it still says admin for some minutes."""
    second = person("second", "admin")
    chief.patch(f"/v1/accounts/{second.account_id}", json={"roles": ["researcher"]})
    assert refusal(second.get("/v1/accounts")) == (403, "role.missing")


@pytest.mark.parametrize("body", [{"roles": ["researcher"]}, {"disabled": True}])
def test_the_last_administrator_stays(chief, refusal, body):
    path = f"/v1/accounts/{chief.account_id}"
    assert refusal(chief.patch(path, json=body)) == (409, "admin.last")
    assert chief.get(path).json["roles"] == ["admin"]
    assert chief.get(path).json["disabled"] is False


def test_a_shut_administrator_does_not_count(chief, person, refusal):
    second = person("second", "admin")
    chief.patch(f"/v1/accounts/{second.account_id}", json={"disabled": True})
    assert refusal(chief.patch(f"/v1/accounts/{chief.account_id}", json={"roles": ["researcher"]})) == (
        409,
        "admin.last",
    )


def test_two_who_remove_each_other(chief, person, owner):
    """At the same moment: one of them stays."""
    for round_ in range(4):
        second = person(f"second{round_}", "admin")
        pairs = [(chief, second), (second, chief)]
        with ThreadPoolExecutor(2) as pool:
            list(
                pool.map(
                    lambda p: (
                        p[0]
                        .client.application.test_client()
                        .patch(
                            f"/v1/accounts/{p[1].account_id}",
                            json={"roles": ["researcher"]},
                            headers=p[0].bearer,
                        )
                    ),
                    pairs,
                )
            )
        [left] = owner("SELECT count(*) AS n FROM catalog.accounts WHERE 'admin' = ANY(roles)")
        assert left["n"] == 1
        owner("UPDATE catalog.accounts SET roles = '{admin}' WHERE account_id = :id", id=chief.account_id)
        owner(
            "UPDATE catalog.accounts SET roles = '{researcher}' WHERE account_id = :id", id=second.account_id
        )


def test_an_edit_of_an_older_version(chief, person, refusal):
    path = f"/v1/accounts/{person().account_id}"
    etag = chief.get(path).headers["ETag"]
    assert chief.patch(path, json={"roles": ["curator"]}, headers={"If-Match": etag}).status_code == 200
    late = chief.patch(path, json={"roles": ["researcher"]}, headers={"If-Match": etag})
    assert refusal(late) == (412, "account.changed")


@pytest.mark.parametrize("account_id", ["acc_aaaaaaaaaaaaaaaa", "x", "..", "acc_AAAAAAAAAAAAAAAA", "%00"])
def test_accounts_that_are_not_there(chief, refusal, account_id):
    assert refusal(chief.get(f"/v1/accounts/{account_id}"))[0] == 404
    assert refusal(chief.patch(f"/v1/accounts/{account_id}", json={"disabled": True}))[0] == 404


def pages(chief, query=""):
    cursor, seen = "", []
    while cursor is not None:
        answer = chief.get(f"/v1/accounts?limit=3{query}" + (f"&cursor={cursor}" if cursor else ""))
        assert answer.status_code == 200, answer.json
        seen.append([item["email"].split("@")[0] for item in answer.json["items"]])
        cursor = answer.json["next_cursor"]
    return seen


def test_the_list_shows_everybody_once(chief, service):
    """Page by page, oldest first; somebody who signs up meanwhile disturbs nothing."""
    for n in range(6):
        service.parts.accounts.create(f"p{n}@clinic.org", "seven purple lesions", ["contributor"])
    assert pages(chief) == [["chief", "p0", "p1"], ["p2", "p3", "p4"], ["p5"]]
    assert pages(chief, "&role=admin") == [["chief"]]
    assert pages(chief, "&q=P3") == [["p3"]]
    assert pages(chief, "&q=%25") == [[]]


def test_a_cursor_that_was_tampered_with(chief, service, refusal):
    for n in range(3):
        service.parts.accounts.create(f"p{n}@clinic.org", "seven purple lesions", ["contributor"])
    cursor = chief.get("/v1/accounts?limit=1").json["next_cursor"]
    for changed in (cursor[:-2], "A" + cursor[1:], "x", "acc_aaaaaaaaaaaaaaaa"):
        assert refusal(chief.get(f"/v1/accounts?cursor={changed}")) == (422, "cursor.invalid")
    assert refusal(chief.get(f"/v1/accounts?role=admin&cursor={cursor}")) == (422, "cursor.invalid")
    for odd in ("limit=0", "limit=101", "limit=x", "role=emperor", "colour=red", "limit=1&limit=2"):
        assert refusal(chief.get(f"/v1/accounts?{odd}"))[0] == 422
