"""Settings of accounts and tokens; the catalog's ``Settings`` includes these."""

from pixgen_common.settings import AuthSettings
from pydantic import BaseModel, Field, SecretStr

MINUTE = 60
DAY = 24 * 60 * MINUTE


class AccountSettings(BaseModel):
    """How people sign up and in."""

    catalog_key_secret: SecretStr = Field(
        description="Encrypts the signing keys at rest and signs cursors; at least 32 random characters.",
        min_length=32,
    )
    access_token_seconds: int = Field(
        15 * MINUTE, ge=MINUTE, le=60 * MINUTE, description="How long an access token is good for."
    )
    session_idle_seconds: int = Field(
        14 * DAY, ge=MINUTE, le=90 * DAY, description="A session that is not used for so long ends."
    )
    session_seconds: int = Field(
        60 * DAY, ge=MINUTE, le=365 * DAY, description="A session ends after so long even when it is used."
    )
    refresh_grace_seconds: int = Field(
        30,
        ge=0,
        le=120,
        description="For so long a used refresh token gets the same successor again, so that a lost answer "
        "costs nobody the session.",
    )
    signing_key_lead_seconds: int = Field(
        15 * MINUTE,
        ge=0,
        le=DAY,
        description="A new signing key is published for so long before it signs, so that caches know it.",
    )
    argon2_time_cost: int = Field(3, ge=1, le=20, description="Passes of argon2id over its memory.")
    argon2_memory_kib: int = Field(
        65536, ge=8, le=1 << 20, description="KiB of memory that one password hash takes (RFC 9106: 65536)."
    )
    argon2_parallelism: int = Field(4, ge=1, le=16, description="Lanes of argon2id.")
    argon2_concurrency: int = Field(
        4,
        ge=1,
        le=64,
        description="Password hashes computed at once in a process; bounds the memory they take.",
    )
    sign_in_window_seconds: int = Field(
        15 * MINUTE, ge=1, le=DAY, description="Span over which attempts to sign in or up are counted."
    )
    sign_in_account_limit: int = Field(
        10, ge=1, le=1000, description="Failed sign-ins per e-mail address in the span."
    )
    sign_in_address_limit: int = Field(
        100, ge=1, le=100000, description="Failed sign-ins per network address in the span."
    )
    sign_up_address_limit: int = Field(
        20, ge=1, le=100000, description="New accounts per network address in the span."
    )
    trusted_proxies: int = Field(
        1,
        ge=0,
        le=5,
        description="Proxies in front that add to X-Forwarded-For: 1 behind the edge, 0 without one.",
    )
    cookie_secure: bool = Field(
        True,
        description="Browsers send the sign-in cookies over HTTPS alone, most of them to loopback too; 0 "
        "only for trying PixGen on loopback with a browser that does not.",
    )


def has_own_accounts(settings: AuthSettings) -> bool:
    """Whether the catalog signs people in itself, and no OIDC issuer does.

    Args:
        settings: names the issuer.

    Returns:
        False when the issuer is a URL, as every OIDC issuer's name is; ours is a plain word.
    """
    return "://" not in settings.auth_issuer
