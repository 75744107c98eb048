"""Signing in, staying signed in, signing out."""

import threading
import time
from typing import Any

import httpx

from pixgen_client import problems
from pixgen_client.credentials import CredentialStore, SignIn
from pixgen_client.errors import ClientError

# A token that ends while a large picture is on its way would cost the whole upload: renew it well before.
_RENEW_BEFORE_SECONDS = 120.0
_TOKENS = "/v1/tokens"


class Session:
    """The sign-in that requests carry.

    Args:
        http: client whose base address is the server's.
        store: where sign-ins are kept.
        server: the server's address.
    """

    def __init__(self, http: httpx.Client, store: CredentialStore, server: str) -> None:
        self._http, self._store, self._server = http, store, server
        self._current = store.read(server)
        self._renewing = threading.Lock()

    @property
    def email(self) -> str | None:
        """Who is signed in. Returns: the e-mail address, or None."""
        return self._current.email if self._current else None

    def open(self, email: str, password: str) -> None:
        """Signs in and keeps the tokens.

        Args:
            email: the account's.
            password: the account's; sent once and not kept.

        Raises:
            ClientError: the server refuses.
            Unavailable: it cannot be reached.
        """
        body = self._post(_TOKENS, {"email": email, "password": password})
        with self._store.locked():
            self._keep(body, email, remember=True)

    def close(self) -> None:
        """Ends this session at the server and forgets its tokens here, whatever the server says.

        Raises:
            ClientError: the server could not be told.
        """
        if self._current is None:
            return
        try:
            response = self._http.delete(_TOKENS, headers={"Authorization": f"Bearer {self.token()}"})
            if not response.is_success and response.status_code != httpx.codes.UNAUTHORIZED:
                raise problems.failure(response)
        except httpx.TransportError as error:
            raise problems.unreachable(self._server, error) from error
        finally:
            self._store.forget(self._server)
            self._current = None

    def token(self, rejected: str | None = None) -> str | None:
        """The access token to send now, renewed when it is about to end.

        Args:
            rejected: a token that the server no longer takes.

        Returns:
            The token, or None when nobody is signed in.

        Raises:
            ClientError: the sign-in has ended.
            Unavailable: renewing needs the server, which cannot be reached.
        """
        if self._current is None:
            return None
        if not self._is_stale(self._current, rejected):
            return self._current.access_token
        with self._renewing, self._store.locked():
            # Another thread or another `pixgen` may have renewed it while this one waited for the lock.
            self._current = self._store.read(self._server) or self._current
            if self._is_stale(self._current, rejected):
                self._renew(self._current)
            return self._current.access_token

    def _renew(self, current: SignIn) -> None:
        try:
            body = self._post(f"{_TOKENS}/refresh", {"refresh_token": current.refresh_token})
        except ClientError as error:
            if error.status in {400, 401, 403}:
                self._store.forget(self._server)
                raise ClientError(
                    f"The sign-in of {current.email} at {self._server} has ended.",
                    todo="Sign in again with `pixgen login`.",
                    status=401,
                ) from error
            raise
        self._keep(body, current.email)

    def _keep(self, body: dict[str, Any], email: str, *, remember: bool = False) -> None:
        self._current = SignIn(
            email=email,
            access_token=body["access_token"],
            refresh_token=body["refresh_token"],
            expires_at=time.time() + float(body["expires_in"]),
        )
        self._store.save(self._server, self._current, remember=remember)

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            response = self._http.post(path, json=body)
        except httpx.TransportError as error:
            raise problems.unreachable(self._server, error) from error
        if not response.is_success:
            raise problems.failure(response)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not {"access_token", "refresh_token", "expires_in"} <= set(answer):
            raise problems.stranger(response)
        return answer

    @staticmethod
    def _is_stale(sign_in: SignIn, rejected: str | None) -> bool:
        return sign_in.access_token == rejected or sign_in.expires_at - _RENEW_BEFORE_SECONDS < time.time()
