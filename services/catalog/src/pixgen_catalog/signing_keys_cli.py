"""`catalog keys`: the keys that sign people's tokens, for operators."""

from datetime import UTC, datetime

import click
from pixgen_common import database

from pixgen_catalog.command_line import as_json, dry_run, read_settings, show, with_exit_codes
from pixgen_catalog.signing_keys import SigningKeys
from pixgen_catalog.signing_keys_store import StoredKey

_COLUMNS = ("kid", "state", "not_before", "retired_at", "revoked_at")


@click.group()
def keys() -> None:
    """The keys that sign people's tokens: list, change, retire."""


@keys.command("list")
@as_json
@with_exit_codes
def list_keys(as_json: bool) -> None:
    """List the keys, the newest first. Private parts are never shown."""
    show([_row(key) for key in _keys().listed()], _COLUMNS, json_wanted=as_json)


@keys.command()
@click.option("--at-once", is_flag=True, help="Let the new key sign now instead of when caches know it.")
@dry_run
@as_json
@with_exit_codes
def rotate(at_once: bool, dry_run: bool, as_json: bool) -> None:
    """Publish a new key; a while later it signs, and the one so far ceases to.

    The old key stays published until the last token that it signed has ended: nobody is signed out.

    \b
      catalog keys rotate            what a monthly job runs
      catalog keys rotate --at-once  when no key can be read, or the one so far was revoked
    """  # noqa: D301 - click wants the character itself
    if dry_run:
        settings = read_settings()
        wait = 0 if at_once else settings.signing_key_lead_seconds
        click.echo(
            f"Would publish a new key, which signs in {wait} s; then the ones below cease to.", err=True
        )
        show([_row(key) for key in _keys().listed() if key.retired_at is None], _COLUMNS, json_wanted=as_json)
        return
    show([_row(_keys().rotate(at_once=at_once))], _COLUMNS, json_wanted=as_json)


@keys.command()
@click.argument("kid")
@click.option(
    "--revoke",
    is_flag=True,
    help="Unpublish it too, because others may know it: its tokens end within minutes.",
)
@dry_run
@as_json
@with_exit_codes
def retire(kid: str, revoke: bool, dry_run: bool, as_json: bool) -> None:
    """Let a key cease to sign now. When it is the only one, a new one begins.

    \b
      catalog keys list
      catalog keys retire KID --revoke --dry-run
    """  # noqa: D301 - click wants the character itself
    changed = _keys().retire(kid, revoke=revoke, dry_run=dry_run)
    if dry_run:
        click.echo("Nothing was written (--dry-run). It would be:", err=True)
    show([_row(changed)], _COLUMNS, json_wanted=as_json)


def _keys() -> SigningKeys:
    settings = read_settings()
    engine = database.engine(
        settings.catalog_database_url.get_secret_value(), name="catalog keys", pool_size=1
    )
    return SigningKeys(engine, settings)


def _row(key: StoredKey) -> dict[str, object]:
    moments = {name: getattr(key, name) for name in ("created_at", "not_before", "retired_at", "revoked_at")}
    shown = {
        name: moment.isoformat(timespec="seconds") if moment else None for name, moment in moments.items()
    }
    return {"kid": key.kid, "state": _state(key)} | shown


def _state(key: StoredKey) -> str:
    now = datetime.now(UTC)
    if key.revoked_at is not None:
        return "revoked"
    if key.retired_at is not None and key.retired_at <= now:
        return "retired"
    return "signs" if key.not_before <= now else "published"
