"""REST: finding and reading pictures."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pixgen_catalog.testing import ADA, BEN, a_record, a_synthetic


def ids(answer):
    assert answer.status_code == 200, answer.json
    return [item["image_id"] for item in answer.json["items"]]


def walk(person, query):
    """Every page of a list, one picture at a time."""
    found, cursor = [], ""
    while True:
        answer = person.get(f"/v1/images?{query}&limit=2{cursor}")
        found += ids(answer)
        if answer.json["next_cursor"] is None:
            return found
        cursor = f"&cursor={answer.json['next_cursor']}"


def test_a_visitor_finds_open_published_pictures_and_nothing_private(index, decide, visitor):
    (shown, _) = index(a_record("shown", notes="for us alone", hold_reason="look"), a_record("pending"))
    decide("publish", shown)
    answer = visitor.get("/v1/images")
    assert ids(answer) == [shown]
    picture = answer.json["items"][0]
    hidden = ("notes", "removed", "source_sha256", "consent_id", "status_reason")
    assert [picture[name] for name in hidden] == [None] * 5
    assert picture["mine"] is False
    assert "account_id" not in picture
    assert picture["diagnosis"] == [
        {"condition_id": "psoriasis", "confidence": 4, "confirm_type": None, "rater": None}
    ]
    assert picture["links"]["thumbnail_256"] == f"/v1/images/{shown}/thumbnail?edge=256"
    assert answer.json["count"] == {"value": 1, "is_exact": True}
    assert ADA not in answer.text


def test_the_owner_sees_what_is_theirs(index, ada):
    (mine,) = index(a_record(notes="for us alone", hold_reason="look again"))
    picture = ada.get(f"/v1/images/{mine}").json
    assert picture["mine"] is True
    assert (picture["notes"], picture["removed"]) == ("for us alone", ["GPS position"])
    assert (picture["status"], picture["status_reason"]) == ("pending", "look again")
    assert picture["consent_id"] == a_record().consent_id


@pytest.mark.parametrize("sub", ["", "/content", "/thumbnail", "/similar", "/lineage", "/history"])
def test_what_one_may_not_see_is_not_there(index, ben, visitor, sub):
    """404 for others' pictures, unknown ones and tricks in the id alike."""
    (hidden,) = index(a_record())
    for person in (ben, visitor):
        for image_id in (hidden, "img_aaaaaaaaaaaaaaaa", "..%2f..%2fetc", "img_" + "a" * 500, "%00"):
            answer = person.get(f"/v1/images/{image_id}{sub}")
            assert answer.status_code == 404, (image_id, answer.text)
            assert answer.mimetype == "application/problem+json"


def test_filters_narrow_and_repeat(index, curator):
    a, b, c = index(
        a_record("a"),
        a_record("b", tone_group="tan", ita_deg=20.0),
        a_synthetic("c", tone_group="light", ita_deg=60.0),
    )
    assert set(ids(curator.get("/v1/images?tone_group=dark&tone_group=tan"))) == {a, b}
    assert ids(curator.get("/v1/images?tone_group=tan&fitzpatrick=V&condition=psoriasis")) == [b]
    assert ids(curator.get("/v1/images?manipulation=synthetic")) == [c]
    assert ids(curator.get("/v1/images?q=psoriasis&tone_group=light")) == [c]


def test_mine_are_mine(index, decide, ada, ben, visitor):
    mine, other = index(a_record("mine", account_id=BEN), a_record("other"))
    decide("publish", mine, other)
    assert ids(ben.get("/v1/images?mine=true")) == [mine]
    assert visitor.get("/v1/images?mine=true").status_code == 401


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("tone_group=purple", "tone_group.0"),
        ("monk=11", "monk.0"),
        ("monk=dark", "monk.0"),
        ("condition=no_such", "condition.0"),
        ("sort=random", "sort"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=2&limit=3", "limit"),
        ("colour=red", "colour"),
        ("mine=perhaps", "mine"),
        ("q=%00", "q"),
        ("status=withdrawn", "status.0"),
    ],
)
def test_a_wrong_question_is_told_by_field(visitor, query, field):
    answer = visitor.get(f"/v1/images?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


@pytest.mark.parametrize("sort", ["newest", "oldest", "ita_asc", "ita_desc"])
def test_every_order_shows_each_picture_once_with_unmeasured_ones_last(index, curator, sort):
    plain = {"ita_quality": "", "tone_group": "", "ita_deg": None}
    made = index(
        a_record("1", ita_deg=-40.0),
        a_record("2", ita_deg=-35.0, uploaded_at="2026-01-03T00:00:00Z"),
        a_record("3", ita_deg=-35.0, uploaded_at="2026-01-04T00:00:00Z"),
        a_record("4", **plain),
        a_record("5", **plain, uploaded_at="2026-01-01T00:00:00Z"),
    )
    found = walk(curator, f"sort={sort}")
    assert sorted(found) == sorted(made)
    if sort == "newest":
        assert found[:2] == [made[2], made[1]]
    if sort == "ita_asc":
        assert found[0] == made[0]
    if sort.startswith("ita"):
        assert set(found[3:]) == {made[3], made[4]}


@given(
    times=st.lists(st.integers(0, 4), min_size=1, max_size=12),
    limit=st.integers(1, 5),
    arrivals=st.lists(st.integers(5, 9), max_size=6),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_show_every_picture_exactly_once_whatever_arrives_before_the_cursor(
    index, curator, owner, times, limit, arrivals
):
    """Ties in time, any page size, and new pictures between any two pages."""
    owner("DELETE FROM catalog.images")
    made = index(
        *(a_record(("old", n, t), uploaded_at=f"2026-01-01T00:00:0{t}Z") for n, t in enumerate(times))
    )
    found, cursor, late = [], "", list(enumerate(arrivals))
    while True:
        answer = curator.get(f"/v1/images?limit={limit}{cursor}")
        found += ids(answer)
        if late:
            n, t = late.pop()
            index(a_record(("new", n, t), uploaded_at=f"2026-01-01T00:00:0{t}Z"))
        if answer.json["next_cursor"] is None:
            break
        cursor = f"&cursor={answer.json['next_cursor']}"
    assert sorted(found) == sorted(made)


def test_a_cursor_cannot_be_changed_or_used_elsewhere(index, curator):
    index(*(a_record(n) for n in range(3)))
    cursor = curator.get("/v1/images?limit=1").json["next_cursor"]
    flipped = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    for path in (
        f"/v1/images?cursor={flipped}",
        f"/v1/images?cursor={cursor}x",
        f"/v1/images?cursor={cursor[:10]}",
        f"/v1/images?cursor={cursor}&sort=oldest",
        f"/v1/images?cursor={cursor}&tone_group=dark",
        f"/v1/reviews/queue?cursor={cursor}",
    ):
        answer = curator.get(path)
        assert (answer.status_code, answer.json["reason"]) == (422, "cursor.invalid")
    assert curator.get(f"/v1/images?cursor={cursor}&limit=2").json["count"] is None


def test_similar_pictures_come_nearest_first_and_only_visible_ones(index, decide, visitor):
    one, near, nearer, hidden = index(
        a_record("one", phash="00000000ffffffff"),
        a_record("near", phash="00000000fffffff0"),
        a_record("nearer", phash="00000000fffffffe"),
        a_record("hidden", phash="00000000ffffffff"),
    )
    decide("publish", one, near, nearer)
    found = visitor.get(f"/v1/images/{one}/similar").json["items"]
    assert [(item["image"]["image_id"], item["distance"]) for item in found] == [(nearer, 1), (near, 4)]
    assert hidden not in str(found)


def test_lineage_shows_the_family_as_far_as_the_viewer_may_see(index, decide, visitor, curator):
    parent = a_record("parent")
    child = a_synthetic("child", parents=[parent.image_id])
    grandchild = a_synthetic("grandchild", parents=[child.image_id])
    index(parent, child, grandchild)
    decide("publish", child.image_id, grandchild.image_id)
    seen = visitor.get(f"/v1/images/{child.image_id}/lineage").json
    assert {node["image_id"] for node in seen["nodes"]} == {child.image_id, grandchild.image_id}
    assert [(edge["parent"], edge["child"]) for edge in seen["edges"]] == [
        (child.image_id, grandchild.image_id)
    ]
    whole = curator.get(f"/v1/images/{grandchild.image_id}/lineage").json
    assert {node["image_id"] for node in whole["nodes"]} == {
        parent.image_id,
        child.image_id,
        grandchild.image_id,
    }
    assert len(whole["edges"]) == 2


def test_history_tells_what_happened_and_to_insiders_why(index, curator, ada, ben):
    (image_id,) = index(a_record())
    curator.post(f"/v1/images/{image_id}/reviews", json={"decision": "hold", "reason": "which site?"})
    ada.patch(f"/v1/images/{image_id}", json={"anatom_site_general": "palms/soles"})
    curator.post(f"/v1/images/{image_id}/reviews", json={"decision": "publish"})
    mine = ada.get(f"/v1/images/{image_id}/history").json["items"]
    assert [(e["event"], e["actor"], e["detail"]) for e in mine] == [
        ("registered", "contributor", None),
        ("held", "curator", "which site?"),
        ("edited", "contributor", "anatom_site_general"),
        ("published", "curator", None),
    ]
    others = ben.get(f"/v1/images/{image_id}/history").json["items"]
    assert [e["detail"] for e in others] == [None] * 4


def test_the_description_names_every_route_and_is_well_formed(app):
    paths = app.spec["paths"]
    assert "/v1/images/{image_id}/content" in paths
    assert "image/webp" in paths["/v1/images/{image_id}/thumbnail"]["get"]["responses"]["200"]["content"]
    names = [parameter["name"] for parameter in paths["/v1/snapshots"]["post"]["parameters"]]
    assert "Idempotency-Key" in names
