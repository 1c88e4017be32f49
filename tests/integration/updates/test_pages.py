"""The room: a contact is said to be an update, read and undone; a notice is taken in and stands on the person's pages."""

from tests.integration.agency.asking import a_case, client
from tests.integration.cases_web.steps import text
from tests.integration.updates.updating import as_, comes, known
from tests.world import World

from mash.casework.matters.actions import identify_subject, restrict
from mash.casework.matters.models import Matter
from mash.casework.updates.models import Notice, Update
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry

SAID = {"do": "update", "update-other": "", "update-risk": "amber", "update-reason": "The same bruise."}
ENQUIRY = {
    "danger": "no", "team": "out-of-hours", "sender": "Vale out of hours team", "sender_name": "Noor Abbott",
    "sender_phone": "01632 960555", "sender_email": "", "since-day": "1", "since-month": "6", "since-year": "2026",
    "basis": "A fracture that nobody can explain.", "discussed_with": "Police, that night", "once": "ABCDEFGH",
    "person-given": "Rosa", "person-family": "Bellweather", "person-born-day": "14", "person-born-month": "3",
    "person-born-year": "2017", "person-nhs_number": "9990000018", "person-house": "", "person-postcode": "",
    "person-description": "",
}  # fmt: skip


def two(world: World):
    to = a_case(at=now(), world=world)
    own = comes(now())
    known(world, own, now())
    return to, own


def test_a_contact_is_an_update_read_and_undone(world):
    to, own = two(world)
    hub = client(world, "screener")
    address = f"/updates/of/{own}"
    assert address in hub.get(f"/cases/{own}/").content.decode()
    assert f"{address}" in hub.get(f"/cases/{to}/").content.decode()
    page = text(hub.get("/updates/?queue=suggested"))
    assert (own in page, "somebody is in both" in page) == (True, True)
    said = {**SAID, "version": _version(hub, address)}
    page = text(hub.post(address, {**said, "update-case": to, "update-reason": " "}))
    assert "Say why it is an update" in page
    page = text(hub.post(address, {**said, "update-case": "other", "update-other": "AAAAA-AAAAA"}))
    assert "There is no open case with this reference." in page
    assert "The same bruise." in page
    done = [hub.post(address, {**said, "update-case": to}) for _twice in range(2)]
    with as_(world, "screener", now()):
        made = Update.objects.get()
        assert made.why == ["person"]
    assert {one.url for one in done} == {f"/updates/{made.ref}"}
    page = text(hub.get(f"/cases/{own}/"))
    assert f"this contact is an update of case {to}" in page
    page = text(hub.get(f"/cases/{to}/"))
    assert (made.ref in page, "an update of another case, no referral" in page) == (True, True)
    for who, status in {"police": 403, "city-screener": 404, "practitioner": 404, "manager": 200}.items():
        assert client(world, who).get(f"/updates/{made.ref}").status_code == status, who
    manager = client(world, "manager")
    assert made.ref in text(manager.get("/updates/"))
    read = {"do": "read", "read-will_do": "I call the nurse."}
    assert manager.post(f"/updates/{made.ref}", read).status_code == 302
    page = text(manager.get(f"/updates/{made.ref}"))
    assert "Read by Manager Person" in page
    assert "I call the nurse." in page
    assert hub.post(f"/updates/{made.ref}", {"do": "back"}).status_code == 302
    assert "1 update came back to the hub unread" in text(hub.get("/desk/"))
    undo = {"do": "undo", "undo-reason": "Another Rosa.", "version": "7"}
    page = text(hub.post(f"/updates/{made.ref}", undo))
    assert "Somebody else has changed this meanwhile." in page
    assert "Another Rosa." in page
    assert hub.post(f"/updates/{made.ref}", {**undo, "version": "1"}).status_code == 302
    assert "it is a new concern" in text(hub.get(f"/updates/{made.ref}"))
    for old in (read, {"do": "nothing"}):
        assert hub.post(f"/updates/{made.ref}", old).status_code in {200, 404}


def _version(browser, address):
    found = browser.get(address).content.decode()
    return found.split('name="version" value="')[1].split('"')[0]


def test_a_hidden_case_is_on_no_page_of_who_may_not_know(world):
    to, own = two(world)
    with as_(world, "manager", now()) as common:
        assert restrict(**common, matter=Matter.objects.get(ref=to), restriction="restricted")
    hub = client(world, "screener")
    address = f"/updates/of/{own}"
    pages = [
        hub.get(one).content.decode() for one in (address, "/updates/?queue=suggested", f"/cases/{own}/")
    ]
    assert not any(to in one for one in pages)
    typed = {**SAID, "update-case": "other", "update-other": to, "version": _version(hub, address)}
    other = {**typed, "update-other": "AAAAA-AAAAA"}
    assert text(hub.post(address, typed)).replace(to, "") == text(hub.post(address, other)).replace(
        "AAAAA-AAAAA", ""
    )
    manager = client(world, "manager")
    done = manager.post(address, {**typed, "version": _version(manager, address)})
    assert done.status_code == 302
    assert "whoever works on it does not learn of this" in text(manager.get(done.url))
    page = hub.get(f"/cases/{own}/").content.decode()
    assert (to in page, done.url in page) == (False, False)
    assert hub.get(done.url).status_code == 404


def test_an_enquiry_begun_elsewhere_stands_on_every_page_of_the_case(world):
    hub = client(world, "screener")
    page = text(
        hub.post(
            "/updates/notices/new?kind=s47-elsewhere", {**ENQUIRY, "sender_name": "", "sender_phone": ""}
        )
    )
    assert "Enter who the social worker is" in page
    assert "Enter a telephone number or an email address" in page
    assert "A fracture that nobody can explain." in page
    sent = [hub.post("/updates/notices/new?kind=s47-elsewhere", ENQUIRY) for _twice in range(2)]
    with as_(world, "screener", now()):
        made = Notice.objects.select_related("matter").get()
    assert {one.url for one in sent} == {f"/updates/notices/{made.ref}"}
    own = comes(now())
    # Rosa may be who the notice is about: nobody has said so yet.
    page = text(hub.get(f"/cases/{made.matter.ref}/"))
    assert "Section 47 enquiry begun by Vale out of hours team" in page
    with as_(world, "screener", now()) as common:
        subject = Matter.objects.get(ref=made.matter.ref).subjects.select_related("record", "matter").get()
        identify_subject(**common, subject=subject, person=None, reason="Not known before")
    page = text(hub.get(f"/cases/{own}/"))
    assert "Section 47 enquiry begun by Vale out of hours team" in page
    with as_(world, "screener", now()) as common:
        rosa = Matter.objects.get(ref=own).subjects.select_related("record", "matter").get(role="subject")
        person = Matter.objects.get(ref=made.matter.ref).subjects.select_related("person").get().person
        identify_subject(**common, subject=rosa, person=person, reason="Same number")
    page = text(client(world, "decider").get(f"/cases/{own}/decide/0"))
    assert "Speak to them before another is begun: Noor Abbott, 01632 960555" in page
    assert "Section 47 enquiry begun" in text(hub.get(f"/desk/people/{person.public_id}"))
    assert "Rosa Bellweather" in text(hub.get("/updates/notices/?kind=s47-elsewhere"))
    assert "Rosa" not in text(hub.get("/updates/notices/?kind=missing"))
    know = {"do": "acknowledge", "acknowledge-how": "Rang her.", "acknowledge-noted": "on", "version": "1"}
    assert "Say why nothing else is to be decided" in text(hub.post(f"/updates/notices/{made.ref}", know))
    know["acknowledge-reason"] = "The other area enquires."
    assert hub.post(f"/updates/notices/{made.ref}", know).status_code == 302
    page = text(hub.post(f"/updates/notices/{made.ref}", know))
    assert "Somebody else has changed this meanwhile." in page
    end = {
        "do": "end",
        "end-on-day": "2",
        "end-on-month": "6",
        "end-on-year": "2026",
        "end-why": "Done.",
        "version": "2",
    }
    assert hub.post(f"/updates/notices/{made.ref}", end).status_code == 302
    assert "Speak to them" not in text(hub.get(f"/cases/{own}/"))
    page = text(hub.get(f"/cases/{made.matter.ref}/"))
    assert ("An enquiry under section 47 was begun elsewhere," in page, "Referral," in page) == (True, False)
    assert hub.get(f"/cases/{made.matter.ref}/contacts").status_code == 200
    assert (
        hub.post(f"/cases/{made.matter.ref}/reopen", {"reason": "It is ours after all."}).status_code == 302
    )
    for who, status in {"police": 403, "city-screener": 404, "adult-screener": 200}.items():
        assert client(world, who).get(f"/updates/notices/{made.ref}").status_code == status, who
    with as_(world, "governance", now()):
        seen = Entry.objects.filter(event="updates:notice:viewed", mentions__ref=made.ref)
        assert {one.actor_name for one in seen} == {"Screener Person", "Adult-screener Person"}


def test_a_placement_is_recorded_on_a_case(world):
    ref = comes(now())
    hub = client(world, "screener")
    address = f"/updates/notices/about/{ref}?kind=placed-child"
    assert "Legal status" in text(hub.get(address))
    placed = {
        "who": "1", "sender": "Northmere", "sender_name": "", "sender_phone": "01632 960444", "sender_email": "",
        "category": "care-order", "since-day": "1", "since-month": "2", "since-year": "2026", "until-day": "1",
        "until-month": "1", "until-year": "2026", "basis": "Foster carers.",
    }  # fmt: skip
    assert "It cannot end before it began" in text(hub.post(address, placed))
    done = hub.post(address, {**placed, "until-year": "2099"})
    assert done.status_code == 302
    assert "Tomas Bellweather" in text(hub.get(done.url))
    assert "Placed here by Northmere since 1 February 2026" in text(hub.get(f"/cases/{ref}/"))
    assert client(world, "city-screener").get(address).status_code == 404
