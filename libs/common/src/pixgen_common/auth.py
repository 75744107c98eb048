"""Tokens are believed here, and nowhere else: people's by the issuer's keys, services' by configured keys."""

import re
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeGuard, TypeVar

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, SecurityWarning

from pixgen_common.errors import Code, PixGenError
from pixgen_common.jwks import IssuerKeys, JwksSource, fetch, service_keys
from pixgen_common.principal import Principal, current_principal, set_principal
from pixgen_common.settings import AuthSettings
from pixgen_common.vocabularies import ROLES

__all__ = [
    "Principal",
    "TokenVerifier",
    "current_principal",
    "not_allowed",
    "require",
    "require_service",
    "set_principal",
    "signed_in",
]

# RFC 9864 renames EdDSA to Ed25519, which few verifiers know yet: the old name stays until they do.
warnings.filterwarnings("ignore", message="EdDSA is deprecated", category=SecurityWarning)

P = ParamSpec("P")
R = TypeVar("R")
SERVICE_ISSUER_PREFIX = "pixgen-service:"
SERVICE_TOKEN_SECONDS = 300
_ALGORITHMS = ["EdDSA", "Ed25519", "ES256", "RS256"]
_MAX_TOKEN = 8192
_LEEWAY_SECONDS = 30
_SUBJECT = re.compile(r"[\x21-\x7e]{1,255}")
_CLAIM_REASONS = {
    "iss": "token.issuer",
    "aud": "token.audience",
    "sub": "token.subject",
    "nbf": "token.early",
    "iat": "token.early",
}


class TokenVerifier:
    """Says whose token it is, or why it is not believed.

    Args:
        settings: issuer, audience, key files.
        name: this service's name: the audience that other services' tokens must carry.
        jwks_source: reads the issuer's keys; over HTTP from the settings' address when None.
    """

    def __init__(self, settings: AuthSettings, name: str, jwks_source: JwksSource | None = None) -> None:
        self._settings = settings
        self._name = name
        self._people = IssuerKeys(jwks_source or fetch(settings.auth_jwks_url), settings.auth_jwks_cache)
        self._services = service_keys(settings.service_keys_file)

    def keys_cached(self) -> bool:
        """Whether people's tokens can be verified now; readiness asks this."""
        return self._people.cached()

    def verify(self, token: str) -> Principal:
        """Checks signature, issuer, audience and time.

        Args:
            token: a compact JWT.

        Returns:
            Who it stands for.

        Raises:
            PixGenError: UNAUTHENTICATED, with the reason.
        """
        if len(token) > _MAX_TOKEN:
            raise _rejected("token.malformed", "The token is too long to be one.")
        try:
            unverified = jws.extract_compact(token.encode("ascii", "strict"))
        except (JoseError, ValueError, TypeError, UnicodeError) as error:
            raise _rejected("token.malformed", "This is not a token.") from error
        header = unverified.headers()
        if header.get("alg") not in _ALGORITHMS:
            raise _rejected("token.algorithm", "The token is not signed in a way that is accepted.")
        kid = header.get("kid")
        kid = kid if isinstance(kid, str) else None
        if kid in self._services:
            return self._verify_service(token, kid)
        return self._verify_person(token, kid)

    def _verify_person(self, token: str, kid: str | None) -> Principal:
        key = self._people.find(kid)
        if key is None and not self._people.cached():
            raise PixGenError(
                Code.UNAVAILABLE,
                "Sign-in cannot be checked just now; please try again.",
                reason="keys.unavailable",
            )
        claims = _claims(token, key, self._settings.auth_issuer, self._settings.auth_audience)
        subject = claims.get("sub")
        if not _names_a_person(subject):
            raise _rejected("token.subject", "The token names nobody.")
        session = claims.get("sid")
        return Principal(
            subject,
            _roles(claims, self._settings.auth_roles_claim),
            session_id=session if isinstance(session, str) else None,
        )

    def _verify_service(self, token: str, name: str) -> Principal:
        claims = _claims(token, self._services[name], f"{SERVICE_ISSUER_PREFIX}{name}", self._name)
        if not _is_short_lived(claims):
            raise _rejected("token.lifetime", "A service's token is good for five minutes, not for longer.")
        behalf = claims.get("on_behalf_of")
        # A service on its own sees more than one that acts for a person: a name that cannot be read must
        # never turn the second into the first.
        if "on_behalf_of" in claims and not _names_a_person(behalf):
            raise _rejected("token.on_behalf_of", "The token does not say for whom the service acts.")
        return Principal(f"svc:{name}", frozenset({"service"}), service=name, on_behalf_of=behalf)


def require(*roles: str) -> Principal:
    """The caller, who must be signed in and hold one of the roles.

    Args:
        roles: any of these; none means anyone signed in.

    Returns:
        The principal.

    Raises:
        PixGenError: UNAUTHENTICATED or FORBIDDEN.
    """
    principal = current_principal()
    if principal is None:
        raise _rejected("token.missing", "Please sign in first.")
    if roles and not principal.has(*roles):
        raise PixGenError(
            Code.FORBIDDEN,
            f"This needs the role {' or '.join(roles)}; an administrator can grant it.",
            reason="role.missing",
        )
    return principal


def require_service(*names: str) -> Principal:
    """The caller, who must be one of these services.

    Args:
        names: of services.

    Returns:
        The principal.

    Raises:
        PixGenError: UNAUTHENTICATED; FORBIDDEN ``role.missing`` or ``service.not_allowed``.
    """
    principal = require("service")
    if principal.service not in names:
        raise not_allowed(*names)
    return principal


def not_allowed(*names: str) -> PixGenError:
    """The answer to other services. Args: those that may call. Returns: the error to raise."""
    words = f"Only the service {' or '.join(names)} may do this."
    return PixGenError(Code.FORBIDDEN, words, reason="service.not_allowed")


def signed_in(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorates a route or RPC that only signed-in callers may use.

    Args:
        roles: any of these; none means anyone signed in.

    Returns:
        The decorator. Routes also carry the roles in OpenAPI by ``security``.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            require(*roles)
            return function(*args, **kwargs)

        return checked

    return decorate


def _claims(token: str, key: Any, issuer: str, audience: str) -> dict[str, Any]:
    if key is None:
        raise _rejected("token.key", "The token was signed with a key that is not known here.")
    registry = jwt.JWTClaimsRegistry(
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        sub={"essential": False},
    )
    try:
        decoded = jwt.decode(token, key, algorithms=_ALGORITHMS)
    except (JoseError, ValueError, TypeError) as error:
        raise _rejected("token.signature", "The token's signature does not hold.") from error
    try:
        registry.validate(decoded.claims)
    except ExpiredTokenError as error:
        raise _rejected("token.expired", "The sign-in has expired; please sign in again.") from error
    except InvalidClaimError as error:
        reason = _CLAIM_REASONS.get(error.claim, "token.claims")
        raise _rejected(reason, "The token was not made for this service, or not for now.") from error
    except (JoseError, ValueError, TypeError) as error:
        raise _rejected("token.claims", "The token does not say what it must.") from error
    return dict(decoded.claims)


def _roles(claims: dict[str, Any], path: str) -> frozenset[str]:
    """The roles a person's token carries; ``service`` is never one of them."""
    value: Any = claims
    # Some issuers name their claims by URLs: dots are no path then.
    for part in [path] if path in claims else path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    names = value if isinstance(value, list) else []
    return frozenset(name for name in names if isinstance(name, str) and name in ROLES and name != "service")


def _names_a_person(subject: Any) -> TypeGuard[str]:
    """Whether this can be a person's id; ``svc:`` names services, and no issuer of people may hand it out."""
    return (
        isinstance(subject, str)
        and _SUBJECT.fullmatch(subject) is not None
        and not subject.startswith("svc:")
    )


def _is_short_lived(claims: dict[str, Any]) -> bool:
    """Whether the token says when it was made, and ends soon after."""
    issued = claims.get("iat")
    return issued is not None and 0 < claims["exp"] - issued <= SERVICE_TOKEN_SECONDS


def _rejected(reason: str, detail: str) -> PixGenError:
    return PixGenError(Code.UNAUTHENTICATED, detail, reason=reason)
