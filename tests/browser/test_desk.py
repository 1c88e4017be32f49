"""The desk by keyboard and on a telephone: every list is read by axe."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect
from tests.browser.people import turn
from tests.world import a_worry

from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.matters.actions import identify_subject
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.people.models import Person


@pytest.fixture(scope="module")
def rosa(site, django_db_blocker):
    """The public id of a girl in two cases."""
    with django_db_blocker.unblock():
        for number in range(2):
            at = now() - timedelta(minutes=30 + number)
            with acting(Actor.draft("DRAFT"), at):
                contact = receive(by=Actor.draft("DRAFT"), at=at, arrival=a_worry())
        by = site.world.actor("screener")
        with acting(by, at):
            contact.refresh_from_db()
            for subject in get_case(contact.matter.ref).matter.subjects.select_related("record", "matter"):
                identify_subject(by=by, at=at, subject=subject, person=None, reason="New")
            return Person.objects.get(given_name="Rosa").public_id


@pytest.fixture
def as_user(site, django_db_blocker, open_page):
    """A page of somebody who has signed in already."""

    def sign_in(who, **browser):
        page = open_page(**browser)
        user = site.world.users[who]
        with django_db_blocker.unblock():
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.save()
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site.url}]
        )
        return page

    return sign_in


@pytest.mark.parametrize("width", [320, 1280])
def test_the_desks_pages_have_no_fault_that_axe_finds(rosa, as_user, check_axe, width):
    page = as_user("manager", width=width)
    for path in ("/desk/", "/desk/closed", "/desk/load", "/desk/people", f"/desk/people/{rosa}", "/seats"):
        page.goto(path)
        check_axe(page)
    page.goto("/desk/people")
    page.get_by_label("Last name").fill("Bellweather")
    turn(page.get_by_role("button", name="Search"))
    expect(page.get_by_role("link", name="Rosa Bellweather")).to_be_visible()
    check_axe(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_administrators_pages_have_no_fault_that_axe_finds(site, as_user, check_axe, width):
    page = as_user("administrator", width=width)
    user = site.world.users["screener"].pk
    for path in (
        "/accounts/people",
        "/accounts/people/new",
        f"/accounts/people/{user}",
        "/account/",
        "/home",
    ):
        page.goto(path)
        check_axe(page)


def test_pages_of_signing_in_have_no_fault_that_axe_finds(open_page, check_axe):
    page = open_page(width=320)
    for path in (
        "/sign-in/", "/sign-in/reset", "/sign-in/reset/sent", "/sign-in/ended", "/sign-in/by-invitation",
        "/sign-in/password/done", "/sign-in/password/1-wrong/", "/account/no-password", "/sign-in/provider/error",
        "/sign-in/by/county/",
    ):  # fmt: skip
        page.goto(path)
        check_axe(page)


def test_j_and_k_move_through_the_list_and_enter_opens_a_case(rosa, as_user):
    page = as_user("screener")
    page.goto("/desk/")
    page.locator("[data-mash-row]").first.focus()
    page.keyboard.press("j")
    second = page.locator("[data-mash-row]").nth(1)
    assert second.evaluate("one => one === document.activeElement")
    page.keyboard.press("k")
    assert page.locator("[data-mash-row]").first.evaluate("one => one === document.activeElement")
    page.get_by_role("link", name="Refresh the list").click()
    page.locator("[data-mash-row]").first.wait_for()
    address = second.get_attribute("href")
    page.locator("[data-mash-row]").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_a_case_is_taken_without_javascript(rosa, as_user):
    page = as_user("screener", width=320, javascript=False)
    page.goto("/desk/?queue=new")
    turn(page.get_by_role("button", name="Take it").first)
    expect(page.locator("body")).to_contain_text("is yours")
