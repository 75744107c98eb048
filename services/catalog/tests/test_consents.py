"""Consents: given, extended, withdrawn with everything that hangs on them."""

import threading

import pytest
from pixgen_catalog import consents, models
from pixgen_catalog.freezing import Wish, create
from pixgen_catalog.models import Model
from pixgen_catalog.register import register
from pixgen_catalog.testing import ADA, BEN, CURATOR, a_record, a_synthetic
from pixgen_catalog.viewer import Viewer
from pixgen_common import rpc
from pixgen_common.auth import Principal
from pixgen_common.errors import PixGenError
from pixgen_common.ids import keyed_id
from pixgen_protos.catalog.v1 import catalog_pb2 as pb

RESEARCHER = Principal(BEN, frozenset({"researcher"}))


def withdraw(person, consent_id, **more):
    return person.post(f"/v1/consents/{consent_id}/withdraw", json=more.pop("body", {}), **more)


@pytest.fixture
def snapshot(engine, store, settings):
    """Freeze everything published, altered and synthetic pictures too."""
    wish = Wish(altered=True, synthetic=True)
    return lambda: create(engine, store, settings.datasets_bucket, RESEARCHER, wish, None)


def test_a_consent_is_the_one_that_uploads_will_use(ada, settings):
    """The id is that of (contributor, patient); the patient's code is nowhere kept."""
    body = {"scopes": ["share", "ml_training"], "patient": "Mrs Mwangi 12"}
    answer = ada.post("/v1/consents", json=body)
    assert answer.status_code == 201, answer.text
    key = settings.identity_key.get_secret_value().encode()
    assert answer.json["consent_id"] == keyed_id("con", key, ADA, "Mrs Mwangi 12")
    assert answer.json["scopes"] == ["ml_training", "share"]
    assert (answer.json["status"], answer.json["image_count"]) == ("active", 0)
    assert "Mwangi" not in ada.get("/v1/consents").text


def test_giving_more_extends_it(ada):
    ada.post("/v1/consents", json={"scopes": ["share"]})
    answer = ada.post("/v1/consents", json={"scopes": ["commercial"]})
    assert answer.json["scopes"] == ["commercial", "share"]
    assert len(ada.get("/v1/consents").json["items"]) == 1


@pytest.mark.parametrize(
    "body", [{}, {"scopes": []}, {"scopes": ["all"]}, {"scopes": ["share", "share"]}, {"scopes": "share"}]
)
def test_wrong_scopes_are_refused(ada, body):
    assert ada.post("/v1/consents", json=body).status_code == 422


def test_a_catalog_without_the_identity_key_says_how_else(engine):
    with engine.begin() as connection, pytest.raises(PixGenError) as caught:
        consents.give(connection, Viewer(ADA), ["share"], None, None)
    assert caught.value.reason == "consents.by_upload"


def test_a_withdrawal_reaches_pictures_derivatives_snapshots_and_models(
    index, decide, snapshot, engine, ada, curator, owner
):
    parent = a_record("parent", patient="p")
    bystander = a_record("bystander", patient="q")
    child = a_synthetic("child", parents=[parent.image_id], account_id=BEN, patient="z")
    grandchild = a_synthetic("grandchild", parents=[child.image_id], account_id=BEN, patient="z")
    ids = index(parent, bystander, child, grandchild)
    decide("publish", *ids)
    frozen = snapshot()
    with engine.begin() as connection:
        models.record(
            connection, Model("dcgan", "1", frozen.snapshot_id, frozen.manifest_sha256, {}), "svc:x"
        )

    answer = withdraw(ada, parent.consent_id, body={"reason": "she asked"})
    assert answer.status_code == 202
    assert answer.json["impact"] == {
        "images": 1,
        "derivatives": 2,
        "snapshots": [frozen.snapshot_id],
        "models": ["dcgan@1"],
    }
    assert answer.json["consent"]["status"] == "withdrawn"
    gone = {parent.image_id, child.image_id, grandchild.image_id}
    assert {item["image_id"] for item in curator.get("/v1/images").json["items"]} == {bystander.image_id}
    assert {row["image_id"] for row in owner("SELECT image_id FROM catalog.erasures")} == gone
    assert owner("SELECT affected_at IS NOT NULL AS marked FROM catalog.models") == [{"marked": True}]
    assert curator.get(f"/v1/snapshots/{frozen.snapshot_id}").json["withdrawn_count"] == 3
    assert withdraw(ada, parent.consent_id).json["impact"] == answer.json["impact"]


def test_a_withdrawal_is_the_contributors_or_a_curators(index, ada, ben, curator, visitor, owner):
    record = a_record(patient="p")
    index(record)
    assert withdraw(visitor, record.consent_id).status_code == 401
    assert withdraw(ben, record.consent_id).status_code == 404
    assert withdraw(ada, "con_aaaaaaaaaaaaaaaa").status_code == 404
    assert withdraw(ada, "../x").status_code == 404
    assert withdraw(curator, record.consent_id).status_code == 202
    told = owner("SELECT actor_id, actor_role FROM catalog.events WHERE event = 'withdrawn'")
    assert told == [{"actor_id": CURATOR, "actor_role": "curator"}]


def test_a_consent_given_anew_serves_new_pictures_only(app, index, ada, owner, engine, settings):
    key = settings.identity_key.get_secret_value().encode()
    own = {"consent_id": keyed_id("con", key, ADA, "p")}
    old = a_record("old", **own)
    index(old)
    withdraw(ada, own["consent_id"])
    again = ada.post("/v1/consents", json={"scopes": ["share"], "patient": "p"})
    assert (again.json["status"], again.json["scopes"]) == ("active", ["share"])
    late = owner('SELECT to_char(now(), \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') AS at')[0]["at"]
    new = a_record("new", **own, uploaded_at=late)
    assert register(engine, new).status == "pending"
    with pytest.raises(PixGenError, match="cannot come back"):
        register(engine, old)
    with pytest.raises(PixGenError, match="needs a new one"):
        register(engine, a_record("stored before the withdrawal", **own))


def test_erasures_are_pulled_and_confirmed(index, ada, stub, owner, curator):
    record = a_record(patient="p")
    index(record)
    withdraw(ada, record.consent_id)
    upload = stub("upload")
    asked = rpc.call(upload.ListErasures, pb.ListErasuresRequest())
    assert list(asked.image_ids) == [record.image_id]
    request = pb.ConfirmErasureRequest(image_ids=[record.image_id, "img_aaaaaaaaaaaaaaaa", "../x"])
    assert rpc.call(upload.ConfirmErasure, request).confirmed == 1
    assert rpc.call(upload.ConfirmErasure, request).confirmed == 0
    assert not rpc.call(upload.ListErasures, pb.ListErasuresRequest()).image_ids
    assert owner("SELECT image_id FROM catalog.images") == []
    with pytest.raises(PixGenError, match="cannot come back"):
        index(record)


def test_a_picture_registered_during_the_withdrawal_does_not_slip_through(index, ada, engine, owner):
    """Both orders are fine; a picture that stays visible is not."""
    index(a_record("first", patient="p"))
    consent_id = a_record(patient="p").consent_id
    parent = a_record("first", patient="p").image_id
    outcomes = []

    def put(n):
        for record in (
            a_record(("more", n), patient="p"),
            a_synthetic(("child", n), parents=[parent], account_id=BEN),
        ):
            try:
                register(engine, record)
            except PixGenError as error:
                outcomes.append(error.reason)

    threads = [threading.Thread(target=put, args=(n,)) for n in range(6)]
    threads.insert(3, threading.Thread(target=withdraw, args=(ada, consent_id)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert owner("SELECT image_id FROM catalog.images WHERE status <> 'withdrawn'") == []
    assert set(outcomes) <= {"consent.withdrawn", "image.withdrawn"}


def test_consents_are_paged(ada, index):
    index(*(a_record(n, patient=f"p{n}") for n in range(5)))
    found, cursor = [], ""
    while cursor is not None:
        page = ada.get(f"/v1/consents?limit=2{cursor}").json
        found += [item["consent_id"] for item in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    assert sorted(found) == sorted(a_record(patient=f"p{n}").consent_id for n in range(5))
