"""What an account and a session are to the rest of the catalog."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

SIGN_UP_ROLES = ("contributor", "researcher")
ACCOUNT_ROLES = (*SIGN_UP_ROLES, "curator", "admin")


@dataclass(frozen=True)
class Account:
    """A person's account.

    Args:
        account_id: ``acc_...``.
        email: in its one normal spelling.
        display_name: shown to others beside the person's pictures, or None.
        affiliation: clinic or institute, or None.
        roles: what the person may do, in the order of ``ACCOUNT_ROLES``.
        version: grows with every edit; the ETag.
        created_at: when the person signed up.
        disabled_at: when an administrator shut the account, or None.
    """

    account_id: str
    email: str
    display_name: str | None
    affiliation: str | None
    roles: tuple[str, ...]
    version: int
    created_at: datetime
    disabled_at: datetime | None

    @property
    def is_admin(self) -> bool:
        """Whether it is an administrator's account that can be used."""
        return "admin" in self.roles and self.disabled_at is None


@dataclass(frozen=True)
class Session:
    """One sign-in of a person, from its password to its end.

    Args:
        session_id: ``ses_...``.
        account_id: whose.
        label: what the program called itself, or None.
        created_at: when the person signed in.
        last_used_at: when tokens were last given out.
        expires_at: when it ends by itself.
        revoked_at: when it was ended, or None.
        revoked_reason: why it was ended, or None.
    """

    session_id: str
    account_id: str
    label: str | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    revoked_reason: str | None


def ordered_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """The roles once each, in their usual order.

    Args:
        roles: names that exist.

    Returns:
        The same as a tuple.
    """
    wanted = set(roles)
    return tuple(role for role in ACCOUNT_ROLES if role in wanted)
