"""Ordering augmentations: what may be ordered by whom, what is refused, and how far an order is."""

import pytest

DARK = {"tone_group": "dark"}
NOBODYS = "img_aaaaaaaaaaaaaaaa"


def test_an_order_has_an_item_for_each_picture(ada, add):
    """202 with the job's address; there, each picture waits with what is to be made of it."""
    ids = add(1, 2, 3)
    answer = ada.order(image_ids=ids, target=DARK, strength=0.5)
    assert answer.status_code == 202
    assert answer.headers["Location"] == answer.json["url"]
    assert answer.json["counts"] == {
        "total": 3, "waiting": 3, "running": 0, "done": 0, "failed": 0, "cancelled": 0
    }  # fmt: skip
    found = ada.get(answer.json["url"]).json
    assert (found["state"], found["next_cursor"]) == ("running", None)
    assert [item["source_image_id"] for item in found["items"]] == ids
    assert {(item["method"], item["strength"], item["state"]) for item in found["items"]} == {
        ("TONE", 0.5, "waiting")
    }
    assert found["items"][0]["target"] == DARK
    assert found["request"] == {"image_ids": ids, "target": DARK, "strength": 0.5}


def test_the_same_key_orders_once(ada, add):
    """A client that lost the answer asks again and gets it; another order under the key is refused."""
    ids, key = add(1, 2), {"Idempotency-Key": "k1"}
    first = ada.order(image_ids=ids, target=DARK, headers=key)
    again = ada.order(image_ids=ids, target=DARK, headers=key)
    assert (again.status_code, again.json) == (202, first.json)
    other = ada.order(image_ids=ids[:1], target=DARK, headers=key)
    assert (other.status_code, other.json["reason"]) == (422, "idempotency.mismatch")
    assert len(ada.get("/v1/augmentations").json["items"]) == 1


def test_a_dry_run_orders_nothing(ada, add):
    ids = add(1, 2)
    answer = ada.order(image_ids=ids, target={"ita_deg": -40}, dry_run=True)
    assert answer.status_code == 200
    assert answer.json == {
        "dry_run": True,
        "total": 2,
        "items": [{"source_image_id": image_id, "target": {"ita_deg": -40}} for image_id in ids],
    }
    assert ada.get("/v1/augmentations").json["items"] == []


NO_ORDERS = (
    ({"target": DARK}, "image_ids"),
    ({"image_ids": [NOBODYS], "filter": {}, "target": DARK}, "image_ids"),
    ({"image_ids": [NOBODYS]}, "target"),
    ({"image_ids": [NOBODYS], "target": {}}, "target"),
    ({"image_ids": [NOBODYS], "target": {"ita_deg": 1, "style": "x"}}, "target"),
    ({"image_ids": [NOBODYS], "target": {"ita_deg": 91}}, "target.ita_deg"),
    ({"image_ids": [NOBODYS], "target": {"tone_group": "pale"}}, "target.tone_group"),
    ({"image_ids": [NOBODYS], "target": {"style": "a/b"}}, "target.style"),
    ({"image_ids": [NOBODYS], "target": DARK, "method": "MAGIC"}, "method"),
    ({"image_ids": [NOBODYS], "target": DARK, "strength": 1.1}, "strength"),
    ({"image_ids": [], "target": DARK}, "image_ids"),
    ({"image_ids": [NOBODYS, NOBODYS], "target": DARK}, "image_ids"),
    ({"fill": "coverage", "target": DARK}, "target"),
    ({"filter": {"tone": ["dark"]}, "target": DARK}, "filter.tone"),
)


def test_what_is_no_order_is_refused_by_field(ada):
    for body, field in NO_ORDERS:
        answer = ada.order(**body)
        assert answer.status_code == 422, body
        assert field in {entry["field"] for entry in answer.json["errors"]}, body


def test_pictures_that_may_not_be_sources_are_named_and_nothing_is_ordered(ada, ben, add):
    """Another's picture, one given for other things, an altered one: each with its place and the reason."""
    good = add(1)
    ungiven = add(2, consent_scopes=["share"], patient="p2")
    made = {"kind": "augment", "method": "TONE"}
    altered = add(
        3,
        image_manipulation="altered",
        digital_source_type="algorithmicallyEnhanced",
        generator=made,
        parents=good,
    )
    answer = ada.order(image_ids=[*good, *ungiven, *altered, NOBODYS], target=DARK)
    assert (answer.status_code, answer.json["reason"]) == (422, "sources.unsuited")
    places = {entry["field"]: entry["message"] for entry in answer.json["errors"]}
    assert set(places) == {"image_ids.1", "image_ids.2", "image_ids.3"}
    assert "agree" in places["image_ids.1"]
    assert "include_altered" in places["image_ids.2"]
    assert "not visible" in places["image_ids.3"]
    assert "not visible" in ben.order(image_ids=good, target=DARK).json["errors"][0]["message"]
    assert ada.order(image_ids=altered, target=DARK, include_altered=True).status_code == 202


def test_a_withdrawn_consent_forbids_ordering(ada, add, owner):
    (image_id,) = add(1)
    owner(
        "SELECT catalog.withdraw_consent(consent_id, 'asked', 'x') FROM catalog.images WHERE image_id = :i",
        i=image_id,
    )
    assert ada.order(image_ids=[image_id], target=DARK).status_code == 422


def test_a_filter_takes_what_may_be_a_source_and_no_more(ada, add):
    """The fields are those of the search; captures given for it alone, newest first, up to the limit."""
    light = add(1, 2, 3, tone_group="light")
    add(4, tone_group="dark")
    add(5, tone_group="light", consent_scopes=["share"], patient="p5")
    found = ada.order(filter={"tone_group": ["light"]}, target=DARK, dry_run=True).json
    assert {item["source_image_id"] for item in found["items"]} == set(light)
    assert ada.order(filter={"tone_group": ["light"]}, target=DARK, limit=2).json["counts"]["total"] == 2
    nothing = ada.order(filter={"manipulation": ["altered"]}, target=DARK)
    assert (nothing.status_code, nothing.json["reason"]) == (422, "order.empty")


def test_an_order_may_not_be_larger_than_the_limit(app_for, person, add):
    from pixgen_catalog.testing import ADA

    ada = person(ADA, "contributor", on=app_for(order_items_most=2))
    ids = add(1, 2, 3)
    for sources in ({"image_ids": ids}, {"filter": {}}):
        answer = ada.order(**sources, target=DARK)
        assert (answer.status_code, answer.json["reason"]) == (422, "order.too_many")
    assert ada.order(filter={}, target=DARK, limit=2).status_code == 202


def test_an_account_has_no_more_open_orders_than_allowed(app_for, person, add):
    """429 until one ends; somebody else is not affected."""
    from pixgen_catalog.testing import ADA, BEN

    service = app_for(orders_open_most=2)
    ada, ids = person(ADA, "contributor", on=service), add(1)
    placed = [ada.order(image_ids=ids, target=DARK) for _ in range(3)]
    assert [answer.status_code for answer in placed] == [202, 202, 429]
    assert placed[2].headers["Retry-After"]
    theirs = add(2, account_id=BEN, patient="b")
    assert person(BEN, "contributor", on=service).order(image_ids=theirs, target=DARK).status_code == 202
    assert ada.call("POST", f"{placed[0].json['url']}/cancel").status_code == 200
    assert ada.order(image_ids=ids, target=DARK).status_code == 202


def test_orders_are_their_owners_alone(ada, ben, curator, add):
    """Another's order is not there, for curators neither; one's own come newest first, by pages."""
    ids = add(1)
    urls = [ada.order(image_ids=ids, target={"ita_deg": -number}).json["url"] for number in range(5)]
    for other in (ben, curator):
        assert other.get(urls[0]).status_code == 404
        assert other.call("POST", f"{urls[0]}/cancel").status_code == 404
        assert other.get("/v1/augmentations").json["items"] == []
    seen, cursor = [], ""
    while cursor is not None:
        page = ada.get(f"/v1/augmentations?limit=2{cursor and f'&cursor={cursor}'}").json
        seen += [order["url"] for order in page["items"]]
        cursor = page["next_cursor"]
    assert seen == urls[::-1]


def test_items_come_by_pages_and_by_state(ada, add, owner):
    url = ada.order(image_ids=add(1, 2, 3), target=DARK).json["url"]
    owner("UPDATE synthesis.items SET queue_state = 'failed', queue_error = 'x' WHERE position = 1")
    first = ada.get(f"{url}?limit=2").json
    rest = ada.get(f"{url}?limit=2&cursor={first['next_cursor']}").json
    assert [item["position"] for item in (*first["items"], *rest["items"])] == [0, 1, 2]
    assert rest["next_cursor"] is None
    failed = ada.get(f"{url}?state=failed").json["items"]
    assert [(item["position"], item["reason"]) for item in failed] == [(1, "x")]
    strange = ada.get(f"{url}?state=failed&cursor={first['next_cursor']}")
    assert (strange.status_code, strange.json["reason"]) == (422, "cursor.invalid")


def test_cancelling_stops_what_nobody_has_begun(ada, add, owner):
    """What is being made goes on; doing it twice changes nothing."""
    url = ada.order(image_ids=add(1, 2, 3), target=DARK).json["url"]
    owner("UPDATE synthesis.items SET queue_state = 'leased', queue_lease = 'x' WHERE position = 0")
    for _ in range(2):
        answer = ada.call("POST", f"{url}/cancel")
        assert (answer.status_code, answer.json["state"]) == (200, "running")
        assert (answer.json["counts"]["running"], answer.json["counts"]["cancelled"]) == (1, 2)
    owner("UPDATE synthesis.items SET queue_state = 'failed' WHERE position = 0")
    assert ada.get(url).json["state"] == "cancelled"


@pytest.mark.parametrize("roles", [(), ("researcher",), ("admin",)])
def test_only_contributors_and_curators_order(person, roles):
    somebody = person("acc_aaaaaaaaaaaaaaaa", *roles)
    assert somebody.order(image_ids=[NOBODYS], target=DARK).status_code == 403
    assert somebody.get("/v1/augmentations").status_code == 403


def test_a_curator_orders_for_any_picture(curator, add):
    assert curator.order(image_ids=add(1), target=DARK).status_code == 202


def test_nothing_is_ordered_while_the_catalog_is_away(app_for, person, add):
    """Nobody could say what may be seen; what was ordered before is still shown."""
    from pixgen_catalog.testing import ADA

    ada = person(ADA, "contributor", on=app_for(catalog_grpc="127.0.0.1:9", catalog_seconds=1))
    answer = ada.order(image_ids=add(1), target=DARK)
    assert answer.status_code in {503, 504}
    assert ada.get("/v1/augmentations").json["items"] == []


def test_ready_without_augment_and_not_without_the_database(app, app_for):
    """Orders are taken while augment is away; without the database nothing is."""
    assert app.test_client().get("/readyz").status_code == 200
    away = app_for(synthesis_database_url="postgresql+psycopg2://nobody@127.0.0.1:9/none").test_client()
    assert away.get("/readyz").status_code == 503
    assert away.get("/livez").status_code == 200


def test_an_unknown_order_is_404(ada):
    for name in ("ord_aaaaaaaaaaaaaaaa", "nonsense"):
        assert ada.get(f"/v1/augmentations/{name}").status_code == 404
