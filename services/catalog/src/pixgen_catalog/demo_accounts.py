"""Four accounts with a password that everybody knows, for trying PixGen on one machine."""

from pixgen_common.errors import Code, PixGenError

from pixgen_catalog.accounts_model import Account
from pixgen_catalog.accounts_setup import AccountParts
from pixgen_catalog.settings import Settings

DOMAIN = "pixgen.example"
ROLES = ("contributor", "researcher", "curator", "admin")
PASSWORD = "pixgen-demo"  # noqa: S105 - known to everybody, which is why this file refuses so much
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


def require_demo(settings: Settings) -> None:
    """Refuses everywhere but in a demo that only this machine can reach.

    Args:
        settings: the catalog's.

    Raises:
        PixGenError: FORBIDDEN ``demo.refused``.
    """
    if not settings.demo:
        raise PixGenError(
            Code.FORBIDDEN,
            "Demo accounts have a password that everybody knows; they are made only with PIXGEN_DEMO=1.",
            reason="demo.refused",
        )
    for name, bind in (
        ("CATALOG_BIND", settings.catalog_bind),
        ("CATALOG_GRPC_BIND", settings.catalog_grpc_bind),
    ):
        if bind.rpartition(":")[0] not in _LOOPBACK:
            raise PixGenError(
                Code.FORBIDDEN,
                f"Demo accounts are made only where nobody else can reach them, but PIXGEN_{name} is {bind}.",
                reason="demo.refused",
            )


def ensure(parts: AccountParts) -> list[tuple[Account, str]]:
    """Makes the accounts that are missing, and sets those that are there back to how they were made.

    Args:
        parts: what serves accounts.

    Returns:
        Each account and ``created`` or ``reset``.

    Raises:
        PixGenError: FORBIDDEN ``demo.refused``.
    """
    require_demo(parts.settings)
    return [_ensure_one(parts, role) for role in ROLES]


def _ensure_one(parts: AccountParts, role: str) -> tuple[Account, str]:
    email = f"{role}@{DOMAIN}"
    try:
        account = parts.accounts.create(
            email, PASSWORD, (role,), known_password=True, display_name=f"Demo {role}"
        )
    except PixGenError as error:
        if error.reason != "email.taken":
            raise
        account = parts.decisions.by_email(email)
        parts.decisions.decide(account.account_id, None, roles=(role,), disabled=False, by="operator")
        parts.decisions.set_password(account.account_id, PASSWORD, known_password=True)
        return parts.accounts.get(account.account_id), "reset"
    return account, "created"
