"""What goes wrong is said at its field, nothing typed is lost, and nothing is a server error."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.integration.public.conftest import Visitor
from tests.world import TUESDAY

from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.interfaces.web.public import limits
from mash.registers.people.models import ProtectedAddress

pytestmark = pytest.mark.django_db
HEBREW = "רוזה"


@pytest.mark.parametrize(
    ("section", "answers", "error", "kept"),
    [
        ("person", {"given_name": "R" * 5000}, "Use 200 characters or fewer", "R" * 5000),
        ("person", {"given_name": "Ro\x00sa"}, "invisible character", "Rosa"),
        (
            "person",
            {"given_name": "Rosa", "born-day": "31", "born-month": "2", "born-year": "2015"},
            "no such date",
            "2015",
        ),
        ("person", {"given_name": "Rosa", "born-year": "2999"}, "today or in the past", "2999"),
        ("person", {}, "Enter a name or a description", ""),
        ("worry", {"worry": "Alone.", "danger": "perhaps"}, "Choose one of the answers", "Alone."),
        ("worry", {"danger": "no"}, "Say what you are worried about", ""),
        ("you", {"klass": "public", "email": "vera at example"}, "correct format", "vera at example"),
        ("you", {"klass": "professional", "phone": "01632 960 123"}, "Enter your name", "01632 960 123"),
        ("you", {"klass": "public"}, "telephone number or an email", ""),
        ("identity", {"nhs_number": "9990000019"}, "not a valid NHS number", "9990000019"),
        ("concern", {"types": ["made-up"], "place": "Home"}, "Choose answers from the list", "Home"),
    ],
)
def test_each_mistake_is_said_and_what_was_typed_stays(visitor, section, answers, error, kept):
    visitor.start()
    page = html.unescape(visitor.answer(section, 200, **answers))
    assert error in page
    assert kept in page
    assert kept in html.unescape(visitor.go(visitor.at(f"about/{section}")))


@pytest.mark.parametrize(
    "name", ["😀🏴󠁧󠁢󠁥󠁮󠁧󠁿", HEBREW, "O’Brien-Núñez", "R" * 200, "<script>alert(1)</script>", "{{ 7*7 }}"]
)
def test_names_of_every_kind_arrive_as_typed(visitor, name):
    visitor.start()
    visitor.answer("person", given_name=name)
    visitor.answer("worry", worry=f"About {name}", danger="no")
    visitor.answer("you", klass="anonymous", no_contact="on")
    visitor.go(visitor.at("check"))
    visitor.send()
    assert visitor.client.get(visitor.at("copy.pdf")).content.startswith(b"%PDF")
    with acting(Actor.service("intake"), TUESDAY):
        assert Subject.objects.select_related("record").get().record.said["given_name"] == name


def test_an_optional_answer_that_cannot_be_read_is_sent_as_typed(visitor):
    visitor.urgent()
    visitor.answer("identity", 200, nhs_number="123 or so", ethnicity="Welsh")
    assert "123 or so" in visitor.go(visitor.at("check"))
    visitor.send()
    with acting(Actor.service("intake"), TUESDAY):
        assert Contact.objects.get().content["as_typed"] == {"identity: nhs_number": "123 or so"}


def test_half_a_page_is_kept_even_when_it_is_wrong(visitor):
    visitor.start()
    answer = visitor.client.post(visitor.at("save/person"), {"born-day": "31", "born-month": "2", "x": "y"})
    assert answer.status_code == 204
    page = visitor.go(visitor.at("about/person"))
    assert 'value="31"' in page
    assert "There is a problem" not in page


def test_when_the_session_is_gone_the_text_stays_on_the_page(visitor):
    visitor.start()
    stranger = Visitor(ref=visitor.ref)
    page = stranger.answer("worry", 403, worry="A long worry", danger="no")
    assert "A long worry" in page
    assert stranger.client.post(visitor.at("save/worry"), {"worry": "x"}).status_code == 401


def test_without_a_token_nothing_is_saved(world):
    strict = Visitor(Client(enforce_csrf_checks=True))
    strict.post("/", {"population": "children", "area": "county"}, 403)


def test_somebody_else_s_form_looks_like_one_that_does_not_exist(visitor):
    visitor.start()
    stranger = Visitor()
    real = stranger.client.get(visitor.at("check"))
    unreal = stranger.client.get("/report/AAAAA-AAAAA/check")
    assert (real.status_code, unreal.status_code) == (403, 403)
    assert "About you" not in real.content.decode()


@pytest.mark.parametrize(
    "page", ["about/dash", "about/needs", "about/nothing", "about/others/XXXX", "save/nothing"]
)
def test_pages_that_do_not_concern_this_person_do_not_exist(visitor, page):
    visitor.start()
    method = visitor.client.post if page.startswith("save") else visitor.client.get
    assert method(visitor.at(page)).status_code == 404


def test_the_checklist_on_domestic_abuse_appears_with_that_worry_alone(visitor):
    visitor.start()
    visitor.answer("concern", types=["domestic"])
    assert "Very frightened" in visitor.go(visitor.at("about/dash"))


def test_an_address_to_be_kept_secret_stands_in_its_own_place_alone(visitor):
    visitor.urgent()
    visitor.answer("where", lines="7 Hidden Row", postcode="ZZ9 9ZZ", secret_address="on")
    place = visitor.post(visitor.at("about/others"))
    visitor.post(
        place, {"role": "parent", "given_name": "Mara", "lines": "9 Other Way", "secret_address": "on"}
    )
    visitor.send()
    with acting(Actor.service("intake"), TUESDAY):
        contact = Contact.objects.get()
        assert [one.lines for one in ProtectedAddress.objects.order_by("pk")] == [
            "7 Hidden Row",
            "9 Other Way",
        ]
        records = [one.record.said for one in Subject.objects.select_related("record")]
    for place in (str(contact.content), contact.worry, str(records)):
        assert "Hidden Row" not in place
        assert "Other Way" not in place


def test_a_person_added_twice_and_taken_out_again(visitor):
    visitor.urgent()
    first = visitor.post(visitor.at("about/others"))
    assert visitor.post(visitor.at("about/others")) == first
    visitor.post(first, {"role": "sibling", "given_name": "Tomas"})
    assert "Tomas" in visitor.go(visitor.at("about/others"))
    assert "Remove this?" in visitor.go(f"{first}/remove")
    visitor.post(f"{first}/remove")
    visitor.post(f"{first}/remove")
    assert "Tomas" not in visitor.go(visitor.at("about/others"))


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("letter.pdf", b"MZ\x90\x00" + b"\x00" * 200, "could harm"),
        ("run.exe", b"MZ\x90\x00" + b"\x00" * 200, "could harm"),
        ("empty.txt", b"", "empty"),
    ],
)
def test_a_file_that_is_not_taken_is_named_with_its_reason(visitor, name, content, error):
    visitor.start()
    page = visitor.post(visitor.at("files"), {"attachments": SimpleUploadedFile(name, content)}, 200)
    assert name in page
    assert error in page


def test_a_file_beyond_the_limit_is_named_and_the_others_are_kept(visitor, settings):
    settings.MASH_UPLOAD_MAX_BYTES = 1000
    visitor.start()
    both = [SimpleUploadedFile("small.txt", b"small"), SimpleUploadedFile("large.txt", b"a" * 2000)]
    page = visitor.post(visitor.at("files"), {"attachments": both}, 200)
    assert "large.txt: The file is larger" in page
    assert "small.txt" in page


def test_files_go_with_the_form_to_the_hub(visitor):
    visitor.urgent()
    answer = visitor.client.post(
        visitor.at("files/add"), {"attachments": SimpleUploadedFile("note.txt", b"She was alone.")}
    )
    assert answer.json() == {"name": "note.txt"}
    visitor.post(visitor.at("files"), {"attachments": SimpleUploadedFile("other.txt", b"More.")})
    assert "note.txt" in visitor.go(visitor.at("check"))
    visitor.send()
    with acting(Actor.service("intake"), TUESDAY):
        found = {(one.held_for_kind, one.held_for_id, one.name) for one in StoredFile.objects.all()}
    assert found == {("contact", visitor.ref, "note.txt"), ("contact", visitor.ref, "other.txt")}


def test_one_visitor_starts_so_many_forms_an_hour_and_those_started_go_on(visitor, world, monkeypatch):
    monkeypatch.setattr(limits, "FORMS_A_SESSION", 2)
    visitor.start()
    visitor.start()
    page = visitor.post("/", {"population": "children", "area": "county"}, 429)
    assert world.hubs["county"].phone in page
    assert visitor.answer("person", given_name="Rosa") == visitor.at("about/worry")


def test_a_school_behind_one_address_is_not_shut_out(world, monkeypatch):
    for _ in range(30):
        Visitor().start()
    monkeypatch.setattr(limits, "FORMS_AN_ADDRESS", 30)
    Visitor().post("/", {"population": "children", "area": "county"}, 429)
