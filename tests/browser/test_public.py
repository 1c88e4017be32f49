"""The form as people use it: on a phone, with and without scripts, about a child and about an adult."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.people import turn


def label(page, text):
    return page.get_by_label(text, exact=False).first


def proceed(page):
    turn(page.get_by_role("button", name="Continue"))


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("whom", ["A child", "An adult"])
def test_the_urgent_path_on_a_phone(site, open_page, check_axe, whom, javascript):
    page = open_page(width=320, javascript=javascript)
    # axe is a script itself.
    read = check_axe if javascript else lambda _: None
    page.goto("/")
    read(page)
    label(page, whom).check()
    label(page, "Ostermarch").check()
    turn(page.get_by_role("button", name="Start now"))
    read(page)
    label(page, "First name").fill("Rosa")
    proceed(page)
    read(page)
    label(page, "What are you worried about?").fill("She was alone at night.\n\nAnd hungry.")
    page.get_by_role("group", name="Is anyone in danger now?").get_by_label("Not known").check()
    proceed(page)
    read(page)
    label(page, "I would rather not say who I am").check()
    label(page, "There is no way to reach me").check()
    proceed(page)
    read(page)
    expect(page.get_by_text("And hungry.")).to_be_visible()
    expect(page.get_by_text("call 999").first).to_be_visible()
    expect(page.get_by_text(site.world.hubs["county"].phone).first).to_be_visible()
    turn(page.get_by_role("button", name="Send now"))
    read(page)
    page.get_by_role("heading", name="We have received it").wait_for()
    assert re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", page.locator(".govuk-panel").inner_text())


def test_each_optional_page_can_be_read_by_everyone(site, open_page, check_axe):
    page = open_page(width=320)
    for whom in ("A child", "An adult"):
        page.goto("/")
        label(page, whom).check()
        label(page, "Ostermarch").check()
        turn(page.get_by_role("button", name="Start now"))
        label(page, "First name").fill("Rosa")
        proceed(page)
        label(page, "What are you worried about?").fill("She was alone at night.")
        page.get_by_role("group", name="Is anyone in danger now?").get_by_label("No", exact=True).check()
        proceed(page)
        label(page, "Through my work").check()
        label(page, "Your name").fill("Edith Marlow")
        label(page, "Telephone number").fill("01632 960 111")
        proceed(page)
        turn(page.get_by_role("link", name="Add more before you send it"))
        check_axe(page)
        turn(page.get_by_role("link", name="What kind of worry, when and where"))
        page.get_by_label("Domestic abuse", exact=False).first.check()
        check_axe(page)
        turn(page.get_by_role("button", name="Save and continue"))
        hrefs = [link.get_attribute("href") for link in page.locator(".govuk-task-list__link").all()]
        assert any("dash" in href for href in hrefs)
        for href in hrefs:
            page.goto(href)
            check_axe(page)
            if page.get_by_role("button", name="Add", exact=True).count():
                turn(page.get_by_role("button", name="Add", exact=True))
                check_axe(page)
                page.locator("input[type=text]").first.fill("Tomas")
                turn(page.get_by_role("button", name="Save and continue"))
                check_axe(page)
                turn(page.get_by_role("link", name="Remove").first)
                check_axe(page)
        page.goto(re.sub(r"about/.*", "files", page.url))
        check_axe(page)
        page.goto(page.url.replace("files", "later"))
        turn(page.get_by_role("button", name="Show me a passphrase"))
        check_axe(page)


def test_what_is_typed_saves_itself(site, open_page):
    page = open_page(width=320)
    page.goto("/")
    label(page, "A child").check()
    label(page, "Ostermarch").check()
    turn(page.get_by_role("button", name="Start now"))
    label(page, "First name").fill("Rosa")
    page.get_by_text("Saved at").wait_for()
    page.reload()
    assert label(page, "First name").input_value() == "Rosa"


def test_a_file_goes_up_while_the_page_stays(site, open_page):
    page = open_page()
    page.goto("/")
    label(page, "A child").check()
    label(page, "Ostermarch").check()
    turn(page.get_by_role("button", name="Start now"))
    page.goto(re.sub(r"about/.*", "files", page.url))
    page.locator("input[type=file]").set_input_files(
        {"name": "note.txt", "mimeType": "text/plain", "buffer": b"She was alone."}
    )
    page.locator(".mash-uploads__done").wait_for()
    page.reload()
    expect(page.get_by_text("note.txt").first).to_be_visible()


def test_coming_back_and_getting_lost(site, open_page, check_axe):
    page = open_page(width=320)
    for path in ("/return", "/resume", "/answer/AAAAA-AAAAA"):
        page.goto(path)
        check_axe(page)
    page.goto("/return")
    label(page, "Your reference").fill("AAAAA-AAAAA")
    label(page, "Send a code").check()
    proceed(page)
    check_axe(page)
    label(page, "The code").fill("000000")
    proceed(page)
    check_axe(page)
    expect(page.get_by_text("The code is not right").first).to_be_visible()


def test_a_teacher_finds_what_they_sent(site, open_page, check_axe):
    page = open_page()
    page.goto("/my-reports")
    assert "/login" in page.url or "sign" in page.url
