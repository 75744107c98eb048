"""Puts the parts of accounts, tokens and keys together; the app factory and the commands call it."""

from dataclasses import dataclass

from apiflask import APIFlask
from flask import current_app
from pixgen_common.cursors import Cursors
from pixgen_common.derived_keys import derived_key
from pixgen_common.errors import Code, PixGenError
from pixgen_common.jwks import JwksSource
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from pixgen_catalog.accounts import Accounts
from pixgen_catalog.accounts_decisions import AccountDecisions
from pixgen_catalog.accounts_passwords import Passwords
from pixgen_catalog.accounts_settings import has_own_accounts
from pixgen_catalog.settings import Settings
from pixgen_catalog.signing_keys import SigningKeys
from pixgen_catalog.throttle import Throttle
from pixgen_catalog.tokens import SignIn

_EXTENSION = "pixgen_accounts"


@dataclass(frozen=True)
class AccountParts:
    """What serves accounts.

    Args:
        settings: the catalog's.
        accounts: keeps accounts.
        decisions: what administrators change.
        sign_in: gives tokens.
        keys: sign them.
        cursors: seal where a page ended.
    """

    settings: Settings
    accounts: Accounts
    decisions: AccountDecisions
    sign_in: SignIn
    keys: SigningKeys
    cursors: Cursors

    @property
    def jwks_source(self) -> JwksSource | None:
        """Where the catalog's own verifier reads people's keys; None: at the OIDC issuer's address."""
        return self.keys.jwks if has_own_accounts(self.settings) else None


def build(settings: Settings, engine: Engine) -> AccountParts:
    """Makes the parts; nothing connects yet.

    Args:
        settings: the catalog's.
        engine: the database as the application's role.

    Returns:
        The parts.
    """
    passwords = Passwords(settings)
    throttle = Throttle(engine, settings)
    keys = SigningKeys(engine, settings)
    accounts = Accounts(engine, passwords, throttle)
    return AccountParts(
        settings=settings,
        accounts=accounts,
        decisions=AccountDecisions(engine, accounts, throttle),
        sign_in=SignIn(engine, settings, keys, passwords, throttle),
        keys=keys,
        cursors=Cursors(derived_key(settings.catalog_key_secret, "catalog", "cursors of accounts")),
    )


def install(app: APIFlask, parts: AccountParts) -> None:
    """Adds the routes to an app.

    Args:
        app: the catalog's.
        parts: what serves them.
    """
    from pixgen_catalog import accounts_admin_rest, accounts_rest, tokens_rest

    app.extensions[_EXTENSION] = parts
    # The network address that attempts are counted by: what the proxy in front saw, not the proxy itself.
    app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
        app.wsgi_app, x_for=parts.settings.trusted_proxies, x_proto=0, x_host=0
    )
    app.register_blueprint(accounts_rest.blueprint)
    app.register_blueprint(accounts_admin_rest.blueprint)
    app.register_blueprint(tokens_rest.blueprint)


def parts() -> AccountParts:
    """The parts that serve the request in progress."""
    found: AccountParts = current_app.extensions[_EXTENSION]
    return found


def require_own_accounts() -> None:
    """Refuses what the OIDC issuer does when one is configured. Raises: PixGenError NOT_FOUND."""
    settings = parts().settings
    if not has_own_accounts(settings):
        raise PixGenError(
            Code.NOT_FOUND,
            f"Accounts are kept by {settings.auth_issuer}: sign in there and send its token.",
            reason="accounts.external",
        )
