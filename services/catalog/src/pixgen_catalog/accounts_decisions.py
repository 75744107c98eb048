"""What administrators and operators decide about accounts."""

from collections.abc import Sequence
from typing import Any

from pixgen_common.database import transaction
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from pixgen_common.principal import Principal
from sqlalchemy import Engine, func

from pixgen_catalog import accounts_store as store
from pixgen_catalog import sessions_store
from pixgen_catalog.accounts import Accounts, change_account, found_account
from pixgen_catalog.accounts_emails import normal_email
from pixgen_catalog.accounts_model import Account, ordered_roles
from pixgen_catalog.accounts_passwords import check_password
from pixgen_catalog.throttle import Throttle


class AccountDecisions:
    """Roles, shut accounts and passwords set by others.

    Args:
        engine: the database.
        accounts: keeps the accounts.
        throttle: counts attempts.
    """

    def __init__(self, engine: Engine, accounts: Accounts, throttle: Throttle) -> None:
        self._engine = engine
        self._accounts = accounts
        self._throttle = throttle

    def admin(self, principal: Principal) -> Account:
        """The administrator who asks, by today's roles and not by those in the token.

        Args:
            principal: who asks.

        Returns:
            The administrator's account.

        Raises:
            PixGenError: as ``of``; FORBIDDEN ``role.missing``.
        """
        account = self._accounts.of(principal)
        if not account.is_admin:
            raise PixGenError(Code.FORBIDDEN, "This needs the role admin.", reason="role.missing")
        return account

    def by_email(self, email: str) -> Account:
        """An account. Args: its e-mail address as typed. Raises: PixGenError NOT_FOUND."""
        with transaction(self._engine) as connection:
            found = store.with_password(connection, email=normal_email(email))
            return found_account(found[0] if found else None)

    def listed(self, page: store.Page) -> list[Account]:
        """Accounts, oldest first. Args: which ones."""
        with transaction(self._engine) as connection:
            return store.listed(connection, page)

    def set_password(
        self, account_id: str, new: str, *, known_password: bool = False, dry_run: bool = False
    ) -> None:
        """Sets a password, as an operator; every session of the account ends.

        Args:
            account_id: whose.
            new: the password.
            known_password: takes a password that everybody knows; for the demo alone.
            dry_run: check everything and write nothing.

        Raises:
            PixGenError: NOT_FOUND; UNPROCESSABLE ``password.weak``.
        """
        account = self._accounts.get(account_id)
        if not known_password:
            check_password(new, email=account.email)
        if dry_run:
            return
        self._accounts.replace_password(account_id, new, keep=None)
        self._throttle.forget([self._throttle.account(account.email)])

    def decide(
        self,
        account_id: str,
        version: int | None,
        *,
        roles: Sequence[str] | None = None,
        disabled: bool | None = None,
        by: str,
        dry_run: bool = False,
    ) -> Account:
        """Changes what a person may do, as an administrator.

        Args:
            account_id: whose.
            version: the version that the edit is meant for; any when None.
            roles: all roles from now on; None leaves them.
            disabled: whether the account is shut, which ends its sessions; None leaves it.
            by: who decides, for the log.
            dry_run: check everything and write nothing.

        Returns:
            The account.

        Raises:
            PixGenError: NOT_FOUND; PRECONDITION_FAILED; CONFLICT ``admin.last``.
        """
        values: dict[str, Any] = {}
        if roles is not None:
            values["roles"] = list(ordered_roles(roles))
        with transaction(self._engine) as connection:
            store.lock_admins(connection)
            account = found_account(store.get(connection, account_id, lock=True))
            if disabled is not None and disabled != (account.disabled_at is not None):
                values["disabled_at"] = func.now() if disabled else None
            changed = change_account(connection, account, version, values)
            if account.is_admin and not changed.is_admin and store.other_admins(connection, account_id) == 0:
                raise PixGenError(
                    Code.CONFLICT,
                    "This is the last administrator; make another one first.",
                    reason="admin.last",
                )
            if changed.disabled_at is not None:
                sessions_store.end(connection, account_id, "disabled")
            if dry_run:
                connection.rollback()
                return changed
        logger().info(
            "account.decided",
            account_id=account_id,
            roles=changed.roles,
            disabled=bool(changed.disabled_at),
            by=by,
        )
        return changed
