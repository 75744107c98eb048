"""The whole stack, a real browser, and pictures made for the tests."""

import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from pixgen_imaging import phantoms
from pixgen_local.places import CHECKOUT
from pixgen_local.throwaway_stack import whole_stack
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = os.environ.get("PIXGEN_CHROMIUM", "/usr/bin/chromium")
# Without these, the browser's own services look for hosts that a closed network does not have.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = CHECKOUT / ".local" / "screenshots"
AXE = CHECKOUT / "services/web/ui/node_modules/axe-core/axe.min.js"
PASSWORD = "pixgen-demo"
# For a trainer, or a generator that it trains, beside other work.
PATIENCE_SECONDS = 300
# Milliseconds; a machine that also builds and tests other things may be slow.
expect.set_options(timeout=30_000)
GPS, SERIAL = 0x8825, 0xA431


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    """Address of a stack with sample pictures: its own, or the one that PIXGEN_E2E_ORIGIN names."""
    if given := os.environ.get("PIXGEN_E2E_ORIGIN"):
        yield given
        return
    with whole_stack(pages=True, demo_pictures=60, style_transfer=True, models=True) as stack:
        yield stack.origin


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"the browser suite needs Chromium at {CHROMIUM} (PIXGEN_CHROMIUM names another)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


@dataclass
class Visitor:
    """Somebody in front of a browser of their own."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Goes to an address and waits until nothing more is loaded."""
        self.page.goto(self.origin + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def sign_in(self, who: str) -> Page:
        """Signs in with one of the demo accounts, as a person does."""
        page = self.open("/sign-in")
        page.get_by_label("E-mail").fill(f"{who}@pixgen.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator('a[href="/account"]')).to_be_visible()
        page.wait_for_load_state("networkidle")
        return page

    def read(self, path: str) -> dict[str, Any]:
        """What REST says to whoever is signed in."""
        answer = self.page.request.get(self.origin + path)
        assert answer.ok, answer.text()
        return dict(answer.json())

    def wait_for(self, path: str, is_so: Callable[[dict[str, Any]], Any] = bool) -> dict[str, Any]:
        """Asks REST until something is so; what starts last may take minutes."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self.page.request.get(self.origin + path)
            if answer.ok and is_so(answer.json()):
                return dict(answer.json())
            assert time.monotonic() < deadline, f"{path}: {answer.text()[:300]}"
            self.page.wait_for_timeout(500)

    def breaks(self) -> list[tuple[str, Any, str]]:
        """Which rules of WCAG 2.2 A and AA the page breaks, as far as a program can tell."""
        self.page.evaluate(_axe())
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = self.page.evaluate("tags => axe.run({runOnly: tags})", tags)
        assert any(rule["id"] == "color-contrast" for rule in found["passes"])
        return [
            (rule["id"], node["target"], node.get("failureSummary", ""))
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def shoot(self, name: str) -> None:
        """Keeps a picture of the page, for people to look at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


DESKTOP, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def visit(browser: Browser, origin: str) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser window of its own for each visitor; no page may complain about anything."""
    visitors: list[Visitor] = []

    def enter(
        *, size: dict[str, int] | None = None, theme: str = "light", line: int | None = None
    ) -> Visitor:
        phone = size == PHONE
        # Chromium spares loopback its proxy unless told otherwise.
        proxy = {"server": f"http://127.0.0.1:{line}", "bypass": "<-loopback>"} if line else None
        context = browser.new_context(
            viewport=size or DESKTOP, color_scheme=theme, has_touch=phone, is_mobile=phone, proxy=proxy
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        visitor = Visitor(page, origin)
        page.on(
            "console", lambda m: visitor.complaints.append(m.text) if m.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitors.append(visitor)
        return visitor

    yield enter
    for visitor in visitors:
        visitor.page.context.close()
    assert [text for visitor in visitors for text in visitor.complaints] == []


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    return visit()


_seeds = iter(range(90_000, 1_000_000, 7))


@pytest.fixture
def capture(tmp_path: Path) -> Callable[..., Path]:
    """A picture as from a camera, with a position and a serial number; new at each call."""
    # Beyond the seeds of earlier runs against the same stack.
    start = int.from_bytes(os.urandom(3))

    def make(name: str = "Jane Doe 1971.jpg", tone: str = "brown", *, heavy: bool = False) -> Path:
        drawn = phantoms.draw(start + next(_seeds), tone_group=tone, size=384)
        exif = Image.Exif()
        exif[GPS] = {1: "S", 2: (1.0, 17.0, 3.0), 3: "E", 4: (36.0, 49.0, 0.0)}
        exif[0x8769] = {SERIAL: "SN-4711"}
        path = tmp_path / name
        picture = Image.fromarray(drawn.rgb)
        if heavy:
            # The grain of a camera at its limit: many bytes, as the queues on the way hold a few million.
            large = np.asarray(picture.resize((2400, 2400)), dtype=np.int16)
            grain = np.random.default_rng(drawn.seed).integers(-9, 10, large.shape, dtype=np.int16)
            picture = Image.fromarray(np.clip(large + grain, 0, 255).astype(np.uint8))
        # What a file is, its content says and not its name.
        picture.save(path, "PNG" if heavy else "JPEG", quality=90, exif=exif)
        return path

    return make


@pytest.fixture
def phantom(tmp_path: Path) -> Path:
    """A picture that says of itself that a program drew it."""
    path = tmp_path / "phantom.png"
    path.write_bytes(phantoms.encode(phantoms.draw(int.from_bytes(os.urandom(3)), size=256)))
    return path


@pytest.fixture
def no_picture(tmp_path: Path) -> Path:
    """A text that calls itself a picture."""
    path = tmp_path / "letter.jpg"
    path.write_text("Dear colleague, " * 50)
    return path


@pytest.fixture
def decoded() -> Callable[[bytes], Image.Image]:
    return lambda data: Image.open(BytesIO(data))


_PIECE = 8 * 1024


class SlowLine:
    """A line like a clinic's, slow upwards and gone now and then: an HTTP proxy of real sockets.

    Args:
        port: the server's port on loopback.
        speed: bytes in a second from the browser to the server.
    """

    def __init__(self, port: int, speed: float) -> None:
        self._target = port
        self.speed = speed
        self.up = True
        self._open: set[socket.socket] = set()
        self._listener = socket.socket()
        # A small window: bytes wait in the browser, as on a slow line, and not in the kernel.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _PIECE)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Breaks every connection, and each new one, until `up` is set again."""
        self.up = False
        for one in list(self._open):
            with suppress(OSError):
                # Closed with a reset: the browser's kernel would go on trying to deliver for a minute.
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Ends it."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        if not self.up:
            browser.close()
            return
        with browser, socket.create_connection(("127.0.0.1", self._target)) as server:
            self._open |= {browser, server}
            back = threading.Thread(target=self._pump, args=(server, browser, False), daemon=True)
            back.start()
            self._pump(browser, server, True)
            back.join()
            self._open -= {browser, server}

    def _pump(self, source: socket.socket, target: socket.socket, slowly: bool) -> None:
        with suppress(OSError):
            while data := source.recv(_PIECE):
                if slowly:
                    time.sleep(len(data) / self.speed)
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@pytest.fixture
def slow_line(origin: str) -> Iterator[Callable[[float], SlowLine]]:
    """Opens a slow line to the stack: `slow_line(bytes_per_second)`."""
    lines: list[SlowLine] = []

    def open_line(speed: float) -> SlowLine:
        lines.append(SlowLine(urlsplit(origin).port or 80, speed))
        return lines[-1]

    yield open_line
    for line in lines:
        line.close()
