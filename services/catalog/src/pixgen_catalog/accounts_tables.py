"""Tables of accounts, sessions and keys; the metadata of the schema ``catalog`` begins here.

The catalog's other tables are added to the same ``METADATA``. Invariants are constraints: whatever writes,
an e-mail address is there once and in one spelling, and no account holds a role that does not exist.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

SCHEMA = "catalog"
METADATA = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    },
)

accounts = Table(
    "accounts",
    METADATA,
    Column("account_id", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("display_name", Text),
    Column("affiliation", Text),
    Column("roles", ARRAY(Text), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("password_changed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("disabled_at", DateTime(timezone=True)),
    CheckConstraint("account_id ~ '^acc_[a-z2-7]{16}$'", name="account_id_form"),
    CheckConstraint("email = lower(email) AND char_length(email) BETWEEN 3 AND 254", name="email_form"),
    CheckConstraint("char_length(display_name) BETWEEN 1 AND 100", name="display_name_length"),
    CheckConstraint("char_length(affiliation) BETWEEN 1 AND 200", name="affiliation_length"),
    # ``service`` is missing on purpose: services hold keys, never accounts.
    CheckConstraint(
        "cardinality(roles) > 0 AND roles <@ ARRAY['contributor', 'researcher', 'curator', 'admin']",
        name="roles_known",
    ),
    UniqueConstraint("email"),
    Index("accounts_created_at_account_id_idx", "created_at", "account_id"),
)

# One row per sign-in: the family of all refresh tokens that came from it.
sessions = Table(
    "sessions",
    METADATA,
    Column("session_id", Text, primary_key=True),
    Column(
        "account_id", Text, ForeignKey(f"{SCHEMA}.accounts.account_id", ondelete="CASCADE"), nullable=False
    ),
    Column("label", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_used_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revoked_reason", Text),
    CheckConstraint("session_id ~ '^ses_[a-z2-7]{16}$'", name="session_id_form"),
    CheckConstraint("char_length(label) <= 100", name="label_length"),
    CheckConstraint(
        "(revoked_at IS NULL) = (revoked_reason IS NULL) AND revoked_reason IN "
        "('signed_out', 'ended', 'password_changed', 'reused', 'disabled')",
        name="revoked_has_reason",
    ),
    Index(None, "account_id"),
    Index(None, "expires_at"),
)

# Every refresh token ever handed out in a session that still lives, so that the use of an old one is seen.
refresh_tokens = Table(
    "refresh_tokens",
    METADATA,
    Column("token_hash", LargeBinary, primary_key=True),
    Column(
        "session_id", Text, ForeignKey(f"{SCHEMA}.sessions.session_id", ondelete="CASCADE"), nullable=False
    ),
    Column("issued_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("used_at", DateTime(timezone=True)),
    # Random; the next token is derived from it and from the token itself, which is not stored.
    Column("successor_salt", LargeBinary),
    CheckConstraint("octet_length(token_hash) = 32", name="token_hash_length"),
    CheckConstraint("(used_at IS NULL) = (successor_salt IS NULL)", name="used_has_salt"),
    Index(None, "session_id"),
)

signing_keys = Table(
    "signing_keys",
    METADATA,
    Column("kid", Text, primary_key=True),
    Column("algorithm", Text, nullable=False),
    Column("public_jwk", JSONB, nullable=False),
    # Encrypted (JWE); gone once the key signs no more.
    Column("private_jwe", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("not_before", DateTime(timezone=True), nullable=False),
    Column("retired_at", DateTime(timezone=True)),
    # Set when the key may be known to others: it is unpublished at once.
    Column("revoked_at", DateTime(timezone=True)),
    CheckConstraint("algorithm = 'EdDSA'", name="algorithm_known"),
    CheckConstraint("NOT jsonb_exists(public_jwk, 'd')", name="public_is_public"),
    CheckConstraint("private_jwe IS NOT NULL OR retired_at IS NOT NULL", name="signer_has_private"),
    CheckConstraint("revoked_at IS NULL OR retired_at IS NOT NULL", name="revoked_is_retired"),
)

# Counts by a keyed hash of the e-mail address or the network address: neither stands here in clear.
login_attempts = Table(
    "login_attempts",
    METADATA,
    Column("subject", LargeBinary, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("window_ends_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("octet_length(subject) = 32", name="subject_length"),
    CheckConstraint("attempts >= 0", name="attempts_positive"),
    Index(None, "window_ends_at"),
)

# What the application role may do with each; the migration grants exactly this.
GRANTS = {
    "accounts": ("SELECT", "INSERT", "UPDATE"),
    "sessions": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "refresh_tokens": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "signing_keys": ("SELECT", "INSERT", "UPDATE"),
    "login_attempts": ("SELECT", "INSERT", "UPDATE", "DELETE"),
}
