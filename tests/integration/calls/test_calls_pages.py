"""The room: one press takes a call, a late save and a second tab undo nothing, and it ends by what is read back."""

from datetime import timedelta

from tests.integration.agency.asking import client
from tests.integration.calls.calling import a_known_child, as_, fresh, heard, taken
from tests.integration.cases_web.steps import text

from mash.casework.calls.models import Call
from mash.casework.consultations.models import Consultation
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import restrict
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry

FORM = {
    "version": "1", "page": "PAGE1", "tried": "0", "notes": "She came hungry.", "name": "Edith Marlow", "phone": "01632 960001",
    "danger_now": "no", "children": "yes", "safe": "yes", "klass": "professional", "source": "2A",
    "person1-role": "subject", "person1-given": "Rosa", "person1-family": "Bellweather",
    "person1-born-day": "14", "person1-born-month": "3", "person1-born-year": "2017", "person1-nhs_number": "12",
}  # fmt: skip


def test_a_call_from_the_press_of_a_button_to_a_contact_with_a_late_save_and_a_second_tab(world):
    taken(world, at=now() - timedelta(days=30), says=heard())
    browser = client(world, "screener")
    page = text(browser.get("/calls/"))
    assert "Take a call" in page
    assert "Never ended" in page
    for _twice in range(2):
        sent = browser.post("/calls/take", {"once": "ONCE1", "desk": "county-children"})
    here = sent.url
    ref = here.rpartition("/")[2]
    with as_(world, "screener", now()):
        assert Call.objects.count() == 2
    page = text(browser.get(here))
    for words in (
        "Not asked yet",
        "Is anybody in danger now?",
        "A number to call back, before the line drops",
    ):
        assert words in page
    assert browser.post(f"{here}/autosave", FORM).status_code == 204
    # The page that has saved goes on, though its version is old; another that was opened before it may not.
    assert browser.post(f"{here}/autosave", {**FORM, "notes": "She came hungry. Cold."}).status_code == 204
    assert browser.post(f"{here}/autosave", {**FORM, "page": "PAGE2", "notes": ""}).status_code == 409
    two = browser.post(here, {**FORM, "page": "PAGE2", "notes": "Another tab.", "action": "read"})
    assert two.status_code == 409
    page = text(two)
    assert "Another tab." in page
    assert "She came hungry. Cold." in page
    assert "Nothing of yours is lost" in page
    page = text(
        browser.post(
            here, {**FORM, "notes": "She came hungry. Cold.", "look": "bellweather", "action": "search"}
        )
    )
    assert "bellweather" in page
    assert "Saved." in page
    # What was pressed is newer than what the page still saves by itself.
    assert browser.post(f"{here}/autosave", {**FORM, "notes": ""}).status_code == 409
    with as_(world, "screener", now()):
        call = fresh(ref)
        assert (call.notes, call.typed["look"]) == ("She came hungry. Cold.", "bellweather")
        assert call.unread == [["NHS number", "12"]]
    found = text(browser.post(f"{here}/known", {**FORM, "danger_now": ""}))
    assert "Rosa Bellweather, born 14 March 2017" in found
    assert "Not asked yet" in found
    known = a_known_child(world, now())
    secret = a_known_child(world, now(), person=known.person)
    with as_(world, "manager", now()) as common:
        assert restrict(**common, matter=secret.matter, restriction="restricted")
    found = text(browser.post(f"{here}/known", {**FORM, "look": "rosa bellweather"}))
    assert "Nobody like this is known." not in found
    assert known.matter.ref in found
    assert secret.matter.ref not in found
    with as_(world, "governance", now()):
        seen = Entry.objects.filter(event="calls:call:searched", mentions__ref=ref).order_by("-pk").first()
        assert ("matter", known.matter.ref) in set(seen.mentions.values_list("kind", "ref"))


def test_what_is_read_back_becomes_one_contact_and_nothing_late_changes_it(world):
    browser = client(world, "screener")
    here = browser.post("/calls/take", {"once": "ONCE2", "desk": "county-children"}).url
    ref = here.rpartition("/")[2]
    sent = browser.post(here, {**FORM, "notes": "She came hungry. Cold.", "action": "read"})
    assert sent.url == f"{here}/read"
    page = text(browser.get(sent.url))
    for words in (
        "Read this to the caller",
        "She came hungry. Cold.",
        "NHS number: 12",
        f"reference is {ref}",
    ):
        assert words in page
    with as_(world, "screener", now()):
        version = fresh(ref).version
    assert "Choose what becomes of the call" in text(browser.post(sent.url, {"version": version}))
    page = text(browser.post(sent.url, {"version": version, "became": "nobody"}))
    assert "Say why nothing more comes of this call" in page
    assert "Look at it again" in text(browser.post(sent.url, {"version": 1, "became": "contact"}))
    for _twice in range(2):
        ended = browser.post(sent.url, {"version": version, "became": "contact", "written": "on"})
        assert ended.url == here
    page = text(browser.get(here))
    assert "A contact was made of it" in page

    with as_(world, "screener", now()):
        assert Contact.objects.count() == 1
        matter = Contact.objects.get().matter.ref
    assert browser.post(f"{here}/autosave", FORM).status_code == 409
    late = browser.post(here, {**FORM, "notes": "Too late.", "action": "save"})
    assert late.status_code == 409
    assert "Too late." in text(late)
    assert "This call was ended meanwhile." in text(late)
    assert ref in text(browser.get(f"/cases/{matter}/contacts"))
    assert "There is no such contact" in text(browser.post(here, {"do": "join", "contact": "7K2QM-9XPRT"}))
    assert "not waited for any more" in text(browser.post(here, {"do": "give-up", "why": ""}))
    assert browser.post(here, {"do": "give-up", "why": "She told it all."}).status_code == 302
    for who in ("city-screener",):
        other = client(world, who)
        assert other.get(here).status_code == 404
        assert other.post(f"{here}/autosave", FORM).status_code == 404
        assert other.post(f"{here}/known", FORM).status_code == 404
    assert client(world, "teacher").get("/calls/").status_code == 403


def test_danger_the_line_that_drops_and_advice(world):
    browser = client(world, "screener")
    here = browser.post("/calls/take", {"once": "A", "desk": "county-children"}).url
    ref = here.rpartition("/")[2]
    page = text(browser.post(here, {**FORM, "danger_now": "yes", "action": "save"}))
    assert "Somebody is in danger now." in page

    def press(action, **more):
        with as_(world, "screener", now()):
            version = fresh(ref).version
        return browser.post(here, {**FORM, "version": str(version), "page": "", "action": action, **more})

    # Made of what is saved, even from a page that is behind.
    behind = browser.post(here, {**FORM, "page": "OLD", "notes": "From another tab.", "action": "contact"})
    assert behind.status_code == 409
    assert "From another tab." in text(behind)
    for _twice in range(2):
        assert press("contact").url == here
    page = text(browser.get(here))
    assert "A contact is made of this call:" in page
    assert "The call goes on" in page
    assert press("drop").status_code == 302
    assert "Call back by" in text(browser.get(here))
    assert ref in text(browser.get("/calls/?queue=back"))
    with as_(world, "screener", now()):
        Call.objects.filter(ref=ref).update(due_at=now() - timedelta(minutes=1))
    assert "1 caller whose line dropped waits to be called back" in text(browser.get("/desk/"))
    assert press("unreached", said="Engaged").status_code == 302
    assert press("reached", tried="1").status_code == 302
    with as_(world, "screener", now()):
        assert Contact.objects.count() == 1
        assert (fresh(ref).state, fresh(ref).tried) == ("live", 2)
        version = fresh(ref).version
    assert browser.post(f"{here}/read", {"version": version}).url == here
    # Advice only: the page of a question, filled in.
    here = browser.post("/calls/take", {"once": "B", "desk": "county-children"}).url
    sent = browser.post(here, {**FORM, "person1-nhs_number": "", "action": "read"})
    with as_(world, "screener", now()):
        version = fresh(here.rpartition("/")[2]).version
    sent = browser.post(sent.url, {"version": version, "became": "advice"})
    assert sent.url == f"{here}/advice"
    page = text(browser.get(sent.url))
    assert "She came hungry." in page
    asked = {
        "once": here.rpartition("/")[2], "danger_now": "no", "source": "2A", "name": "Edith Marlow", "named": "yes",
        "themes": ["neglect"], "question": "She came hungry.", "consent": "not-yet", "text": "Keep a record.", "level": "2",
        "refer": "no", "person1-given": "Rosa", "person1-family": "Bellweather",
    }  # fmt: skip
    for _twice in range(2):
        assert "/advice/" in browser.post(sent.url, asked).url
    with as_(world, "screener", now()):
        made = Consultation.objects.get()
        call = fresh(here.rpartition("/")[2])
        assert (call.state, call.outcome, call.advice) == ("ended", "advice", made)
    assert made.ref in text(browser.get(here))
