"""Accounts in PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from pixgen_catalog.accounts_model import Account, ordered_roles
from pixgen_catalog.accounts_tables import accounts

_ADMIN_LOCK = "pixgen.catalog.admins"


@dataclass(frozen=True)
class Page:
    """Where a list of accounts begins and what it holds.

    Args:
        limit: most accounts.
        after: creation and id of the last account of the page before, or None.
        role: only accounts with this role, or None.
        text: only accounts whose e-mail address or name begins so, or None.
    """

    limit: int
    after: tuple[datetime, str] | None = None
    role: str | None = None
    text: str | None = None


def add(
    connection: Connection, account_id: str, email: str, password_hash: str, **values: Any
) -> Account | None:
    """Adds an account.

    Args:
        connection: the transaction.
        account_id: a fresh id.
        email: in its normal spelling.
        password_hash: argon2id.
        values: other columns.

    Returns:
        The account, or None when the address is taken.
    """
    statement = (
        insert(accounts)
        .values(account_id=account_id, email=email, password_hash=password_hash, **values)
        .on_conflict_do_nothing(index_elements=["email"])
        .returning(accounts)
    )
    row = connection.execute(statement).one_or_none()
    return _account(row) if row else None


def get(connection: Connection, account_id: str, *, lock: bool = False) -> Account | None:
    """An account by its id.

    Args:
        connection: the transaction.
        account_id: the id.
        lock: nobody else changes the account until the transaction ends.

    Returns:
        The account, or None.
    """
    statement = select(accounts).where(accounts.c.account_id == account_id)
    row = connection.execute(statement.with_for_update() if lock else statement).one_or_none()
    return _account(row) if row else None


def with_password(
    connection: Connection, *, email: str | None = None, account_id: str | None = None, lock: bool = False
) -> tuple[Account, str] | None:
    """An account and its password's hash.

    Args:
        connection: the transaction.
        email: in its normal spelling; or
        account_id: its id.
        lock: nobody else changes the account until the transaction ends.

    Returns:
        Both, or None when there is none.
    """
    found = accounts.c.email == email if email is not None else accounts.c.account_id == account_id
    statement = select(accounts).where(found)
    row = connection.execute(statement.with_for_update() if lock else statement).one_or_none()
    return (_account(row), row.password_hash) if row else None


def set_password(connection: Connection, account_id: str, password_hash: str) -> None:
    """Replaces a password. Args: the transaction; whose; the new hash."""
    connection.execute(
        update(accounts)
        .where(accounts.c.account_id == account_id)
        .values(password_hash=password_hash, password_changed_at=func.now())
    )


def rehash(connection: Connection, account_id: str, old: str, new: str) -> None:
    """Replaces a hash by a costlier one of the same password, unless the password has changed meanwhile.

    Args:
        connection: the transaction.
        account_id: whose.
        old: the hash that was verified.
        new: its successor.
    """
    connection.execute(
        update(accounts)
        .where(accounts.c.account_id == account_id, accounts.c.password_hash == old)
        .values(password_hash=new)
    )


def change(connection: Connection, account_id: str, version: int, **values: Any) -> Account | None:
    """Edits an account.

    Args:
        connection: the transaction.
        account_id: whose.
        version: the version that was read.
        values: columns and their new values.

    Returns:
        The account, or None when somebody else edited it since it was read.
    """
    statement = (
        update(accounts)
        .where(accounts.c.account_id == account_id, accounts.c.version == version)
        .values(version=accounts.c.version + 1, **values)
        .returning(accounts)
    )
    row = connection.execute(statement).one_or_none()
    return _account(row) if row else None


def listed(connection: Connection, page: Page) -> list[Account]:
    """Accounts, oldest first.

    Args:
        connection: the transaction.
        page: which ones.

    Returns:
        At most ``page.limit`` of them.
    """
    key = (accounts.c.created_at, accounts.c.account_id)
    statement = select(accounts).order_by(*key).limit(page.limit)
    if page.after is not None:
        statement = statement.where(tuple_(*key) > tuple_(*page.after))
    if page.role is not None:
        statement = statement.where(accounts.c.roles.contains([page.role]))
    if page.text is not None:
        begins = accounts.c.email.istartswith(
            page.text, autoescape=True
        ) | accounts.c.display_name.istartswith(page.text, autoescape=True)
        statement = statement.where(begins)
    return [_account(row) for row in connection.execute(statement)]


def lock_admins(connection: Connection) -> None:
    """Makes changes of roles wait for each other until the transaction ends.

    Two administrators who remove each other at the same moment would otherwise leave none.

    Args:
        connection: the transaction.
    """
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_ADMIN_LOCK, 0))))


def other_admins(connection: Connection, account_id: str) -> int:
    """How many administrators there are besides this account. Args: the transaction; the account."""
    statement = select(func.count()).where(
        accounts.c.roles.contains(["admin"]),
        accounts.c.disabled_at.is_(None),
        accounts.c.account_id != account_id,
    )
    return connection.execute(statement).scalar_one()


def _account(row: Row[Any]) -> Account:
    return Account(
        account_id=row.account_id,
        email=row.email,
        display_name=row.display_name,
        affiliation=row.affiliation,
        roles=ordered_roles(row.roles),
        version=row.version,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )
