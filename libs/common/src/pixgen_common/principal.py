"""Who is asking: one value for HTTP and gRPC handlers alike."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Principal:
    """The signed-in person or service.

    Args:
        account_id: ``acc_...`` of a person, ``svc:<name>`` of a service.
        roles: what it may do.
        service: the service's name, None for people.
        on_behalf_of: the person for whom a service acts, when it says so.
        session_id: the person's session, None for services and foreign issuers.
    """

    account_id: str
    roles: frozenset[str] = frozenset()
    service: str | None = None
    on_behalf_of: str | None = None
    session_id: str | None = None

    @property
    def is_service(self) -> bool:
        """Whether this is one of PixGen's own services."""
        return self.service is not None

    def has(self, *roles: str) -> bool:
        """Whether it holds at least one of the roles. Args: role names. Returns: the answer."""
        return not self.roles.isdisjoint(roles)


_current: ContextVar[Principal | None] = ContextVar("pixgen_principal", default=None)


def current_principal() -> Principal | None:
    """Who the request in progress comes from; None when nobody is signed in."""
    return _current.get()


def set_principal(principal: Principal | None) -> None:
    """Says who the request in progress comes from; the edges call it. Args: the principal."""
    _current.set(principal)
