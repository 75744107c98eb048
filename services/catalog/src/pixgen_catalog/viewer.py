"""Who looks: the database is told once per transaction, and its visibility rule does the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pixgen_common.auth import Principal
from pixgen_common.database import transaction
from pixgen_common.errors import Code, PixGenError
from sqlalchemy import Connection, Engine, select, text

from pixgen_catalog.accounts_tables import accounts

# Questions are answered in milliseconds: starting helpers or a compiler for one takes longer than it does.
_SET = text(
    "SELECT set_config('pixgen.viewer_id', :viewer, true), set_config('pixgen.viewer_roles', :roles, true), "
    "set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)"
)
_SEES_ALL = frozenset({"curator", "admin", "service"})


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at pictures.

    Args:
        account_id: who; empty when nobody is signed in.
        roles: the roles that count.
    """

    account_id: str = ""
    roles: frozenset[str] = frozenset()

    @property
    def sees_all(self) -> bool:
        """Whether pictures of others are shown in any state; only the view decides, this is for words."""
        return not self.roles.isdisjoint(_SEES_ALL)

    @property
    def role(self) -> str:
        """What history says of this person: contributor, curator or service."""
        if "service" in self.roles:
            return "service"
        return "curator" if self.sees_all else "contributor"


@contextmanager
def viewing(engine: Engine, principal: Principal | None) -> Iterator[tuple[Connection, Viewer]]:
    """A transaction that sees what this caller may see.

    Args:
        engine: the database.
        principal: the caller; None when nobody is signed in.

    Yields:
        The connection and the viewer.
    """
    with transaction(engine) as connection:
        viewer = viewer_of(connection, principal)
        look_as(connection, viewer)
        yield connection, viewer


def look_as(connection: Connection, viewer: Viewer) -> None:
    """Says who looks, until the end of the transaction. Args: connection and viewer."""
    connection.execute(_SET, {"viewer": viewer.account_id, "roles": ",".join(sorted(viewer.roles))})


def viewer_of(connection: Connection, principal: Principal | None) -> Viewer:
    """The person or service whose sight counts: for a service that acts for a person, that person's.

    Args:
        connection: the database.
        principal: the caller.

    Returns:
        The viewer.

    Raises:
        PixGenError: FORBIDDEN ``account.disabled`` when the person acted for was shut out.
    """
    if principal is None:
        return Viewer()
    if principal.on_behalf_of is None:
        return Viewer(principal.account_id, principal.roles)
    return person(connection, principal.on_behalf_of)


def person(connection: Connection, account_id: str) -> Viewer:
    """A person as the accounts know them now, without a token.

    Args:
        connection: the database.
        account_id: whose; services and people of an OIDC issuer have no row here.

    Returns:
        The viewer.

    Raises:
        PixGenError: FORBIDDEN ``account.disabled``.
    """
    if account_id.startswith("svc:"):
        return Viewer(account_id, frozenset({"service"}))
    found = connection.execute(
        select(accounts.c.roles, accounts.c.disabled_at).where(accounts.c.account_id == account_id)
    ).first()
    if found is None:
        return Viewer(account_id)
    if found.disabled_at is not None:
        raise PixGenError(Code.FORBIDDEN, "This account is shut.", reason="account.disabled")
    return Viewer(account_id, frozenset(found.roles))
