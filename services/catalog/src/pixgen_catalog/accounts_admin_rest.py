"""REST: accounts as administrators see them."""

from datetime import datetime

from apiflask import APIBlueprint
from flask import Response
from pixgen_common.auth import require, signed_in
from pixgen_common.cursors import Position
from pixgen_common.errors import not_found
from pixgen_common.ids import is_id

from pixgen_catalog.accounts_etags import expected_version, tagged
from pixgen_catalog.accounts_rest import SIGNED_IN
from pixgen_catalog.accounts_schemas import AccountEdit, AccountList, AccountOut, AccountsQuery
from pixgen_catalog.accounts_setup import parts, require_own_accounts
from pixgen_catalog.accounts_store import Page

blueprint = APIBlueprint("accounts_admin", __name__, tag="Accounts")


@blueprint.get("/v1/accounts")
@signed_in("admin")
@blueprint.input(AccountsQuery, location="query", arg_name="query")
@blueprint.output(AccountList)
@blueprint.doc(summary="List accounts", security=SIGNED_IN, responses=[401, 403, 422])
def list_accounts(query: AccountsQuery) -> AccountList:
    """Accounts, oldest first."""
    require_own_accounts()
    decisions = parts().decisions
    decisions.admin(require())
    cursors, question = parts().cursors, f"{query.role}\n{query.q}"
    after = _position(cursors.open(query.cursor, question)) if query.cursor is not None else None
    # One more than asked for tells whether there is a next page.
    found = decisions.listed(Page(query.limit + 1, after, query.role, query.q))
    shown = found[: query.limit]
    more = len(found) > query.limit
    return AccountList(
        items=[AccountOut.of(account) for account in shown],
        next_cursor=cursors.seal((shown[-1].created_at.isoformat(), shown[-1].account_id), question)
        if more
        else None,
    )


@blueprint.get("/v1/accounts/<account_id>")
@signed_in("admin")
@blueprint.output(AccountOut)
@blueprint.doc(summary="One account", security=SIGNED_IN, responses=[401, 403, 404])
def get_account(account_id: str) -> Response:
    """An account, with its version as ETag."""
    require_own_accounts()
    parts().decisions.admin(require())
    return tagged(parts().accounts.get(_checked(account_id)))


@blueprint.patch("/v1/accounts/<account_id>")
@signed_in("admin")
@blueprint.input(AccountEdit, arg_name="body")
@blueprint.output(AccountOut)
@blueprint.doc(
    summary="Grant roles, shut or open an account",
    security=SIGNED_IN,
    responses=[401, 403, 404, 409, 412, 422],
)
def edit_account(account_id: str, body: AccountEdit) -> Response:
    """Changes roles, or shuts or opens the account; the last administrator stays one."""
    require_own_accounts()
    admin = parts().decisions.admin(require())
    changed = parts().decisions.decide(
        _checked(account_id),
        expected_version(),
        roles=body.roles,
        disabled=body.disabled,
        by=admin.account_id,
    )
    return tagged(changed)


def _position(sealed: Position) -> tuple[datetime, str]:
    created_at, account_id = map(str, sealed)
    return datetime.fromisoformat(created_at), account_id


def _checked(account_id: str) -> str:
    if not is_id("acc", account_id):
        raise not_found("account")
    return account_id
