"""The visibility rule: who sees which picture, by every way there is."""

import pytest
import sqlalchemy as sa
from pixgen_catalog.testing import ADA, BEN, a_record
from pixgen_catalog.viewer import viewing
from pixgen_common.auth import Principal
from pixgen_common.errors import PixGenError
from sqlalchemy.exc import ProgrammingError

NOBODY = None
OWNER = Principal(ADA, frozenset({"contributor"}))
OTHER = Principal(BEN, frozenset({"researcher"}))
CURATOR = Principal("acc_c", frozenset({"curator"}))
ADMIN = Principal("acc_d", frozenset({"admin"}))
SERVICE = Principal("svc:upload", frozenset({"service"}), service="upload")


@pytest.fixture
def seen_by(engine):
    """The pictures that a principal sees."""

    def look(principal):
        with viewing(engine, principal) as (connection, _):
            return set(connection.execute(sa.text("SELECT image_id FROM catalog.visible_images")).scalars())

    return look


@pytest.fixture
def pictures(index, decide):
    """One picture in each state that the rule tells apart."""
    made = {
        "pending": a_record("pending"),
        "rejected": a_record("rejected"),
        "open": a_record("open"),
        "controlled": a_record("controlled", access="controlled"),
        "recognizable": a_record("recognizable", recognizable_visual_features="YES"),
        "maybe recognizable": a_record("maybe", recognizable_visual_features="UNKNOWN"),
        "unshared": a_record("unshared", consent_scopes=["ml_training"]),
    }
    ids = dict(zip(made, index(*made.values()), strict=True))
    decide("reject", ids["rejected"], reason="blurred")
    decide("publish", *(ids[name] for name in ids if name not in {"pending", "rejected"}))
    return ids


def names(pictures, ids):
    return {name for name, image_id in pictures.items() if image_id in ids}


def test_a_visitor_sees_open_published_pictures_that_show_nobody(pictures, seen_by):
    assert names(pictures, seen_by(NOBODY)) == {"open"}


def test_a_person_sees_what_is_published_with_consent_to_share(pictures, seen_by):
    assert names(pictures, seen_by(OTHER)) == {"open", "controlled", "recognizable", "maybe recognizable"}


@pytest.mark.parametrize("principal", [OWNER, CURATOR, ADMIN, SERVICE], ids=lambda p: p.account_id)
def test_owner_curators_and_services_see_every_state(pictures, seen_by, principal):
    assert names(pictures, seen_by(principal)) == set(pictures)


def test_a_service_that_acts_for_a_person_sees_what_that_person_sees(pictures, seen_by):
    acting = Principal("svc:synthesis", frozenset({"service"}), service="synthesis", on_behalf_of=BEN)
    assert seen_by(acting) == seen_by(OTHER)


def test_a_service_that_acts_for_a_curator_sees_what_the_accounts_say_now(pictures, seen_by, owner):
    owner(
        "INSERT INTO catalog.accounts (account_id, email, password_hash, roles) "
        "VALUES (:id, 'b@x.org', 'x', '{curator}')",
        id=BEN,
    )
    acting = Principal("svc:synthesis", frozenset({"service"}), service="synthesis", on_behalf_of=BEN)
    assert names(pictures, seen_by(acting)) == set(pictures)
    owner("UPDATE catalog.accounts SET disabled_at = now()")
    with pytest.raises(PixGenError, match="shut"):
        seen_by(acting)


@pytest.mark.parametrize("principal", [NOBODY, OWNER, OTHER, CURATOR, SERVICE])
def test_nobody_sees_a_withdrawn_picture(pictures, seen_by, owner, principal):
    consent = a_record().consent_id
    owner("SELECT catalog.withdraw_consent(:consent, NULL, :ada)", consent=consent, ada=ADA)
    assert seen_by(principal) == set()


def test_without_a_viewer_set_the_view_shows_what_visitors_see(pictures, engine):
    """Forgetting to say who looks must not show more."""
    with engine.begin() as connection:
        ids = set(connection.execute(sa.text("SELECT image_id FROM catalog.visible_images")).scalars())
    assert names(pictures, ids) == {"open"}


def test_the_viewer_does_not_outlive_the_transaction(pictures, engine, seen_by):
    """Connections are pooled: the next caller must not inherit the last one's sight."""
    seen_by(CURATOR)
    with engine.begin() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM catalog.visible_images")).scalar() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT image_id FROM catalog.images",
        "UPDATE catalog.images SET status = 'published'",
        "DELETE FROM catalog.images",
        "INSERT INTO catalog.images (image_id) VALUES ('img_aaaaaaaaaaaaaaaa')",
        "DELETE FROM catalog.reviews",
        "UPDATE catalog.events SET actor_id = 'x'",
        "DELETE FROM catalog.tombstones",
        "INSERT INTO catalog.tombstones (image_id) VALUES ('img_aaaaaaaaaaaaaaaa')",
        "SELECT catalog.bury_children('x', NULL, '{}')",
        "CREATE TABLE catalog.mine (a int)",
    ],
)
def test_the_application_has_no_right_to_go_around_the_rules(engine, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), engine.begin() as connection:
        connection.execute(sa.text(statement))
