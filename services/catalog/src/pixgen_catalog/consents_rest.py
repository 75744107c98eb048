"""REST: consents."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pixgen_common.auth import signed_in
from pixgen_common.field_types import OwnCode, UniqueWords
from pixgen_common.schema import StrictModel
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from pixgen_catalog import consents
from pixgen_catalog.consents import Consent
from pixgen_catalog.context import context
from pixgen_catalog.edge import SIGNED_IN, answer, looking, once
from pixgen_catalog.query_schemas import PageQuery, Scope
from pixgen_catalog.reviews_rest import Reason
from pixgen_catalog.viewer import Viewer

_LIST = "consents"
blueprint = APIBlueprint("consents", __name__, tag="Consents")


class ConsentIn(StrictModel):
    """What a patient agreed to."""

    scopes: Annotated[list[Scope], UniqueWords] = Field(min_length=1, max_length=4)
    patient: OwnCode | None = Field(
        None, description="Your own code for the patient; only a keyed hash of it is kept."
    )


class ConsentOut(BaseModel):
    """A consent."""

    consent_id: str
    scopes: list[str]
    status: str = Field(description="active or withdrawn.")
    given_at: datetime
    withdrawn_at: datetime | None
    image_count: int = Field(description="Pictures that stand under it now.")

    @classmethod
    def of(cls, consent: Consent) -> "ConsentOut":
        """A consent as REST shows it. Args: the consent. Returns: the model."""
        return cls(**asdict(consent))


class ConsentList(BaseModel):
    """One page of consents."""

    items: list[ConsentOut]
    next_cursor: str | None


class WithdrawIn(StrictModel):
    """Why, if somebody wants to say."""

    reason: Reason | None = None


class ImpactOut(BaseModel):
    """What a withdrawal reached."""

    images: int
    derivatives: int = Field(description="Pictures that were made from them.")
    snapshots: list[str]
    models: list[str] = Field(description="name@version of models trained on them.")


class Withdrawn(BaseModel):
    """The consent and what its withdrawal reached."""

    consent: ConsentOut
    impact: ImpactOut


@blueprint.post("/v1/consents")
@signed_in("contributor")
@blueprint.input(ConsentIn, arg_name="body")
@blueprint.output(ConsentOut, status_code=201)
@blueprint.doc(summary="Record a consent", security=SIGNED_IN, responses=[401, 403, 422, 503])
def give(body: ConsentIn) -> Response:
    """Records a consent before its first picture, or anew after a withdrawal. Uploads do this too."""

    def act(connection: Connection, viewer: Viewer) -> ConsentOut:
        key = context().settings.identity_key
        return ConsentOut.of(consents.give(connection, viewer, body.scopes, body.patient, key))

    return once(act, 201, body)


@blueprint.get("/v1/consents")
@signed_in()
@blueprint.input(PageQuery, location="query", arg_name="query")
@blueprint.output(ConsentList)
@blueprint.doc(summary="My consents", security=SIGNED_IN, responses=[401, 422])
def mine(query: PageQuery) -> Response:
    """The consents that you passed on."""
    cursors = context().cursors
    after = str(cursors.open(query.cursor, _LIST)[0]) if query.cursor else None
    with looking() as (connection, viewer):
        found = consents.of(connection, viewer, query.limit + 1, after)
    shown = found[: query.limit]
    more = len(found) > query.limit
    return answer(
        ConsentList(
            items=[ConsentOut.of(consent) for consent in shown],
            next_cursor=cursors.seal((shown[-1].consent_id,), _LIST) if more else None,
        )
    )


@blueprint.post("/v1/consents/<consent_id>/withdraw")
@signed_in()
@blueprint.input(WithdrawIn, arg_name="body")
@blueprint.output(Withdrawn, status_code=202)
@blueprint.doc(summary="Withdraw a consent", security=SIGNED_IN, responses=[401, 403, 404, 422])
def withdraw(consent_id: str, body: WithdrawIn) -> Response:
    """Its pictures and all that was made from them are gone at once; their bytes are erased soon after."""

    def act(connection: Connection, viewer: Viewer) -> Withdrawn:
        consent, impact = consents.withdraw(connection, viewer, consent_id, body.reason)
        return Withdrawn(consent=ConsentOut.of(consent), impact=ImpactOut(**asdict(impact)))

    return once(act, 202, body)
