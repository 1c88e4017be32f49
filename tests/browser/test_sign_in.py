"""People sign in as they do: by keyboard, with an app's code, and with a passkey."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect
from tests.browser.people import turn
from tests.world import PASSWORD


def enter(page, who):
    page.goto("/seats")
    page.get_by_label("E-mail address").fill(f"{who}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")


def code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize(
    ("who", "browser"),
    [
        ("screener", {"width": 320, "javascript": True}),
        ("decider", {"width": 1280, "javascript": False}),
    ],
)
def test_staff_add_an_app_and_sign_in_with_its_code(open_page, check_axe, who, browser):
    page = open_page(**browser)
    page.goto("/sign-in/")
    check_axe(page)
    enter(page, who)
    turn(page.get_by_role("link", name="Add an authenticator app"))
    page.get_by_role("heading", name="Add an authenticator app").wait_for()
    check_axe(page)
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(code(secret))
    turn(page.get_by_role("button", name="Add the app"))
    page.get_by_role("heading", name="Recovery codes").wait_for()
    check_axe(page)
    codes = page.locator("#recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    turn(page.get_by_role("link", name="I have kept them: carry on"))
    page.goto("/seats")
    check_axe(page)

    other = open_page(**browser)
    enter(other, who)
    other.get_by_role("heading", name="Enter your code").wait_for()
    check_axe(other)
    other.get_by_label("Code").fill(codes[0])
    turn(other.get_by_role("button", name="Sign in", exact=True))
    other.get_by_role("heading", name="Your seats").wait_for()


def test_a_passkey_is_made_and_signs_in_alone(site, open_page):
    page = open_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    # WebAuthn knows names and no addresses.
    site_url = site.url.replace("127.0.0.1", "localhost")
    page.goto(f"{site_url}/sign-in/?next=/seats")
    page.get_by_label("E-mail address").fill("manager@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    turn(page.get_by_role("button", name="Continue"))
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(f"{site_url}/account/")
    expect(page.get_by_text("Master key").first).to_be_visible()
    turn(page.get_by_role("button", name="Sign out"))
    page.goto(f"{site_url}/sign-in/?next=/seats")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Your seats").wait_for()
