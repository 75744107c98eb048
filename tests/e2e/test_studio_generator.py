"""A generator in the pages: trained and followed live, published, drawn with, and its pictures kept."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

# A training run of the smallest profile beside other work, and the server that loads what it made.
PATIENCE = 300_000
# Fewer would leave too few held out to measure anything.
STEPS = "40"


@pytest.fixture
def desk(visit):
    """A curator."""
    visitor = visit()
    visitor.sign_in("curator")
    return visitor


def ended(run):
    return run["state"] not in {"queued", "running"}


def visited(desk, path):
    """Go to a page that may listen to a run for as long as it is open."""
    desk.page.goto(desk.origin + path)
    return desk.page


def test_a_run_is_started_from_a_filter_and_followed_to_its_version(desk):
    """Each choice is explained, the page hears of sheets and measures by itself, its version is published."""
    # The sample generator's run comes first, whose version would otherwise be the newer one.
    desk.wait_for("/v1/training-runs", lambda found: found["items"] and all(map(ended, found["items"])))
    page = visited(desk, "/studio/training?new=1&tone_group=dark&tone_group=brown&tone_group=light")
    expect(page.get_by_text("Skin tone, measured: Dark")).to_be_visible()
    expect(page.get_by_text("at least 16 are needed")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Also the sample pictures")).to_be_checked()
    page.get_by_role("radio", name="Smoke").check()
    page.get_by_text("More: length").click()
    page.get_by_role("spinbutton", name="Steps").fill(STEPS)
    # Of the profile's own 32 pixels, no picture would be kept.
    page.get_by_label("Size of its pictures").select_option("64")
    page.get_by_label("Name of the model").fill("Bad Name")
    desk.shoot("generator-new-run")
    page.get_by_role("button", name="Start training").click()
    assert page.get_by_label("Name of the model").evaluate("field => !field.checkValidity()")
    page.get_by_label("Name of the model").fill("dcgan")
    page.get_by_role("button", name="Start training").click()
    expect(page).to_have_url(re.compile(r"/studio/training/run_\w+$"))

    run_id = urlsplit(page.url).path.rsplit("/", 1)[1]
    expect(page.get_by_text("News come by themselves").or_(page.get_by_text("Completed"))).to_be_visible()
    sheet = page.locator("figure img")
    expect(sheet).to_be_visible(timeout=PATIENCE)
    expect(page.locator("figure .ribbon")).to_have_text("synthetic")
    # Without asking again: the page has not been loaded anew since.
    expect(page.locator("main")).to_contain_text("Completed", timeout=PATIENCE)
    expect(page.locator("dl", has_text="KID")).to_contain_text("two halves of the real pictures differ by")
    assert sheet.evaluate("image => image.naturalWidth") > 100
    desk.shoot("generator-run")
    page.get_by_role("button", name="Earlier").click()
    expect(page).to_have_url(re.compile(r"\?step=\d+$"))
    page.get_by_role("button", name="Play the film").click()
    expect(page.locator("figure img")).to_have_attribute("src", re.compile("progress.gif$"))

    version = desk.read(f"/v1/training-runs/{run_id}")["version"]
    page.get_by_role("button", name=f"Publish dcgan {version}").click()
    published = page.get_by_text("is published. The model server")
    gate = page.get_by_label(re.compile("served all the same"))
    expect(published.or_(gate)).to_be_visible()
    if gate.is_visible():
        expect(page.get_by_role("alert")).to_contain_text("against it")
        desk.shoot("generator-gate")
        gate.fill("It shows that the pages work.")
        page.get_by_role("button", name="Publish all the same").click()
        desk.complaints.clear()  # the browser notes the gate's refusal itself
    expect(published).to_be_visible()
    page.get_by_role("link", name="Its model card").click()
    card = page.locator("article", has=page.get_by_role("heading", name=f"dcgan {version}", exact=True))
    expect(card).to_contain_text("Served")
    card.locator("summary").click()
    expect(card).to_contain_text("supports no diagnosis")
    desk.shoot("generator-models")


@pytest.fixture
def served(desk):
    """The newest version of dcgan, served: the one above, which follows the sample generator's."""

    def published(found):
        return [int(one["version"]) for one in found["items"] if one["published"]]

    newest = str(max(published(desk.wait_for("/v1/models?model=dcgan", published))))
    wish = {"model": "dcgan", "count": 1, "seed": 1}
    deadline = time.monotonic() + PATIENCE / 1000
    while True:
        answer = desk.page.request.post(
            f"{desk.origin}/v1/generations/preview",
            data=wish,
            headers={"X-PixGen-CSRF": "1", "Origin": desk.origin},
        )
        # The version before goes on until the new one is loaded.
        if answer.ok and answer.json()["version"] == newest:
            return newest
        assert time.monotonic() < deadline, f"dcgan {newest} is not served: {answer.text()[:500]}"
        desk.page.wait_for_timeout(1000)


def test_pictures_are_looked_at_and_those_marked_are_kept(desk, served):
    """Each says synthetic; a link shows the same ones; those that were marked enter, with model and seed."""
    page = desk.open("/studio/draw")
    page.get_by_role("spinbutton", name="How many").fill("6")
    page.get_by_role("spinbutton", name="How many").press("Tab")
    page.get_by_label("Seed").fill("11")
    page.get_by_role("button", name="Look at some").click()
    grid = page.get_by_role("list", name="Drawn pictures").locator("li")
    expect(grid.first).to_be_visible(timeout=120_000)
    expect(page).to_have_url(re.compile(r"count=6.*seed=11"))
    shown = grid.count()
    expect(page.locator("ul .ribbon")).to_have_text(["synthetic"] * shown)
    if shown < 6:
        expect(page.get_by_text("of a training picture. They are shown to nobody")).to_be_visible()
    first = grid.first.locator("input")
    first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text(f"{shown} synthetic picture")).to_contain_text("1 marked")
    desk.shoot("generator-drawn")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert desk.breaks() == []
    page.get_by_role("button", name="Keep 1 picture").click()
    order = page.locator("article", has_text="1 picture by dcgan: chosen from a preview").first
    expect(order).to_contain_text("Done", timeout=120_000)
    expect(order.locator(".ribbon")).to_have_text("synthetic")
    expect(page).to_have_url(re.compile(r"order=ord_\w+"))
    desk.shoot("generator-kept")
    order.locator("li a").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    record = desk.read("/v1/images/" + urlsplit(page.url).path.rsplit("/", 1)[1])
    assert record["image_manipulation"] == "synthetic"
    assert (record["generator"]["model"], record["generator"]["version"]) == ("dcgan", served)
    assert record["generator"]["seed"].startswith("11:")


def test_pixgen_chooses_and_says_what_it_refused(desk, served):
    """An order that nobody chooses for is followed to its end, and its refusals are counted in words."""
    page = desk.open("/studio/draw?tone_group=light")
    page.get_by_role("spinbutton", name="Pictures").fill("2")
    page.get_by_role("button", name="Order them").click()
    order = page.locator("article", has_text="2 pictures by dcgan: light skin, chosen by PixGen").first
    expect(order).to_contain_text("Done", timeout=240_000)
    order_id = re.search(r"order=(ord_\w+)", page.url)[1]
    found = desk.read(f"/v1/generations/{order_id}")
    refused = order.get_by_text("Drawn and not taken")
    expect(refused).to_have_count(1 if found["refused"] else 0)
    for count in found["refused"].values():
        expect(refused).to_contain_text(f"{count:,} picture")
    expect(order.locator("ul li")).to_have_count(2)


def test_a_run_is_cancelled_after_a_second_question(desk, served):
    """What waits or trains is ended by two presses; the page says what is kept."""
    snapshot = desk.read("/v1/training-runs")["items"][0]["spec"]["snapshot_id"]
    page = visited(desk, "/studio/training?new=1")
    page.get_by_role("radio", name="A snapshot whose number").check()
    page.get_by_label("Its number").fill(snapshot)
    page.get_by_role("button", name="Start training").click()
    page.get_by_role("button", name="Cancel this run").click()
    page.get_by_role("button", name="Cancel this run for good").click()
    expect(page.get_by_text("It was cancelled")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Cancel this run")).to_have_count(0)


def test_a_version_is_taken_back_with_its_reason(desk, served):
    """The reason is asked for, kept and shown; what is served then is said."""
    page = desk.open("/studio/models?model=dcgan")
    card = page.locator("article", has=page.get_by_role("heading", name=f"dcgan {served}", exact=True))
    card.get_by_role("button", name="Take it back").click()
    expect(card.get_by_role("button", name=f"Take dcgan {served} back")).to_be_disabled()
    card.get_by_label("Why is").fill("It was made to be taken back.")
    card.get_by_role("button", name=f"Take dcgan {served} back").click()
    expect(card.get_by_text("It was made to be taken back.")).to_be_visible()
    expect(card).to_contain_text("Taken back")


def test_the_generator_is_for_curators(visit):
    """Others find no door to it, and are told at one that they know."""
    visitor = visit()
    page = visitor.sign_in("contributor")
    visitor.open("/studio")
    expect(page.get_by_role("navigation", name="Parts of the studio")).to_have_count(0)
    for path in ("/studio/draw", "/studio/models", "/studio/training", "/studio/training/run_x"):
        visitor.open(path)
        expect(page.get_by_text("Your account has another role")).to_be_visible()
