"""How often somebody may try to sign in or up, counted in PostgreSQL so that all processes count together."""

import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pixgen_common.database import transaction
from pixgen_common.derived_keys import derived_key
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from sqlalchemy import Connection, Engine, case, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from pixgen_catalog.accounts_settings import AccountSettings
from pixgen_catalog.accounts_tables import login_attempts

_SWEPT_AT_ONCE = 20


@dataclass(frozen=True)
class Limit:
    """One thing that is counted.

    Args:
        subject: keyed hash of what is counted.
        attempts: most attempts in a window.
    """

    subject: bytes
    attempts: int


class Throttle:
    """Counts attempts per account and per network address.

    An attempt is counted before the password is looked at: many at the same moment gain nothing.

    Args:
        engine: the database.
        settings: limits and the window.
    """

    def __init__(self, engine: Engine, settings: AccountSettings) -> None:
        self._engine = engine
        self._settings = settings
        self._key = derived_key(settings.catalog_key_secret, "catalog", "throttle")

    def account(self, email: str) -> Limit:
        """Guesses of one account's password, whether it exists or not. Args: its e-mail address."""
        return Limit(self._subject("account", email), self._settings.sign_in_account_limit)

    def address(self, address: str) -> Limit:
        """Guesses from one place. Args: the network address."""
        return Limit(self._subject("address", _place(address)), self._settings.sign_in_address_limit)

    def sign_ups(self, address: str) -> Limit:
        """New accounts from one place. Args: the network address."""
        return Limit(self._subject("sign-up", _place(address)), self._settings.sign_up_address_limit)

    def take(self, *limits: Limit) -> None:
        """Counts one attempt against each limit.

        Args:
            limits: accounts before addresses, always: two of these transactions then never wait in a circle.

        Raises:
            PixGenError: TOO_MANY ``attempts.too_many`` with the seconds to wait.
        """
        with transaction(self._engine) as connection:
            waits = [_count(connection, limit, self._settings.sign_in_window_seconds) for limit in limits]
            _sweep(connection)
        if wait := max(waits):
            logger().warning("attempts.throttled", wait_seconds=round(wait))
            raise PixGenError(
                Code.TOO_MANY,
                "There were too many attempts. Please wait a little and try again.",
                reason="attempts.too_many",
                retry_after=wait,
            )

    def forgive(self, *limits: Limit) -> None:
        """Takes one attempt back: it was no guess. Args: the limits it was counted against."""
        with transaction(self._engine) as connection:
            for limit in limits:
                connection.execute(
                    login_attempts.update()
                    .where(login_attempts.c.subject == limit.subject, login_attempts.c.attempts > 0)
                    .values(attempts=login_attempts.c.attempts - 1)
                )

    def forget(self, limits: Sequence[Limit]) -> None:
        """Begins to count anew. Args: the limits, e.g. an account's whose password was just set."""
        with transaction(self._engine) as connection:
            connection.execute(
                delete(login_attempts).where(login_attempts.c.subject.in_([one.subject for one in limits]))
            )

    def _subject(self, kind: str, value: str) -> bytes:
        return hmac.digest(self._key, f"{kind}:{value}".encode(), "sha256")


def _count(connection: Connection, limit: Limit, window: int) -> float:
    """Adds one; returns the seconds to wait when that is too many, else 0."""
    row = login_attempts.c
    over = row.window_ends_at <= func.now()
    ends = func.now() + timedelta(seconds=window)
    statement = (
        insert(login_attempts)
        .values(subject=limit.subject, attempts=1, window_ends_at=ends)
        .on_conflict_do_update(
            index_elements=["subject"],
            set_={
                "attempts": case((over, 1), else_=row.attempts + 1),
                "window_ends_at": case((over, ends), else_=row.window_ends_at),
            },
        )
        .returning(row.attempts, func.extract("epoch", row.window_ends_at - func.now()))
    )
    attempts, seconds = connection.execute(statement).one()
    return max(1.0, float(seconds)) if attempts > limit.attempts else 0.0


def _sweep(connection: Connection) -> None:
    """Forgets a few windows that are over: the table stays as small as the crowd of the last window."""
    over = (
        select(login_attempts.c.subject)
        .where(login_attempts.c.window_ends_at <= func.now())
        .limit(_SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    connection.execute(delete(login_attempts).where(login_attempts.c.subject.in_(over)))


def _place(address: str) -> str:
    """The address; of IPv6 only the first 64 bits, for one household or ward has that many addresses."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
