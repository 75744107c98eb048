"""Signing in and out, and where tokens are kept."""

import json
import os
import stat
import threading
import time

import httpx
import pytest
from pixgen_client.credentials import CredentialStore, SignIn
from pixgen_client.session import Session


def test_tokens_are_kept_for_their_owner_only_and_never_printed(signed_in, config):
    """After signing in, the one file with tokens has mode 0600 and no output shows any of them."""
    file = config / "credentials.json"
    assert "access-1" in file.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(config.stat().st_mode) == 0o700
    assert [path.name for path in config.iterdir() if "cred" in path.name and path.suffix == ".json"] == [
        file.name
    ]
    for command in (["whoami"], ["whoami", "--json"]):
        output = signed_in(*command).output
        assert "you@example.org" in output
        assert "access-" not in output
        assert "refresh-" not in output


def test_a_wrong_password_is_said_in_words(pixgen, config):
    """A refused sign-in exits with 1, repeats the server's words, and keeps nothing."""
    result = pixgen("login", "--email", "you@example.org", stdin="wrong\n", expect=1)
    assert "E-mail or password is wrong." in result.stderr
    assert "wrong\n" not in result.stderr.replace("is wrong.\n", "")
    assert not (config / "credentials.json").exists()


def test_the_password_cannot_be_an_argument(pixgen):
    """No option takes a password: others on the machine could read it."""
    pixgen("login", "--email", "you@example.org", "--password", "pixgen-demo", expect=2)


def test_the_password_is_not_sent_unencrypted_to_another_machine(pixgen):
    """Plain HTTP is only for this machine, unless asked for."""
    result = pixgen("login", "--server", "http://pixgen.example", "--email", "a@b.c", stdin="x\n", expect=2)
    assert "is not encrypted" in result.stderr


def test_commands_use_the_server_that_was_signed_in_to(signed_in, server, monkeypatch):
    """Without --server and PIXGEN_SERVER a command goes where the last sign-in went."""
    from click.testing import CliRunner
    from pixgen_client.main import cli

    result = CliRunner().invoke(cli, ["whoami", "--json"])
    assert json.loads(result.stdout)["server"] == server.url
    monkeypatch.setenv("PIXGEN_SERVER", "http://127.0.0.1:1")
    assert CliRunner().invoke(cli, ["whoami", "--json"]).exit_code == 1


def test_signing_out_ends_the_session_there_and_here(signed_in, world, config):
    """`logout` tells the server and forgets the tokens; afterwards `whoami` says to sign in."""
    signed_in("logout")
    assert world.count("DELETE /v1/tokens") == 1
    assert "access-1" not in (config / "credentials.json").read_text()
    assert "pixgen login" in signed_in("whoami", expect=1).stderr


def test_signing_out_without_a_server_still_forgets_the_tokens(signed_in, server, config):
    """A server that is away does not keep anybody signed in here."""
    server.stop()
    try:
        result = signed_in("logout", expect=1)
    finally:
        server.start()
    assert "forgotten here" in result.stderr
    assert "access-1" not in (config / "credentials.json").read_text()


def test_a_token_that_the_server_rejects_is_renewed(signed_in, world):
    """A 401 costs the user nothing while the refresh token is good."""
    world.access_tokens.clear()
    assert "you@example.org" in signed_in("whoami").output
    assert world.count("POST /v1/tokens/refresh") == 1


def test_a_token_about_to_end_is_renewed_before_it_is_sent(pixgen, world):
    """A large upload must not start with a token that ends on the way."""
    world.expires_in = 30
    pixgen("login", "--email", "you@example.org", stdin="pixgen-demo\n")
    assert world.count("POST /v1/tokens/refresh") == 1  # for the account that login shows
    world.expires_in = 900
    pixgen("whoami")
    pixgen("whoami")
    assert world.count("POST /v1/tokens/refresh") == 2


def test_an_ended_session_says_to_sign_in_again(signed_in, world):
    """When the refresh token is refused too, the tokens go and the user is told what to do."""
    world.access_tokens.clear()
    world.refresh_tokens.clear()
    result = signed_in("whoami", expect=1)
    assert "has ended" in result.stderr
    assert "pixgen login" in result.stderr


@pytest.mark.parametrize("rejected", [True, False])
def test_many_threads_and_processes_renew_once(world, server, config, rejected):
    """A refresh token works once: whoever comes second takes what the first one got."""
    store = CredentialStore(config)
    tokens = world.new_tokens()
    ends = time.time() + (900 if rejected else 10)
    store.save(server.url, SignIn("a@b.c", tokens["access_token"], tokens["refresh_token"], ends))
    with httpx.Client(base_url=server.url) as http:
        # Two stores with a session each stand for two processes: they share nothing but the file.
        sessions = [Session(http, CredentialStore(config), server.url) for _ in range(2)]
        got = []

        def renew(session):
            got.append(session.token(rejected=tokens["access_token"] if rejected else None))

        threads = [threading.Thread(target=renew, args=(sessions[number % 2],)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert got == ["access-2"] * 8
    assert world.count("POST /v1/tokens/refresh") == 1


def test_a_damaged_credentials_file_means_signed_out(pixgen, config):
    """A file that cannot be read as ours is no reason for a traceback."""
    config.mkdir()
    (config / "credentials.json").write_text('{"servers": []')
    assert "You are not signed in" in pixgen("whoami", expect=1).stderr


def test_a_sign_in_shows_no_token_in_its_repr():
    """A token must not get into a message by way of a repr."""
    assert "secret" not in repr(SignIn("a@b.c", "secret", "secret", 0.0))
