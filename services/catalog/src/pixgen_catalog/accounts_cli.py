"""`catalog accounts` and `catalog demo-accounts`: accounts, for operators."""

from collections.abc import Sequence

import click
from pixgen_common import database
from pixgen_common.ids import is_id
from pydantic import TypeAdapter, ValidationError

from pixgen_catalog import accounts_setup
from pixgen_catalog import demo_accounts as demo
from pixgen_catalog.accounts_model import ACCOUNT_ROLES, Account
from pixgen_catalog.accounts_schemas import AccountOut, DisplayName
from pixgen_catalog.accounts_setup import AccountParts
from pixgen_catalog.accounts_store import Page
from pixgen_catalog.command_line import as_json, dry_run, password_from, read_settings, show, with_exit_codes

_COLUMNS = ("account_id", "email", "display_name", "roles", "disabled", "created_at")
_PAGE = 500
_OPERATOR = "operator"
_role = click.Choice(ACCOUNT_ROLES)
_who = click.argument("account", metavar="EMAIL|ACCOUNT_ID")
_password_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking."
)


def _checked_name(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """The same rules as over REST."""
    try:
        return TypeAdapter(DisplayName | None).validate_python(value)
    except ValidationError as error:
        message = "must be one line of at most 100 visible characters"
        raise click.BadParameter(message) from error


@click.group()
def accounts() -> None:
    """Who has an account, and what they may do."""


@accounts.command("list")
@click.option("--role", type=_role, help="Only accounts with this role.")
@as_json
@with_exit_codes
def list_accounts(role: str | None, as_json: bool) -> None:
    """List accounts, oldest first."""
    decisions, rows, after = _parts().decisions, [], None
    while page := decisions.listed(Page(_PAGE, after, role)):
        rows += page
        after = page[-1].created_at, page[-1].account_id
    _show(rows, as_json)


@accounts.command()
@click.argument("email")
@click.option("--role", "roles", type=_role, multiple=True, required=True, help="May be given several times.")
@click.option("--name", callback=_checked_name, help="Shown beside the person's pictures.")
@_password_stdin
@dry_run
@as_json
@with_exit_codes
def create(
    email: str, roles: tuple[str, ...], name: str | None, password_stdin: bool, dry_run: bool, as_json: bool
) -> None:
    """Make an account. The password is asked for, or read from standard input.

    \b
      catalog accounts create ada@clinic.org --role contributor
      catalog accounts create ada@clinic.org --role curator --role admin --password-stdin < password.txt
    """  # noqa: D301 - click wants the character itself
    parts = _parts()
    account = parts.accounts.create(
        email, password_from(password_stdin), roles, dry_run=dry_run, display_name=name
    )
    _report("Made", account, dry_run, as_json)


@accounts.command()
@_who
@click.argument("roles", type=_role, nargs=-1, required=True)
@dry_run
@as_json
@with_exit_codes
def grant(account: str, roles: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Give an account one or more roles.

    \b
      catalog accounts grant ada@clinic.org curator
      catalog accounts grant acc_4k2mabcdefghijkl curator admin --dry-run
    """  # noqa: D301 - click wants the character itself
    parts = _parts()
    found = _find(parts, account)
    _decide(parts, found, dry_run, as_json, roles=(*found.roles, *roles))


@accounts.command()
@_who
@click.argument("roles", type=_role, nargs=-1, required=True)
@dry_run
@as_json
@with_exit_codes
def revoke(account: str, roles: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Take roles from an account. One role must be left; the last administrator stays one.

    \b
      catalog accounts revoke ada@clinic.org admin
    """  # noqa: D301 - click wants the character itself
    parts = _parts()
    found = _find(parts, account)
    left = [role for role in found.roles if role not in roles]
    if not left:
        message = "An account keeps at least one role; shut it with: catalog accounts disable"
        raise click.UsageError(message)
    _decide(parts, found, dry_run, as_json, roles=left)


@accounts.command()
@_who
@dry_run
@as_json
@with_exit_codes
def disable(account: str, dry_run: bool, as_json: bool) -> None:
    """Shut an account: its sessions end and nobody can sign in with it."""
    parts = _parts()
    _decide(parts, _find(parts, account), dry_run, as_json, disabled=True)


@accounts.command()
@_who
@dry_run
@as_json
@with_exit_codes
def enable(account: str, dry_run: bool, as_json: bool) -> None:
    """Open an account that was shut."""
    parts = _parts()
    _decide(parts, _find(parts, account), dry_run, as_json, disabled=False)


@accounts.command("set-password")
@_who
@_password_stdin
@dry_run
@with_exit_codes
def set_password(account: str, password_stdin: bool, dry_run: bool) -> None:
    """Set a password; every session of the account ends. It is asked for, or read from standard input."""
    parts = _parts()
    found = _find(parts, account)
    parts.decisions.set_password(found.account_id, password_from(password_stdin), dry_run=dry_run)
    click.echo(f"{'Would set' if dry_run else 'Set'} the password of {found.email}.", err=True)


@click.command("demo-accounts")
@dry_run
@as_json
@with_exit_codes
def demo_accounts(dry_run: bool, as_json: bool) -> None:
    """Make the four demo accounts, whose password everybody knows. Refused but in a demo on loopback."""
    settings = read_settings()
    demo.require_demo(settings)
    if dry_run:
        names = ", ".join(f"{role}@{demo.DOMAIN}" for role in demo.ROLES)
        click.echo(f"Would make or reset: {names}", err=True)
        return
    made = demo.ensure(_parts())
    rows = [_row(account) | {"state": state} for account, state in made]
    show(rows, ("email", "roles", "state"), json_wanted=as_json)


def _parts() -> AccountParts:
    settings = read_settings()
    engine = database.engine(
        settings.catalog_database_url.get_secret_value(), name="catalog accounts", pool_size=1
    )
    return accounts_setup.build(settings, engine)


def _find(parts: AccountParts, account: str) -> Account:
    return parts.accounts.get(account) if is_id("acc", account) else parts.decisions.by_email(account)


def _decide(
    parts: AccountParts,
    account: Account,
    dry_run: bool,
    as_json: bool,
    *,
    roles: Sequence[str] | None = None,
    disabled: bool | None = None,
) -> None:
    # By the version that was read: what somebody else decided meanwhile is not undone.
    changed = parts.decisions.decide(
        account.account_id, account.version, roles=roles, disabled=disabled, by=_OPERATOR, dry_run=dry_run
    )
    _report("Changed", changed, dry_run, as_json)


def _report(done: str, account: Account, dry_run: bool, as_json: bool) -> None:
    if dry_run:
        click.echo("Nothing was written (--dry-run). It would be:", err=True)
    elif not as_json:
        click.echo(f"{done}:", err=True)
    _show([account], as_json)


def _show(accounts_found: Sequence[Account], as_json: bool) -> None:
    show([_row(account) for account in accounts_found], _COLUMNS, json_wanted=as_json)


def _row(account: Account) -> dict[str, object]:
    return AccountOut.of(account).model_dump(mode="json")
