"""`pixgen login`, `logout`, `whoami`."""

import sys
from ipaddress import ip_address
from urllib.parse import urlsplit

import click

from pixgen_client.errors import ClientError, Misused
from pixgen_client.invocation import Invocation, pass_invocation, shared_options
from pixgen_client.plain import plain, print_pairs


@click.command()
@click.option("--email", "-e", help="The account's e-mail address; asked for when left out.")
@click.option(
    "--allow-plain-http",
    is_flag=True,
    help="Send the password unencrypted to another machine. Only on a network that you trust.",
)
@shared_options()
@pass_invocation
def login(invocation: Invocation, email: str | None, *, allow_plain_http: bool) -> None:
    """Sign in.

    The password is asked for, or read from standard input; it is never kept.

    \b
    Examples:
      pixgen login --server https://pixgen.example --email you@clinic.example
      pixgen login --email you@clinic.example < password-file
    """  # noqa: D301
    server = invocation.server
    if not (allow_plain_http or _is_private(server)):
        raise Misused(
            f"{server} is not encrypted: others on the way could read your password.",
            kept="Nothing was sent.",
            todo="Use https://, or --allow-plain-http on a network that you trust.",
        )
    email, password = _ask(email)
    with invocation.connect() as transport:
        transport.patience.keep_trying(lambda: transport.session.open(email, password))
        account = transport.get("/v1/me")
    if invocation.json:
        invocation.print_json({"server": server, **account})
        return
    roles = ", ".join(map(str, account.get("roles", ())))
    invocation.note(f"Signed in to {server} as {plain(email)} ({plain(roles)}).")


@click.command()
@shared_options()
@pass_invocation
def logout(invocation: Invocation) -> None:
    """Sign out, there and here.

    Ends this session at the server and forgets its tokens on this machine.
    """
    with invocation.connect() as transport:
        if (email := transport.session.email) is None:
            invocation.note(f"You were not signed in at {invocation.server}.")
            return
        try:
            transport.session.close()
        except ClientError as error:
            error.kept = "The tokens were forgotten here; the server could not be told and ends them in time."
            raise
    invocation.note(f"Signed out {plain(email)} from {invocation.server}.")


@click.command()
@shared_options()
@pass_invocation
def whoami(invocation: Invocation) -> None:
    """Show who is signed in."""
    with invocation.connect() as transport:
        transport.require_sign_in()
        account = transport.get("/v1/me")
    if invocation.json:
        invocation.print_json({"server": invocation.server, **account})
        return
    shown = {name: value for name, value in account.items() if value not in (None, "", [])}
    print_pairs(invocation.out, {"server": invocation.server, **shown})


def _ask(email: str | None) -> tuple[str, str]:
    if sys.stdin.isatty():
        return email or click.prompt("E-mail", err=True), click.prompt("Password", hide_input=True, err=True)
    if not email:
        raise click.UsageError("Give --email when the password comes from standard input.")
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise click.UsageError("Standard input holds no password.")
    return email, password


def _is_private(server: str) -> bool:
    """Whether nobody can listen in: encrypted, or this very machine."""
    parts = urlsplit(server)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
