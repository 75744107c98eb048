"""Everybody can read and reach everything: in both themes, on small screens, without a mouse."""

import pytest
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}
PAGES = {
    "/": None,
    "/gallery": None,
    "/gallery?tone_group=dark&q=psoriasis": None,
    "/coverage?count=all": None,
    "/sign-in": None,
    "/sign-up": None,
    "PICTURE": "curator",
    "/upload": "contributor",
    "/uploads": "contributor",
    "/review": "curator",
    "/studio": "curator",
    "/studio/draw": "curator",
    "/studio/models": "curator",
    "/studio/training?new=1&tone_group=dark": "curator",
    "RUN": "curator",
    "/account": "researcher",
}


def show(visitor, path, who):
    if who:
        visitor.sign_in(who)
    if path == "PICTURE":
        visitor.open("/gallery")
        path = visitor.page.locator(".grid a").first.get_attribute("href")
    if path == "RUN":
        (run, *_) = visitor.wait_for("/v1/training-runs", lambda found: found["items"])["items"]
        # The page listens for as long as the run goes on: the network is never idle.
        visitor.page.goto(f"{visitor.origin}/studio/training/{run['run_id']}")
        expect(visitor.page.get_by_role("heading", name="Measures")).to_be_visible()
        return visitor.page
    if path.startswith("/studio/"):
        visitor.wait_for("/v1/models")
    return visitor.open(path)


def name_of(path):
    return (path.strip("/").split("?")[0] or "first-page").lower().replace("/", "-")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("path", "who"), PAGES.items())
def test_a_page_breaks_no_rule_of_accessibility(visit, theme, path, who):
    """WCAG 2.2 A and AA as far as a program can tell: labels, names, contrast, structure."""
    visitor = visit(theme=theme)
    show(visitor, path, who)
    visitor.shoot(f"{theme}-{name_of(path)}")
    assert visitor.breaks() == []


@pytest.mark.parametrize(("path", "who"), PAGES.items())
def test_a_page_fits_a_small_screen(visit, path, who):
    """Nothing is wider than the screen, and the bar at the bottom leads everywhere."""
    visitor = visit(size=PHONE, theme="dark")
    page = show(visitor, path, who)
    visitor.shoot(f"phone-{name_of(path)}")
    for size in (PHONE, SMALL):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        for link in page.locator("header nav a").all():
            box = link.bounding_box()
            assert box["height"] >= 44
            assert box["y"] + box["height"] <= size["height"]


@pytest.mark.parametrize(("theme", "darkness"), [("light", (0.9, 1.0)), ("dark", (0.1, 0.3))])
def test_pictures_lie_on_neutral_grey(visit, theme, darkness):
    """Neither white nor black nor any colour: skin is seen as it was taken."""
    page = visit(theme=theme).open("/gallery")
    for paper in page.evaluate(
        "['html', '.tile'].map(one => getComputedStyle(document.querySelector(one)).backgroundColor)"
    ):
        lightness, chroma = paper.removeprefix("oklch(").split()[:2]
        assert darkness[0] < float(lightness) < darkness[1]
        assert float(chroma) == 0


def test_focus_is_always_visible(visit):
    """Whoever walks through a page by the tab key sees where they are."""
    page = visit().open("/gallery")
    seen = 0
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        tag = page.evaluate("document.activeElement.tagName")
        if tag != "BODY":
            assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            seen += 1
    assert seen > 15


def test_the_first_tab_stop_skips_to_the_content(visit):
    """Nobody has to walk through the navigation on every page."""
    page = visit().open("/gallery")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_new_page_is_announced(visit):
    """Following a link moves the focus to the new page's heading."""
    page = visit().open("/")
    page.get_by_role("link", name="Coverage").click()
    expect(page).to_have_title("Coverage · PixGen")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_the_reader_chooses_light_or_dark(visit):
    """The choice outlives the visit and wins over the system's."""
    visitor = visit(theme="dark")
    page = visitor.open("/account")
    page.get_by_role("radio", name="Light", exact=True).check()
    visitor.open("/gallery")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor").startswith(
        "oklch(0.98"
    )
