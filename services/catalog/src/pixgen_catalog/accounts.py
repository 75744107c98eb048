"""Accounts: signing up, one's own particulars and password."""

from collections.abc import Sequence
from typing import Any

from pixgen_common.database import transaction
from pixgen_common.errors import Code, PixGenError, not_found
from pixgen_common.ids import random_id
from pixgen_common.logging import logger
from pixgen_common.principal import Principal
from sqlalchemy import Connection, Engine

from pixgen_catalog import accounts_store as store
from pixgen_catalog import sessions_store
from pixgen_catalog.accounts_emails import normal_email
from pixgen_catalog.accounts_model import Account, ordered_roles
from pixgen_catalog.accounts_passwords import Passwords, check_password
from pixgen_catalog.throttle import Throttle


class Accounts:
    """Keeps the accounts.

    Args:
        engine: the database.
        passwords: hashes.
        throttle: counts attempts.
    """

    def __init__(self, engine: Engine, passwords: Passwords, throttle: Throttle) -> None:
        self._engine = engine
        self._passwords = passwords
        self._throttle = throttle

    def create(
        self,
        email: str,
        password: str,
        roles: Sequence[str],
        *,
        known_password: bool = False,
        dry_run: bool = False,
        **particulars: Any,
    ) -> Account:
        """Adds an account.

        Args:
            email: as typed.
            password: as typed.
            roles: what the person may do.
            known_password: takes a password that everybody knows; for the demo alone.
            dry_run: check everything and write nothing.
            particulars: ``display_name``, ``affiliation``.

        Returns:
            The account.

        Raises:
            PixGenError: UNPROCESSABLE; CONFLICT ``email.taken``.
        """
        name = normal_email(email)
        if not known_password:
            check_password(password, email=name)
        hashed = self._passwords.hash(password)
        with transaction(self._engine) as connection:
            account = store.add(
                connection, random_id("acc"), name, hashed, roles=list(ordered_roles(roles)), **particulars
            )
            if dry_run:
                connection.rollback()
        if account is None:
            raise PixGenError(
                Code.CONFLICT, "There is an account with this e-mail address already.", reason="email.taken"
            )
        if not dry_run:
            logger().info("account.created", account_id=account.account_id, roles=account.roles)
        return account

    def sign_up(self, email: str, password: str, role: str, address: str, **particulars: Any) -> Account:
        """Adds an account for somebody from outside, so many per network address.

        Args:
            email: as typed.
            password: as typed.
            role: contributor or researcher.
            address: network address of the caller.
            particulars: ``display_name``, ``affiliation``.

        Returns:
            The account.

        Raises:
            PixGenError: as ``create``; TOO_MANY.
        """
        # What is refused for its form costs nothing, and must not count against a whole clinic's address.
        check_password(password, email=normal_email(email))
        self._throttle.take(self._throttle.sign_ups(address))
        return self.create(email, password, (role,), **particulars)

    def of(self, principal: Principal) -> Account:
        """The account of the person who asks, if the session still lives: tokens outlive it by minutes.

        Args:
            principal: who asks.

        Returns:
            The account as it is now.

        Raises:
            PixGenError: UNAUTHENTICATED ``session.ended``; FORBIDDEN for services.
        """
        if principal.is_service:
            raise PixGenError(Code.FORBIDDEN, "Services have no account.", reason="account.service")
        with transaction(self._engine) as connection:
            account = store.get(connection, principal.account_id)
            lives = principal.session_id is not None and sessions_store.lives(
                connection, principal.session_id, principal.account_id
            )
        if account is None or account.disabled_at is not None or not lives:
            raise PixGenError(
                Code.UNAUTHENTICATED, "This session has ended; please sign in again.", reason="session.ended"
            )
        return account

    def get(self, account_id: str) -> Account:
        """An account. Args: its id. Raises: PixGenError NOT_FOUND."""
        with transaction(self._engine) as connection:
            return found_account(store.get(connection, account_id))

    def edit(self, account_id: str, version: int | None, **particulars: Any) -> Account:
        """Changes a person's own particulars.

        Args:
            account_id: whose.
            version: the version that the edit is meant for; any when None.
            particulars: ``display_name``, ``affiliation``; None removes one.

        Returns:
            The account.

        Raises:
            PixGenError: PRECONDITION_FAILED ``account.changed``.
        """
        with transaction(self._engine) as connection:
            account = found_account(store.get(connection, account_id, lock=True))
            return change_account(connection, account, version, particulars)

    def change_password(self, account: Account, session_id: str | None, current: str, new: str) -> None:
        """Changes a password, as its owner; every other session of the account ends.

        Args:
            account: whose.
            session_id: the session that asks, which goes on.
            current: the password so far.
            new: the next one.

        Raises:
            PixGenError: TOO_MANY; FORBIDDEN ``password.wrong``; UNPROCESSABLE ``password.weak``.
        """
        check_password(new, email=account.email, field="new_password")
        # A stolen session must not be a way to try passwords without end.
        limit = self._throttle.account(account.email)
        self._throttle.take(limit)
        with transaction(self._engine) as connection:
            found = store.with_password(connection, account_id=account.account_id)
        if found is None or not self._passwords.verify(found[1], current):
            raise PixGenError(Code.FORBIDDEN, "The current password is not right.", reason="password.wrong")
        self._throttle.forgive(limit)
        self.replace_password(account.account_id, new, keep=session_id)

    def replace_password(self, account_id: str, new: str, *, keep: str | None) -> None:
        """Sets a password; the account's sessions end.

        Args:
            account_id: whose.
            new: a password that was checked.
            keep: the session that goes on, or None.
        """
        hashed = self._passwords.hash(new)
        with transaction(self._engine) as connection:
            store.set_password(connection, account_id, hashed)
            sessions_store.end(connection, account_id, "password_changed", but=keep)
        logger().info("account.password_changed", account_id=account_id)


def change_account(
    connection: Connection, account: Account, version: int | None, values: dict[str, Any]
) -> Account:
    """Edits an account.

    Args:
        connection: the transaction.
        account: as it was read.
        version: the version that the edit is meant for; the one that was read when None.
        values: columns and their new values.

    Returns:
        The account as it is now.

    Raises:
        PixGenError: PRECONDITION_FAILED ``account.changed``.
    """
    expected = account.version if version is None else version
    changed = store.change(connection, account.account_id, expected, **values)
    if changed is None:
        raise PixGenError(
            Code.PRECONDITION_FAILED,
            "Somebody else changed this account meanwhile. Nothing was changed; please read it again.",
            reason="account.changed",
        )
    return changed


def found_account(account: Account | None) -> Account:
    """The account. Args: what was looked for. Raises: PixGenError NOT_FOUND when it is not there."""
    if account is None:
        raise not_found("account")
    return account
