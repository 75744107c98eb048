"""A picture's way: added by a contributor, reviewed by a curator, seen by everybody, taken back."""

import re

from playwright.sync_api import expect


def choose(page, *files):
    page.locator("input[type=file][multiple]").set_input_files([str(file) for file in files])


def describe(page, *, condition="tinea corp", access="open"):
    """What a contributor says of pictures, as a person says it."""
    page.get_by_role("radio", name="Close-up").check()
    page.get_by_label("What do they show?").fill(condition)
    page.get_by_label("What do they show?").press("Enter")
    page.get_by_label("Where on the body?").select_option("upper extremity")
    page.get_by_label("Who may see them, once reviewed?").select_option(access)
    page.get_by_role("checkbox", name="The patient, or whoever decides").check()
    page.get_by_text("More about the patient").click()
    page.get_by_label("Can the person be recognised").select_option("NO")


def row(page, name):
    return page.locator(".rows > li", has=page.locator(".name", has_text=name))


def test_a_wrong_password_is_said_and_the_address_is_kept(visitor):
    """Nothing that was typed right has to be typed again."""
    page = visitor.open("/sign-in")
    page.get_by_label("E-mail").fill("contributor@pixgen.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("E-mail").input_value() == "contributor@pixgen.example"
    visitor.complaints.clear()  # the browser notes the 401 itself


def test_signing_in_leads_to_where_one_was_going(visitor):
    """The door asks who one is and then opens, wherever it leads."""
    page = visitor.open("/upload")
    page.get_by_role("link", name="Sign in").last.click()
    page.get_by_label("E-mail").fill("contributor@pixgen.example")
    page.get_by_label("Password").fill("pixgen-demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add pictures")


def test_the_token_is_out_of_reach_of_scripts(visitor):
    """No script can read the sign-in, and it goes to this origin alone."""
    page = visitor.sign_in("contributor")
    assert "pixgen" not in page.evaluate("document.cookie")
    assert "eyJ" not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["pixgen_session"]["httpOnly"]
    assert cookies["pixgen_session"]["sameSite"] == "Strict"


def test_a_picture_from_camera_to_gallery(visit, capture, decoded):
    """Upload with progress, what was removed is said, a curator publishes, a visitor sees it."""
    contributor, curator, anyone = visit(), visit(), visit()
    page = contributor.sign_in("contributor")
    page.goto(contributor.origin + "/upload")
    choose(page, capture())
    expect(row(page, "Jane Doe")).to_contain_text("Ready to send")
    describe(page)
    contributor.shoot("upload-ready")
    sent = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/v1/uploads") else None)
    page.get_by_role("button", name="Send 1 picture").click()
    mine = row(page, "Jane Doe")
    expect(mine).to_contain_text("We removed")
    expect(mine).to_contain_text("the GPS position")
    expect(mine).to_contain_text("the camera's serial number")
    contributor.shoot("upload-done")
    # The name of the file may be that of the patient: it never leaves the machine.
    assert b"Jane" not in (sent[0].post_data_buffer or b"")
    image_id = mine.get_by_role("link", name="See the picture").get_attribute("href").rsplit("/", 1)[1]

    hidden = anyone.open(f"/images/{image_id}")
    expect(hidden.get_by_role("alert")).to_contain_text("no such picture")
    anyone.complaints.clear()  # the browser notes the 404 itself

    desk = curator.sign_in("curator")
    expect(desk.locator('a[href="/review"] .badge')).to_be_visible()
    desk = curator.open(f"/review?picture={image_id}")
    curator.shoot("review")
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("Published.")).to_be_visible()

    shown = anyone.open("/gallery?condition=tinea_corporis&manipulation=instrument+only")
    expect(shown.locator(f'[data-image="{image_id}"] img')).to_be_visible()
    expect(shown.locator(f'[data-image="{image_id}"] .ribbon')).to_have_count(0)
    answer = shown.request.get(f"{anyone.origin}/v1/images/{image_id}/content")
    assert answer.ok
    assert not decoded(answer.body()).getexif()


def test_what_is_already_here_is_not_sent_again(visit, capture):
    """A second visit with the same folder sends only what is new."""
    visitor = visit()
    page = visitor.sign_in("contributor")
    picture = capture("first.jpg")
    for expected in ("Stored", "Already here"):
        visitor.open("/upload")
        choose(page, picture)
        if expected == "Stored":
            expect(row(page, "first")).to_contain_text("Ready to send")
            describe(page)
            page.get_by_role("button", name="Send 1 picture").click()
        expect(row(page, "first")).to_contain_text(expected)


def test_a_bad_file_is_refused_in_words_and_the_others_go_on(visit, capture, no_picture):
    """One that is no picture does not stop the one that is."""
    visitor = visit()
    page = visitor.sign_in("contributor")
    visitor.open("/upload")
    choose(page, capture("good.jpg"), no_picture)
    expect(page.get_by_role("button", name="Send 2 pictures")).to_be_visible()
    describe(page)
    page.get_by_role("button", name="Send 2 pictures").click()
    expect(row(page, "good.jpg")).to_contain_text("Stored")
    expect(row(page, "letter.jpg")).to_contain_text("Not taken in")
    assert len(row(page, "letter.jpg").inner_text()) > 60
    visitor.shoot("upload-refused")
    visitor.complaints.clear()  # the browser notes the refusal itself


def test_a_synthetic_picture_cannot_pose_as_real(visit, phantom):
    """Its own mark is read; one press says what it is, and then it is taken in as that."""
    visitor = visit()
    page = visitor.sign_in("contributor")
    visitor.open("/upload")
    choose(page, phantom)
    expect(row(page, "phantom")).to_contain_text("Ready to send")
    describe(page)
    page.get_by_role("button", name="Send 1 picture").click()
    page.get_by_role("button", name="It is synthetic: send it as that").click()
    expect(row(page, "phantom")).to_contain_text("Stored")
    row(page, "phantom").get_by_role("link", name="See the picture").click()
    expect(page.locator("figure .ribbon")).to_have_text("synthetic")
    visitor.complaints.clear()  # the browser notes the refusal itself


def test_what_is_missing_is_asked_for_before_anything_is_sent(visit, capture):
    """Without consent nothing goes; the first gap gets the focus."""
    visitor = visit()
    page = visitor.sign_in("contributor")
    visitor.open("/upload")
    choose(page, capture())
    sent = []
    page.on(
        "request", lambda request: sent.append(request.url) if request.url.endswith("/v1/uploads") else None
    )
    page.get_by_role("button", name="Send 1 picture").click()
    expect(page.get_by_text("Say how the pictures were taken.")).to_be_visible()
    expect(page.get_by_text("Pictures can only be taken in with consent.")).to_be_visible()
    expect(page.get_by_role("radio", name="Through a dermatoscope")).to_be_focused()
    assert sent == []


def test_uploads_survive_a_line_that_goes_away(visit, capture, slow_line):
    """Cut off in the middle, it waits, tries again and ends well; progress shows all along."""
    line = slow_line(3_000_000)
    visitor = visit(line=line.port)
    page = visitor.sign_in("contributor")
    visitor.open("/upload")
    choose(page, capture("big.jpg", heavy=True))
    expect(row(page, "big.jpg")).to_contain_text("Ready to send")
    describe(page)
    page.get_by_role("button", name="Send 1 picture").click()
    expect(page.get_by_role("progressbar", name="Sending big.jpg")).to_be_visible()
    expect(row(page, "big.jpg")).to_contain_text(re.compile(r"Sending, [1-9]\d? %"))
    visitor.shoot("upload-progress")
    line.cut()
    expect(row(page, "big.jpg")).to_contain_text("Trying again")
    expect(row(page, "big.jpg")).to_contain_text("sent by itself when the line is back")
    visitor.shoot("upload-line-lost")
    line.up, line.speed = True, 1e9
    expect(row(page, "big.jpg")).to_contain_text("Stored", timeout=30_000)
    visitor.complaints.clear()  # the browser notes the broken line itself


def test_an_upload_can_wait(visit, capture, slow_line):
    """Paused in the middle, it goes on when asked."""
    line = slow_line(3_000_000)
    visitor = visit(line=line.port)
    page = visitor.sign_in("contributor")
    visitor.open("/upload")
    choose(page, capture("pause.jpg", heavy=True))
    expect(row(page, "pause.jpg")).to_contain_text("Ready to send")
    describe(page)
    page.get_by_role("button", name="Send 1 picture").click()
    page.get_by_role("button", name="Pause").click()
    expect(row(page, "pause.jpg")).to_contain_text("Paused")
    line.speed = 1e9
    page.get_by_role("button", name="Go on").click()
    expect(row(page, "pause.jpg")).to_contain_text("Stored", timeout=15_000)


def test_one_picture_may_differ_from_the_others(visit, capture):
    """Said once for many, and otherwise for one."""
    visitor = visit()
    page = visitor.sign_in("contributor")
    visitor.open("/upload")
    choose(page, capture("arm.jpg"), capture("leg.jpg", tone="light"))
    expect(page.get_by_role("button", name="Send 2 pictures")).to_be_visible()
    describe(page)
    page.get_by_label("Site of leg.jpg, if it differs").select_option("lower extremity")
    page.get_by_label("Condition of leg.jpg, if it differs").fill("vitiligo")
    page.get_by_label("Condition of leg.jpg, if it differs").press("Enter")
    page.get_by_role("button", name="Send 2 pictures").click()
    for name, site in (("arm.jpg", "Arm or hand"), ("leg.jpg", "Leg or foot")):
        expect(row(page, name)).to_contain_text("Stored")
        path = row(page, name).get_by_role("link", name="See the picture").get_attribute("href")
        record = page.request.get(f"{visitor.origin}/v1{path}").json()
        assert {"Arm or hand": "upper extremity", "Leg or foot": "lower extremity"}[site] == record[
            "anatom_site_general"
        ]
        wanted = "vitiligo" if name == "leg.jpg" else "tinea_corporis"
        assert record["diagnosis"][0]["condition_id"] == wanted


def send_one(visitor, picture):
    """Adds one picture and returns its id."""
    page = visitor.sign_in("contributor")
    visitor.open("/upload")
    choose(page, picture)
    expect(row(page, picture.name)).to_contain_text("Ready to send")
    describe(page)
    page.get_by_role("button", name="Send 1 picture").click()
    link = row(page, picture.name).get_by_role("link", name="See the picture")
    return link.get_attribute("href").rsplit("/", 1)[1]


def test_a_rejection_tells_the_contributor_why(visit, capture):
    """The reason that the curator wrote is what the contributor reads."""
    contributor, curator = visit(), visit()
    image_id = send_one(contributor, capture())
    desk = curator.sign_in("curator")
    curator.open(f"/images/{image_id}")
    desk.get_by_role("button", name="Reject").click()
    expect(desk.get_by_role("button", name="Reject", exact=True)).to_be_disabled()
    desk.get_by_label("Why is it rejected?").fill("The lesion is outside the frame")
    desk.get_by_role("button", name="Reject", exact=True).click()
    expect(desk.get_by_text("Rejected").first).to_be_visible()
    page = contributor.open("/uploads")
    expect(page.locator("li", has=page.locator(f'[data-image="{image_id}"]'))).to_contain_text(
        "outside the frame"
    )
    contributor.shoot("my-uploads")


def test_an_own_picture_can_be_deleted_while_it_waits(visit, capture):
    """Asked twice, done once, and gone for its owner too."""
    visitor = visit()
    image_id = send_one(visitor, capture())
    page = visitor.open(f"/images/{image_id}")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("It was deleted")).to_be_visible()
    visitor.open(f"/images/{image_id}")
    expect(page.get_by_role("alert")).to_contain_text("no such picture")
    visitor.complaints.clear()  # the browser notes the 404 itself


def test_consent_can_be_withdrawn(visit, capture):
    """It says what disappears, and it has disappeared."""
    visitor = visit()
    page = visitor.sign_in("contributor")
    visitor.open("/upload")
    choose(page, capture("with-code.jpg"))
    expect(row(page, "with-code.jpg")).to_contain_text("Ready to send")
    describe(page)
    page.get_by_label("Your own code for the patient").fill("withdrawn-patient-1")
    page.get_by_role("button", name="Send 1 picture").click()
    row(page, "with-code.jpg").get_by_role("link", name="See the picture").click()
    page.get_by_role("button", name="Withdraw consent").click()
    expect(page.get_by_text("It cannot be undone")).to_be_visible()
    visitor.shoot("withdraw")
    page.get_by_role("button", name="Withdraw the consent").click()
    expect(page.get_by_text("Nobody can see these pictures any more")).to_be_visible()
    image_id = page.url.rsplit("/", 1)[1]
    visitor.open(f"/images/{image_id}")
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.complaints.clear()  # the browser notes the 404 itself


def test_an_account_of_ones_own(visit):
    """Sign up, change the password, be signed out elsewhere, sign in with the new one."""
    first, second = visit(), visit()
    page = first.open("/sign-up")
    name = f"someone-{page.evaluate('crypto.randomUUID()')}@clinic.example"
    page.get_by_role("radio", name="Find and use pictures").check()
    page.get_by_label("E-mail").fill(name)
    page.get_by_label("Password").fill("four grey herons wade")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gallery")

    def sign_in(visitor, password):
        visitor.open("/sign-in")
        visitor.page.get_by_label("E-mail").fill(name)
        visitor.page.get_by_label("Password").fill(password)
        visitor.page.get_by_role("button", name="Sign in").click()

    sign_in(second, "four grey herons wade")
    expect(second.page.get_by_role("heading", level=1)).to_have_text("Gallery")
    page = first.open("/account")
    expect(page.locator(".device")).to_have_count(2)
    page.get_by_label("Password now").fill("four grey herons wade")
    page.get_by_label("New password").fill("five grey herons fly")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("Your password was changed")).to_be_visible()
    expect(page.locator(".device")).to_have_count(1)
    first.shoot("account")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which skin is missing?")
    sign_in(first, "five grey herons fly")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gallery")
