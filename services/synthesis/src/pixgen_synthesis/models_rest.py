"""REST: the register of models, and which version of each is served."""

import re

from apiflask import APIBlueprint
from flask import Response
from pixgen_common.auth import require, signed_in
from pixgen_common.errors import not_found
from pixgen_common.ids import MODEL_NAME

from pixgen_synthesis.answering import SIGNED_IN, answer
from pixgen_synthesis.context import context
from pixgen_synthesis.training_answers import MODELS, model_fields, model_out
from pixgen_synthesis.training_schemas import (
    VERSION,
    ModelList,
    ModelQuery,
    PublishIn,
    PublishOut,
    RetractIn,
    RetractOut,
)

blueprint = APIBlueprint("models", __name__, tag="Models")
_ONE = f"{MODELS}/<model>/versions/<version>"


@blueprint.get(MODELS)
@signed_in("curator")
@blueprint.input(ModelQuery, location="query", arg_name="query")
@blueprint.output(ModelList)
@blueprint.doc(summary="Models", security=SIGNED_IN, responses=[401, 403, 422, 503, 504])
def models(query: ModelQuery) -> Response:
    """Versions of models, with their cards and measures."""
    return answer(ModelList(items=[model_out(one) for one in context().trainer.models(query.model or "")]))


@blueprint.post(f"{_ONE}/publish")
@signed_in("curator")
@blueprint.input(PublishIn, arg_name="body")
@blueprint.output(PublishOut)
@blueprint.doc(
    summary="Publish a version", security=SIGNED_IN, responses=[401, 403, 404, 409, 412, 422, 503, 504]
)
def publish(model: str, version: str, body: PublishIn) -> Response:
    """Makes a version the one that is served, if its measures let it pass or a reason overrides them."""
    _check(model, version)
    found = context().trainer.publish(require().account_id, model, version, body.override_reason or "")
    return answer(PublishOut(**model_fields(found.version), findings=list(found.findings)))


@blueprint.post(f"{_ONE}/retract")
@signed_in("curator")
@blueprint.input(RetractIn, arg_name="body")
@blueprint.output(RetractOut)
@blueprint.doc(
    summary="Take a version back", security=SIGNED_IN, responses=[401, 403, 404, 409, 412, 422, 503, 504]
)
def retract(model: str, version: str, body: RetractIn) -> Response:
    """Takes a published version back; the one before it is served again, if there is one."""
    _check(model, version)
    found = context().trainer.retract(require().account_id, model, version, body.reason)
    return answer(RetractOut(**model_fields(found.version), serving_version=found.serving_version or None))


def _check(model: str, version: str) -> None:
    if not (re.fullmatch(MODEL_NAME, model) and re.fullmatch(VERSION, version)):
        raise not_found("version of a model")
