"""What the account and token routes take and give."""

from datetime import datetime
from typing import Annotated, Literal

from pixgen_common.schema import StrictModel
from pydantic import BaseModel, Field, StringConstraints

from pixgen_catalog.accounts_model import Account, Session

# One line of visible text, in any language: no control characters and nothing that turns text around.
_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$"
Role = Literal["contributor", "researcher", "curator", "admin"]
Email = Annotated[str, Field(min_length=3, max_length=320, examples=["name@clinic.org"])]
Password = Annotated[str, Field(min_length=1, max_length=1024, json_schema_extra={"format": "password"})]
DisplayName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=_LINE)
]
Affiliation = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_LINE)
]
RefreshToken = Annotated[str, Field(min_length=1, max_length=256)]


class SignUp(StrictModel):
    """A new account."""

    email: Email
    password: Password = Field(description="At least 10 characters and at most 1024 bytes.")
    role: Literal["contributor", "researcher"] = Field(
        description="Contributors add pictures, researchers ask for them; administrators grant other roles."
    )
    display_name: DisplayName | None = None
    affiliation: Affiliation | None = None


class SignInBody(StrictModel):
    """E-mail address and password."""

    email: Email
    password: Password
    cookie: bool = Field(
        False, description="For our own pages: the tokens come as HttpOnly cookies and not in the body."
    )


class RefreshBody(StrictModel):
    """The refresh token; our own pages send it as a cookie instead."""

    refresh_token: RefreshToken | None = None


class MeEdit(StrictModel):
    """One's own particulars; null removes one, what is left out stays."""

    display_name: DisplayName | None = None
    affiliation: Affiliation | None = None


class PasswordChange(StrictModel):
    """The password so far and the next one."""

    current_password: Password
    new_password: Password = Field(description="At least 10 characters and at most 1024 bytes.")


class AccountEdit(StrictModel):
    """What an administrator decides; what is left out stays."""

    roles: list[Role] | None = Field(None, min_length=1, max_length=4, description="All roles from now on.")
    disabled: bool | None = Field(None, description="A shut account cannot sign in; its sessions end.")


class AccountsQuery(StrictModel):
    """Which accounts."""

    cursor: str | None = Field(None, max_length=1024)
    limit: int = Field(50, ge=1, le=100)
    role: Role | None = None
    q: str | None = Field(
        None, min_length=1, max_length=100, pattern=_LINE, description="Address or name begins so."
    )


class AccountOut(BaseModel):
    """An account."""

    account_id: str
    email: str | None = Field(description="Null when an OIDC issuer keeps the accounts.")
    display_name: str | None
    affiliation: str | None
    roles: list[str]
    created_at: datetime | None
    disabled: bool

    @classmethod
    def of(cls, account: Account) -> "AccountOut":
        """The account as answers show it. Args: the account."""
        return cls(
            account_id=account.account_id,
            email=account.email,
            display_name=account.display_name,
            affiliation=account.affiliation,
            roles=list(account.roles),
            created_at=account.created_at,
            disabled=account.disabled_at is not None,
        )


class AccountList(BaseModel):
    """A page of accounts."""

    items: list[AccountOut]
    next_cursor: str | None


class TokensOut(BaseModel):
    """Tokens; null where they went into cookies."""

    access_token: str | None
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - RFC 6749's word, no secret
    expires_in: int = Field(description="Seconds that the access token is good for.")
    refresh_token: str | None


class SessionOut(BaseModel):
    """A sign-in that still lives."""

    session_id: str
    label: str | None = Field(description="What the program called itself when it signed in.")
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    current: bool = Field(description="Whether this is the session that asks.")

    @classmethod
    def of(cls, session: Session, current: str | None) -> "SessionOut":
        """The session as answers show it. Args: the session; the id of the session that asks."""
        return cls(
            session_id=session.session_id,
            label=session.label,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            expires_at=session.expires_at,
            current=session.session_id == current,
        )


class SessionList(BaseModel):
    """One's own sessions, last used first."""

    items: list[SessionOut]
    next_cursor: None = None


class Jwks(BaseModel):
    """Public keys (RFC 7517)."""

    keys: list[dict[str, str]]
