"""REST: signing up and one's own account."""

from apiflask import APIBlueprint
from flask import Response, request
from pixgen_common.auth import require, signed_in
from pixgen_common.errors import not_found
from pixgen_common.ids import is_id

from pixgen_catalog.accounts_etags import expected_version, tagged
from pixgen_catalog.accounts_schemas import (
    AccountOut,
    MeEdit,
    PasswordChange,
    SessionList,
    SessionOut,
    SignUp,
)
from pixgen_catalog.accounts_settings import has_own_accounts
from pixgen_catalog.accounts_setup import parts, require_own_accounts

SIGNED_IN: list[str | dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
blueprint = APIBlueprint("accounts", __name__, tag="Accounts")


@blueprint.post("/v1/accounts")
@blueprint.input(SignUp, arg_name="body")
@blueprint.output(AccountOut, status_code=201)
@blueprint.doc(summary="Sign up", responses=[409, 422, 429])
def sign_up(body: SignUp) -> Response:
    """Makes an account for a contributor or a researcher."""
    require_own_accounts()
    account = parts().accounts.sign_up(
        body.email,
        body.password,
        body.role,
        request.remote_addr or "",
        display_name=body.display_name,
        affiliation=body.affiliation,
    )
    return tagged(account, 201)


@blueprint.get("/v1/me")
@signed_in()
@blueprint.output(AccountOut)
@blueprint.doc(summary="My account", security=SIGNED_IN, responses=[401, 403])
def me() -> Response | AccountOut:
    """The account of the person who asks; with an OIDC issuer, what its token says."""
    principal = require()
    if has_own_accounts(parts().settings) or principal.is_service:
        return tagged(parts().accounts.of(principal))
    return AccountOut(
        account_id=principal.account_id,
        email=None,
        display_name=None,
        affiliation=None,
        roles=sorted(principal.roles),
        created_at=None,
        disabled=False,
    )


@blueprint.patch("/v1/me")
@signed_in()
@blueprint.input(MeEdit, arg_name="body")
@blueprint.output(AccountOut)
@blueprint.doc(summary="Change my name or affiliation", security=SIGNED_IN, responses=[401, 403, 412, 422])
def edit_me(body: MeEdit) -> Response:
    """Changes what is given; with If-Match only if nobody else changed it meanwhile."""
    require_own_accounts()
    account = parts().accounts.of(require())
    changes = body.model_dump(include=body.model_fields_set)
    return tagged(parts().accounts.edit(account.account_id, expected_version(), **changes))


@blueprint.post("/v1/me/password")
@signed_in()
@blueprint.input(PasswordChange, arg_name="body")
@blueprint.output({}, status_code=204)
@blueprint.doc(summary="Change my password", security=SIGNED_IN, responses=[401, 403, 422, 429])
def change_password(body: PasswordChange) -> tuple[str, int]:
    """Changes the password; every other session of the account ends."""
    require_own_accounts()
    principal = require()
    account = parts().accounts.of(principal)
    parts().accounts.change_password(account, principal.session_id, body.current_password, body.new_password)
    return "", 204


@blueprint.get("/v1/me/sessions")
@signed_in()
@blueprint.output(SessionList)
@blueprint.doc(summary="My sessions", security=SIGNED_IN, responses=[401, 403])
def my_sessions() -> SessionList:
    """Where the account is signed in."""
    require_own_accounts()
    principal = require()
    account = parts().accounts.of(principal)
    found = parts().sign_in.sessions(account.account_id)
    return SessionList(items=[SessionOut.of(session, principal.session_id) for session in found])


@blueprint.delete("/v1/me/sessions/<session_id>")
@signed_in()
@blueprint.output({}, status_code=204)
@blueprint.doc(summary="End one of my sessions", security=SIGNED_IN, responses=[401, 403, 404])
def end_session(session_id: str) -> tuple[str, int]:
    """Signs another device out; its access token ends within minutes."""
    require_own_accounts()
    account = parts().accounts.of(require())
    if not is_id("ses", session_id) or not parts().sign_in.sign_out(account.account_id, session_id, "ended"):
        raise not_found("session")
    return "", 204
