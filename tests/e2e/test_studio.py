"""A lesion on another skin tone: tried on one's own picture, ordered for one that is here."""

import re
import time

import pytest
from playwright.sync_api import expect


def tried(visitor, page):
    """Press the button until the style network, which starts last, is there."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        page.get_by_role("button", name="Try it").click()
        expect(page.get_by_text("Skin after").or_(page.get_by_role("alert"))).to_be_visible(timeout=120_000)
        if page.get_by_text("Skin after").count():
            visitor.complaints.clear()  # the browser notes the refusals while it starts
            return
        expect(page.get_by_role("alert")).to_contain_text(re.compile("augment|style", re.IGNORECASE))
        page.wait_for_timeout(2000)
    pytest.fail("style transfer did not start")


def test_what_is_altered_says_so_and_is_measured(visit, capture):
    """The result carries its ribbon at once, reaches the tone that was asked for, and is kept nowhere."""
    visitor = visit()
    page = visitor.sign_in("contributor")
    visitor.open("/studio")
    page.locator("input[type=file]").set_input_files(str(capture(tone="light")))
    page.get_by_label("Skin tone to show").select_option("tone_group:brown")
    tried(visitor, page)
    expect(page.locator("figure .ribbon")).to_have_text("altered")
    off = page.locator("dl div", has_text="Off the target by").locator("strong").inner_text()
    assert float(off.removesuffix("°")) < 1
    expect(page.get_by_text("no evidence of how the disease looks")).to_be_visible()
    expect(page.get_by_role("button", name="Order it")).to_have_count(0)
    visitor.shoot("studio-tried")


def test_an_order_is_followed_to_its_picture(visit):
    """From a picture's page to an order, its progress, and the result with its source beside it."""
    visitor = visit()
    page = visitor.sign_in("contributor")
    visitor.open("/gallery?tone_group=light")
    visitor.open(page.locator(".grid a").first.get_attribute("href"))
    page.get_by_role("link", name="Try another skin tone").click()
    expect(page.locator("figure .ribbon")).to_have_text("synthetic")
    tried(visitor, page)
    expect(page.locator("figure .ribbon")).to_have_text(["synthetic", "synthetic"])
    page.get_by_role("button", name="Order it").click()
    expect(page.get_by_text("1 picture to dark skin").first).to_be_visible()
    expect(page.locator("article", has_text="1 made").first).to_be_visible(timeout=120_000)
    page.get_by_role("button", name="Show pictures").first.click()
    expect(page.locator("article .ribbon").first).to_have_text("synthetic")
    visitor.shoot("studio-ordered")
    page.locator("article li a").first.click()
    expect(page.get_by_role("heading", name="Made from")).to_be_visible()
