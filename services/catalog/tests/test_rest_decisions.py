"""REST: reviews, edits and deletions, and that each is remembered."""

import threading

import pytest
from pixgen_catalog.testing import ADA, BEN, CURATOR, a_record


def publish(person, image_id, **more):
    return person.post(f"/v1/images/{image_id}/reviews", json={"decision": "publish"}, **more)


def test_publishing_makes_a_picture_public_and_rejecting_takes_it_back(index, curator, visitor):
    (image_id,) = index(a_record())
    answer = publish(curator, image_id)
    assert (answer.status_code, answer.json) == (
        201,
        {"image_id": image_id, "status": "published", "status_reason": None},
    )
    assert visitor.get(f"/v1/images/{image_id}").status_code == 200
    body = {"decision": "reject", "reason": "a name can be read"}
    assert curator.post(f"/v1/images/{image_id}/reviews", json=body).json["status"] == "rejected"
    assert visitor.get(f"/v1/images/{image_id}").status_code == 404


@pytest.mark.parametrize("decision", ["reject", "hold"])
@pytest.mark.parametrize("reason", [{}, {"reason": ""}, {"reason": "  "}, {"reason": None}])
def test_a_refusal_needs_a_reason(index, curator, decision, reason):
    (image_id,) = index(a_record())
    answer = curator.post(f"/v1/images/{image_id}/reviews", json={"decision": decision, **reason})
    assert answer.status_code == 422, answer.text
    assert curator.get(f"/v1/images/{image_id}").json["status"] == "pending"


def test_only_curators_decide(index, ada, visitor, ben):
    (image_id,) = index(a_record())
    assert publish(visitor, image_id).status_code == 401
    for person in (ada, ben):
        assert publish(person, image_id).status_code == 403
    assert visitor.get("/v1/reviews/queue").status_code == 401
    assert ada.get("/v1/reviews/queue").status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"decision": "perhaps"}, 422),
        ({"decision": "publish", "extra": 1}, 422),
        ({}, 422),
        ("publish", 400),
    ],
)
def test_a_wrong_decision_is_refused(index, curator, body, status):
    (image_id,) = index(a_record())
    assert curator.post(f"/v1/images/{image_id}/reviews", json=body).status_code == status


def test_the_queue_shows_what_is_held_first_then_the_oldest(index, curator):
    old, new, held = index(
        a_record("old", uploaded_at="2026-01-01T00:00:00Z"),
        a_record("new", uploaded_at="2026-01-02T00:00:00Z"),
        a_record("held", uploaded_at="2026-01-03T00:00:00Z", hold_reason="near a synthetic one"),
    )
    first = curator.get("/v1/reviews/queue?limit=2").json
    assert [item["image_id"] for item in first["items"]] == [held, old]
    assert first["count"] == {"value": 3, "is_exact": True}
    rest = curator.get(f"/v1/reviews/queue?limit=2&cursor={first['next_cursor']}").json
    assert ([item["image_id"] for item in rest["items"]], rest["next_cursor"]) == ([new], None)
    publish(curator, held)
    assert held not in str(curator.get("/v1/reviews/queue").json)


def test_two_decisions_at_once_leave_the_later_one(index, curator, engine, owner):
    """Neither is lost, and the state is that of the later."""
    (image_id,) = index(a_record())
    bodies = [{"decision": "publish"}, {"decision": "reject", "reason": "blurred"}] * 4
    threads = [
        threading.Thread(target=curator.post, args=(f"/v1/images/{image_id}/reviews",), kwargs={"json": body})
        for body in bodies
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = owner("SELECT decision FROM catalog.reviews ORDER BY review_id DESC LIMIT 1")[0]["decision"]
    now = owner("SELECT status, revision FROM catalog.images")[0]
    assert now == {"status": {"publish": "published", "reject": "rejected"}[last], "revision": 8}


def test_the_same_key_decides_once(index, curator, owner):
    (image_id,) = index(a_record())
    headers = {"Idempotency-Key": "k1"}
    answers = [publish(curator, image_id, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert owner("SELECT count(*) AS n FROM catalog.reviews")[0]["n"] == 1
    other = curator.post(
        f"/v1/images/{image_id}/reviews", json={"decision": "hold", "reason": "wait"}, headers=headers
    )
    assert (other.status_code, other.json["reason"]) == (422, "idempotency.mismatch")
    assert publish(curator, image_id, headers={"Idempotency-Key": "x" * 201}).status_code == 422


def test_a_failed_request_does_not_use_up_its_key(index, curator):
    headers = {"Idempotency-Key": "k1"}
    record = a_record()
    assert publish(curator, record.image_id, headers=headers).status_code == 404
    index(record)
    assert publish(curator, record.image_id, headers=headers).status_code == 201


def test_an_owner_changes_a_pending_picture(index, ada):
    (image_id,) = index(a_record())
    before = ada.get(f"/v1/images/{image_id}")
    changes = {
        "diagnosis": [{"condition_id": "vitiligo", "confidence": 5, "confirm_type": "clinical"}],
        "fitzpatrick_skin_type": [{"value": "VI", "source": "patient"}],
        "age_approx": 30,
        "sex": "female",
        "anatom_site_general": None,
        "condition_symptoms": ["ITCHING"],
        "notes": "second look",
        "access": "controlled",
    }
    headers = {"If-Match": before.headers["ETag"]}
    answer = ada.patch(f"/v1/images/{image_id}", json=changes, headers=headers)
    assert answer.status_code == 200, answer.text
    shown = answer.json
    assert {name: shown[name] for name in changes if name != "diagnosis"} == {
        name: value for name, value in changes.items() if name != "diagnosis"
    }
    assert shown["diagnosis"][0] | {"rater": ADA} == shown["diagnosis"][0]
    assert answer.headers["ETag"] != before.headers["ETag"]
    assert ada.get("/v1/images?condition=vitiligo&fitzpatrick=VI").json["count"]["value"] == 1
    late = ada.patch(f"/v1/images/{image_id}", json={"sex": "male"}, headers=headers)
    assert (late.status_code, late.json["reason"]) == (412, "image.changed")
    assert ada.get(f"/v1/images/{image_id}").json["sex"] == "female"


@pytest.mark.parametrize(
    "body",
    [
        {"image_type": None},
        {"image_type": "x-ray"},
        {"sha256": "0" * 64},
        {"status": "published"},
        {"tone_group": "dark"},
        {"consent_scopes": ["commercial"]},
        {"age_approx": 33},
        {"diagnosis": [{"condition_id": "no_such"}]},
        {"diagnosis": None},
        {"country": "XX"},
        {"notes": "a\u0000b"},
    ],
)
def test_what_cannot_be_changed_is_refused(index, ada, body):
    (image_id,) = index(a_record())
    before = ada.get(f"/v1/images/{image_id}").json
    assert ada.patch(f"/v1/images/{image_id}", json=body).status_code == 422
    assert ada.get(f"/v1/images/{image_id}").json == before


def test_after_a_decision_only_curators_change_it(index, ada, curator):
    (image_id,) = index(a_record())
    publish(curator, image_id)
    late = ada.patch(f"/v1/images/{image_id}", json={"sex": "male"})
    assert (late.status_code, late.json["reason"]) == (409, "image.decided")
    body = {"monk_skin_tone": [{"value": 9}], "fitzpatrick_skin_type": [{"value": "VI"}]}
    shown = curator.patch(f"/v1/images/{image_id}", json=body).json
    assert shown["monk_skin_tone"] == [{"value": 9, "gradable": True, "rater": CURATOR}]
    assert shown["fitzpatrick_skin_type"] == [{"value": "VI", "source": "reviewer"}]
    words = curator.patch(f"/v1/images/{image_id}", json={"attribution": "me"})
    assert (words.status_code, words.json["reason"]) == (403, "field.not_yours")


def test_an_opinion_that_stays_keeps_its_author(index, curator):
    (image_id,) = index(a_record())
    body = {"diagnosis": [{"condition_id": "psoriasis", "confidence": 4}, {"condition_id": "tinea"}]}
    shown = curator.patch(f"/v1/images/{image_id}", json=body).json["diagnosis"]
    assert [(entry["condition_id"], entry["rater"]) for entry in shown] == [
        ("psoriasis", ADA),
        ("tinea", CURATOR),
    ]


def test_others_cannot_change_or_delete(index, decide, ben, visitor, ada):
    pending, published = index(a_record("p"), a_record("q"))
    decide("publish", published)
    assert ben.patch(f"/v1/images/{pending}", json={"sex": "male"}).status_code == 404
    assert ben.patch(f"/v1/images/{published}", json={"sex": "male"}).status_code == 403
    assert ben.delete(f"/v1/images/{published}").status_code == 403
    assert visitor.delete(f"/v1/images/{published}").status_code == 401
    assert ada.patch(f"/v1/images/{pending}", json={"monk_skin_tone": []}).status_code == 403


def test_an_owner_deletes_a_pending_picture_for_good(index, ada, curator, owner, refused):
    record = a_record()
    index(record)
    assert ada.delete(f"/v1/images/{record.image_id}").status_code == 204
    assert curator.get(f"/v1/images/{record.image_id}").status_code == 404
    assert owner("SELECT image_id FROM catalog.erasures") == [{"image_id": record.image_id}]
    assert ada.delete(f"/v1/images/{record.image_id}").status_code == 404
    with refused("image.withdrawn"):
        index(record)


def test_a_published_picture_is_withdrawn_by_consent_not_deleted(index, ada, curator):
    (image_id,) = index(a_record())
    publish(curator, image_id)
    answer = ada.delete(f"/v1/images/{image_id}")
    assert (answer.status_code, answer.json["reason"]) == (409, "image.decided")


def test_bad_bodies_have_their_own_answers(index, ada):
    (image_id,) = index(a_record())
    path = f"/v1/images/{image_id}"
    kinds = {"Content-Type": "application/json"}
    for data, status in (
        (b"{", 400),
        (b"[]", 400),
        (b'{"sex": "male", "sex": "female"}', 422),
        (b'{"age_approx": NaN}', 400),
        (b"\xff", 400),
        (b'{"notes": "' + b"x" * (1 << 20) + b'"}', 413),
    ):
        assert ada.patch(path, data=data, headers=kinds).status_code == status, data[:40]
    assert ada.patch(path, data=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert ada.get(path).json["sex"] is None
    assert BEN not in ada.get(path).text
