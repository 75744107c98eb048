"""What anybody can see without an account."""

import re
import time

from playwright.sync_api import expect


def count_of(page) -> int:
    """The number that the page states; -1 while it states none."""
    number = re.match(r"[\d,]+", page.locator(".bar [role=status]").inner_text())
    return int(number[0].replace(",", "")) if number else -1


def eventually(holds) -> None:
    """Playwright's own waiting evaluates text in the page, which the content policy forbids."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, "did not come true in 5 seconds"
        time.sleep(0.05)


def test_the_first_page_shows_gaps_pictures_and_two_doors(visitor):
    """Within one screen: the coverage of this very database, three pictures, what to do next."""
    page = visitor.open("/")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.locator(".three .tile")).to_have_count(3)
    expect(page.locator(".three .ribbon")).to_have_count(3)
    for name, path in (("Add pictures From a camera", "/upload"), ("Ask for pictures", "/gallery")):
        assert page.get_by_role("link", name=name).get_attribute("href") == path
    doors = page.locator(".door").last.bounding_box()
    assert doors["y"] + doors["height"] < 900
    visitor.shoot("first-page")


def test_the_first_page_of_a_new_collection_fills_by_itself(visitor):
    """Who opens it before the first picture is in need not know that pages can be loaded again."""
    page = visitor.page

    def empty_at_first(path, question, times):
        answer = page.request.get(f"{visitor.origin}{path}?{question}").json() | {"cells": [], "items": []}
        page.route(f"**{path}?*", lambda route: route.fulfill(json=answer), times=times)

    empty_at_first("/v1/coverage", "rows=condition&cols=tone_group", times=1)
    empty_at_first("/v1/images", "limit=1", times=4)
    visitor.open("/")
    expect(page.get_by_text("Nothing has been published yet.")).to_be_visible()
    expect(page.locator(".three .tile")).to_have_count(3)
    expect(page.get_by_role("table")).to_be_visible()


def test_the_gallery_narrows_to_a_tone_and_says_how_many(visitor):
    """The count beside a filter is the number of pictures that it then shows."""
    page = visitor.open("/gallery")
    eventually(lambda: count_of(page) > 0)
    everything = count_of(page)
    dark = page.get_by_role("checkbox", name=re.compile("^Dark"))
    promised = int(page.locator("label", has=dark).locator(".count").inner_text().split()[0])
    dark.check()
    expect(page).to_have_url(re.compile(r"/gallery\?tone_group=dark$"))
    eventually(lambda: count_of(page) == promised)
    assert 0 < promised < everything
    expect(page.locator(".grid img")).to_have_count(promised)
    alts = page.locator(".grid img").evaluate_all("all => all.map(one => one.alt)")
    assert len(alts) == promised
    assert all("dark skin" in alt for alt in alts)
    page.go_back()
    eventually(lambda: count_of(page) == everything)


def test_an_address_holds_the_whole_state(visit):
    """A link that is passed on shows the same pictures in the same order to somebody else."""
    first, second = visit(), visit()
    page = first.open("/gallery?tone_group=tan&tone_group=brown&sort=ita_asc")
    ids = page.locator(".grid a").evaluate_all("all => all.map(one => one.dataset.image)")
    other = second.open(page.url.removeprefix(first.origin))
    assert other.locator(".grid a").evaluate_all("all => all.map(one => one.dataset.image)") == ids
    assert other.get_by_label("Order").input_value() == "ita_asc"
    expect(other.get_by_role("list", name="Filters that are on").get_by_role("link")).to_have_count(3)


def test_every_synthetic_picture_says_so(visitor):
    """The ribbon is on each thumbnail, and in its text for those who cannot see it."""
    page = visitor.open("/gallery?manipulation=synthetic")
    tiles = page.locator(".grid .tile")
    assert tiles.count() > 5
    expect(page.locator(".grid .ribbon")).to_have_count(tiles.count())
    assert all(
        alt.startswith("Synthetic") for alt in tiles.locator("img").evaluate_all("all => all.map(i => i.alt)")
    )


def test_the_grid_does_not_move_while_pictures_load(visitor):
    """Sizes are known before the pictures are: nothing jumps under a finger."""
    page = visitor.page
    page.route("**/thumbnail?*", lambda route: route.abort())
    page.goto(f"{visitor.origin}/gallery")
    page.wait_for_selector(".grid .tile")
    boxes = "all => all.map(one => JSON.stringify(one.getBoundingClientRect()))"
    empty = page.locator(".grid .tile").evaluate_all(boxes)
    visitor.complaints.clear()
    page.unroute("**/thumbnail?*")
    visitor.open("/gallery")
    assert page.locator(".grid .tile").evaluate_all(boxes) == empty


def test_the_gallery_works_by_keyboard_alone(visitor):
    """Arrows walk over pictures, Enter opens one beside the grid, Escape closes it."""
    page = visitor.open("/gallery")
    tiles = page.locator(".grid .tile")
    tiles.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    second = tiles.nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"picture={second.get_attribute('data-image')}"))
    pane = page.get_by_role("complementary", name="The chosen picture")
    expect(pane).to_contain_text("Measured")
    visitor.shoot("gallery-with-picture")
    page.keyboard.press("Escape")
    expect(pane).to_have_count(0)
    expect(second).to_be_focused()


def test_more_pictures_come_by_one_press_and_stay_on_the_way_back(visit):
    """Pages join without repeats, and coming back from a picture finds the same place."""
    visitor = visit(size={"width": 900, "height": 700})
    visitor.page.route(
        re.compile(r"/v1/images\?"),
        lambda route: route.continue_(url=route.request.url.replace("limit=60", "limit=25")),
    )
    page = visitor.open("/gallery")
    expect(page.locator(".grid .tile")).to_have_count(25)
    page.get_by_role("button", name="Show more pictures").press("Enter")
    expect(page.locator(".grid .tile")).to_have_count(50)
    ids = page.locator(".grid a").evaluate_all("all => all.map(one => one.dataset.image)")
    assert len(set(ids)) == 50
    page.locator(".grid .tile").nth(40).scroll_into_view_if_needed()
    eventually(lambda: page.evaluate("scrollY") > 200)
    before = page.evaluate("scrollY")
    page.locator(".grid .tile").nth(40).click()
    expect(page).to_have_url(re.compile("/images/img_"))
    page.wait_for_load_state("networkidle")
    page.go_back()
    expect(page.locator(".grid .tile")).to_have_count(50)
    eventually(lambda: abs(page.evaluate("scrollY") - before) < 5)


def test_a_picture_says_where_each_fact_comes_from(visitor):
    """Measured tone is a measurement, stated type is somebody's word, synthetic is said first of all."""
    page = visitor.open("/gallery?tone_group=dark")
    page.goto(visitor.origin + page.locator(".grid a").first.get_attribute("href"))
    page.wait_for_load_state("networkidle")
    facts = page.locator(".facts")
    expect(facts).to_contain_text("measured from the picture")
    expect(facts).to_contain_text("said by the contributor")
    expect(facts).to_contain_text("no camera took this picture")
    expect(page.locator("figure .ribbon")).to_have_text("synthetic")
    expect(page.get_by_role("heading", name="What happened when")).to_be_visible()
    visitor.shoot("picture")


def test_a_picture_that_is_not_there_is_explained(visitor):
    """The same words for what never was and for what one may not see."""
    page = visitor.open("/images/img_aaaaaaaaaaaaaaaa")
    expect(page.get_by_role("alert")).to_contain_text("no such picture")
    visitor.complaints.clear()  # the browser notes the 404 itself


def test_the_coverage_map_leads_to_its_pictures(visitor):
    """Each cell is a link to what it counts."""
    page = visitor.open("/coverage?count=all")
    cell = page.get_by_role("link", name=re.compile("Dark: "))
    cell.first.click()
    expect(page).to_have_url(re.compile(r"/gallery\?condition=\w+&tone_group=dark"))
    eventually(lambda: count_of(page) > 0)


def test_a_search_without_results_says_what_to_do(visitor):
    """An empty list is an answer, not an empty page."""
    page = visitor.open("/gallery?condition=melanoma&site=palms%2Fsoles")
    expect(page.get_by_role("heading", name="No picture fits these filters")).to_be_visible()
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.locator(".grid .tile").first).to_be_visible()


def test_an_unknown_address_leads_back(visitor):
    """Every page address is answered, also those that are none."""
    page = visitor.open("/nowhere/at/all")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
