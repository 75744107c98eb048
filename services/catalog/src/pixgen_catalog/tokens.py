"""Signing in, staying signed in, and signing out."""

import secrets
import time
from dataclasses import dataclass

from pixgen_common.database import transaction
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from sqlalchemy import Engine

from pixgen_catalog import accounts_store, sessions_store
from pixgen_catalog.accounts_emails import normal_email
from pixgen_catalog.accounts_model import Account, Session
from pixgen_catalog.accounts_passwords import Passwords
from pixgen_catalog.refresh_tokens import ENDED, RefreshTokens, refused, token_hash
from pixgen_catalog.settings import Settings
from pixgen_catalog.signing_keys import SigningKeys
from pixgen_catalog.throttle import Throttle


@dataclass(frozen=True)
class Tokens:
    """What a sign-in gives.

    Args:
        access_token: JWT that services believe.
        expires_in: seconds that it is good for.
        refresh_token: exchanged for the next pair, once.
        refresh_expires_in: seconds until the session ends when it is not used.
    """

    access_token: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int


class SignIn:
    """Exchanges passwords and refresh tokens for tokens.

    Args:
        engine: the database.
        settings: issuer, audience and times.
        keys: sign the access tokens.
        passwords: verifies.
        throttle: counts attempts.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        keys: SigningKeys,
        passwords: Passwords,
        throttle: Throttle,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._keys = keys
        self._passwords = passwords
        self._throttle = throttle
        self._refresh = RefreshTokens(settings)

    def with_password(self, email: str, password: str, *, address: str, label: str | None) -> Tokens:
        """Begins a session.

        Args:
            email: as typed.
            password: as typed.
            address: network address of the caller.
            label: what the caller's program calls itself.

        Returns:
            The session's first tokens.

        Raises:
            PixGenError: TOO_MANY; UNAUTHENTICATED ``credentials.wrong``, alike whether there is such an
                account or not; FORBIDDEN ``account.disabled``, only with the right password.
        """
        name = _name_of(email)
        limits = (self._throttle.account(name), self._throttle.address(address))
        self._throttle.take(*limits)
        account, session, token = self._begin(*self._proven(name, password), label)
        self._throttle.forgive(*limits)
        logger().info("session.began", account_id=account.account_id, session_id=session.session_id)
        return self._tokens(account, session, token)

    def with_refresh_token(self, token: str) -> Tokens:
        """Exchanges a refresh token for the next pair, with the roles that the person has now.

        Args:
            token: the refresh token.

        Returns:
            The next tokens.

        Raises:
            PixGenError: UNAUTHENTICATED ``refresh.unknown``, ``refresh.reused``, ``session.ended`` or
                ``session.expired``.
        """
        with transaction(self._engine) as connection:
            session, successor = self._refresh.exchange(connection, token)
            account = accounts_store.get(connection, session.account_id)
        if successor is None or account is None:
            logger().warning(
                "session.token_reused", account_id=session.account_id, session_id=session.session_id
            )
            raise refused("refresh.reused", ENDED["reused"])
        return self._tokens(account, session, successor)

    def sign_out(self, account_id: str, session_id: str, reason: str = "signed_out") -> bool:
        """Ends one session.

        Args:
            account_id: whose.
            session_id: which.
            reason: a word of ``revoked_reason``.

        Returns:
            Whether there was such a session to end.
        """
        with transaction(self._engine) as connection:
            ended = sessions_store.end(connection, account_id, reason, only=session_id)
        if ended:
            logger().info("session.ended", account_id=account_id, session_id=session_id, reason=reason)
        return ended > 0

    def sign_out_with(self, refresh_token: str) -> bool:
        """Ends the session of a refresh token. Args: the token. Returns: whether there was one to end."""
        with transaction(self._engine) as connection:
            session_id = sessions_store.session_of_token(connection, token_hash(refresh_token))
            session = sessions_store.lock(connection, session_id) if session_id else None
        return session is not None and self.sign_out(session.account_id, session.session_id)

    def sessions(self, account_id: str) -> list[Session]:
        """The person's sessions that live, last used first. Args: the account."""
        with transaction(self._engine) as connection:
            return sessions_store.listed(connection, account_id)

    def _proven(self, email: str, password: str) -> tuple[Account, str]:
        """The account whose password this is, and the hash that proves it."""
        with transaction(self._engine) as connection:
            found = accounts_store.with_password(connection, email=email)
        account, stored = found or (None, None)
        # No transaction is open while hashing: it takes long and needs no connection.
        matches = self._passwords.verify(stored, password)
        if account is None or stored is None or not matches:
            logger().info("sign_in.refused", account_id=account.account_id if account else None)
            raise _wrong()
        if not self._passwords.is_outdated(stored):
            return account, stored
        fresh = self._passwords.hash(password)
        with transaction(self._engine) as connection:
            accounts_store.rehash(connection, account.account_id, stored, fresh)
        return account, fresh

    def _begin(self, proven: Account, stored: str, label: str | None) -> tuple[Account, Session, str]:
        with transaction(self._engine) as connection:
            sessions_store.forget_ended(connection, proven.account_id)
            # While we hashed, the password may have been changed or the account shut; both end all sessions,
            # and this one must not slip in behind them.
            found = accounts_store.with_password(connection, account_id=proven.account_id, lock=True)
            if found is None or found[1] != stored:
                raise _wrong()
            if found[0].disabled_at is not None:
                raise PixGenError(Code.FORBIDDEN, ENDED["disabled"], reason="account.disabled")
            return found[0], *self._refresh.begin(connection, proven.account_id, label)

    def _tokens(self, account: Account, session: Session, refresh_token: str) -> Tokens:
        seconds = self._settings.access_token_seconds
        issued = int(time.time())
        claims = {
            "iss": self._settings.auth_issuer,
            "aud": self._settings.auth_audience,
            "sub": account.account_id,
            "roles": list(account.roles),
            "sid": session.session_id,
            "jti": secrets.token_hex(16),
            "iat": issued,
            "nbf": issued,
            "exp": issued + seconds,
        }
        left = int((session.expires_at - session.last_used_at).total_seconds())
        return Tokens(self._keys.sign(claims), seconds, refresh_token, left)


def _name_of(email: str) -> str:
    """The address to look for; one that cannot exist is looked for too, so that its answer is no other."""
    try:
        return normal_email(email)
    except PixGenError:
        return f"invalid:{email.strip().lower()}".replace("\x00", "")


def _wrong() -> PixGenError:
    return refused("credentials.wrong", "The e-mail address or the password is not right.")
