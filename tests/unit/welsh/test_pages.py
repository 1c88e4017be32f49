"""The public form and the sign-in, read in Welsh from end to end."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from tests.world import TUESDAY

from mash.registers.standards import queries as standards

pytestmark = pytest.mark.django_db

LISTS = [
    "abuse-type-adults",
    "abuse-type-children",
    "level-of-need",
    "not-told-reason",
    "primary-support-reason",
    "relationship",
    "source-of-referral",
]
"""The code lists that the public form shows."""
SPOKEN_ATTRIBUTES = ("aria-label", "placeholder", "title", "alt")


class Reader(HTMLParser):
    """What a page says: its texts, and the attributes that are read out; less what is marked as another language."""

    def __init__(self):
        super().__init__()
        self.said, self.lang, self._foreign = [], "", ""

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "html":
            self.lang = attributes["lang"]
        elif attributes.get("lang", self.lang) != self.lang:
            self._foreign = tag
        self.said += [attributes[name] for name in SPOKEN_ATTRIBUTES if attributes.get(name)]
        self.said += [value for name, value in attrs if name.startswith("data-i18n") and value]

    def handle_endtag(self, tag):
        if tag == self._foreign:
            self._foreign = ""

    def handle_data(self, data):
        if not self._foreign:
            self.said.append(data)

    @property
    def texts(self):
        return {" ".join(text.split()) for text in self.said} - {""}


def heard(page) -> Reader:
    reader = Reader()
    reader.feed(page.content.decode())
    return reader


@pytest.fixture
def visitor(world):
    """A browser that has chosen Welsh."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    return client


@pytest.fixture
def english(catalogue):
    """Every message that reads otherwise in Welsh."""
    return {entry.text.strip() for entry in catalogue if entry.text not in entry.translations.values()}


@pytest.fixture
def in_welsh(english, visitor):
    """Open a page and find Welsh, and no message of the catalogue left in English."""

    def opened(path, status=200):
        page = visitor.get(path)
        assert page.status_code == status, (path, page.status_code)
        reader = heard(page)
        assert reader.lang == "cy", path
        left = reader.texts & english
        assert not left, path
        return reader.texts

    return opened


def begin(visitor, population):
    page = visitor.post("/", {"population": population, "area": "county"})
    return re.search(r"/report/([0-9A-Z-]+)/", page["Location"])[1]


def test_the_start_page_says_what_it_is_and_whom_to_call(in_welsh):
    said = in_welsh("/")
    assert "Dywedwch wrthym am bryder" in said
    assert "Am bwy rydych chi’n poeni?" in said
    assert "Dechrau nawr" in said
    assert "Gadael y dudalen hon" in said


def test_the_reader_finds_english_where_it_is(world, english):
    assert "Who are you worried about?" in heard(Client().get("/")).texts & english


@pytest.mark.parametrize("population", ["children", "adults"])
def test_the_urgent_path_from_the_first_question_to_the_reference(visitor, in_welsh, population):
    ref = begin(visitor, population)
    assert "Enw cyntaf" in in_welsh(f"/report/{ref}/about/person")
    visitor.post(f"/report/{ref}/about/person", {"given_name": "Rosa"})
    assert "Am beth rydych chi’n poeni?" in in_welsh(f"/report/{ref}/about/worry")
    visitor.post(f"/report/{ref}/about/worry", {"worry": "Roedd hi ar ei phen ei hun.", "danger": "yes"})
    assert "Sut rydych chi’n gwybod am hyn?" in in_welsh(f"/report/{ref}/about/you")
    visitor.post(f"/report/{ref}/about/you", {"klass": "anonymous", "no_contact": "on"})
    assert "Anfon nawr" in in_welsh(f"/report/{ref}/check")
    visitor.post(f"/report/{ref}/send")
    assert "Eich cyfeirnod" in in_welsh(f"/report/{ref}/sent")


@pytest.mark.parametrize("population", ["children", "adults"])
def test_every_optional_page(visitor, in_welsh, population):
    ref = begin(visitor, population)
    page = visitor.get(f"/report/{ref}/")
    in_welsh(f"/report/{ref}/")
    keys = set(re.findall(rf"/report/{ref}/about/([a-z-]+)\"", page.content.decode()))
    assert len(keys) > 5
    for key in keys:
        in_welsh(f"/report/{ref}/about/{key}")
        added = visitor.post(f"/report/{ref}/about/{key}")
        if added.status_code == 302 and f"/about/{key}/" in added["Location"]:
            in_welsh(added["Location"])
    in_welsh(f"/report/{ref}/files")
    in_welsh(f"/report/{ref}/later")


def test_a_mistake_is_explained(visitor, english):
    page = visitor.post("/", {})
    reader = heard(page)
    assert "Mae problem" in reader.texts
    assert "Dewiswch ai plentyn neu oedolyn ydyw." in reader.texts
    left = reader.texts & english
    assert not left


@pytest.mark.parametrize("path", ["/return", "/resume", "/sign-in/", "/sign-in/reset"])
def test_coming_back_and_signing_in(in_welsh, path):
    in_welsh(path)


def test_a_page_that_is_not_there(in_welsh):
    assert "Heb ddod o hyd i’r dudalen" in in_welsh("/no-such-page", status=404)


def test_a_room_of_the_staff_is_english_throughout_and_offers_no_other(visitor, world):
    visitor.force_login(
        world.users["screener"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for path, status in [("/desk/", 200), ("/cases/AAAAA-AAAAA/", 404), ("/requests/", 403)]:
        page = visitor.get(path)
        assert page.status_code == status
        reader = heard(page)
        assert reader.lang == "en", path
        assert page["Content-Language"] == "en-gb"
        assert "Sign out" in reader.texts or status != 200
        assert "mash-language" not in page.content.decode()


def test_the_choice_of_language_outlives_a_visit_to_the_staff_s_rooms(visitor, world, in_welsh):
    visitor.force_login(
        world.users["screener"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    visitor.get("/desk/")
    assert "Dechrau nawr" in in_welsh("/")
    assert "mash-language" in visitor.get("/seats").content.decode()


@pytest.mark.parametrize("key", LISTS)
def test_every_code_of_the_form_has_its_welsh(world, key):
    codes = standards.codes(key, at=TUESDAY)
    assert codes
    assert [code.label for code in codes if not code.label_cy] == []


def test_two_days_are_said_as_welsh_says_two():
    with translation.override("cy"):
        told = [translation.ngettext("%(n)d day", "%(n)d days", n) % {"n": n} for n in (1, 2, 8, 5)]
    assert told == ["1 diwrnod", "2 ddiwrnod", "8 diwrnod", "5 diwrnod"]
