"""The room: begin, step, stale, twice, the guard at the field, the law's reserve, taking back, hidden like missing, the list."""

import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.agency.asking import client
from tests.integration.cases_web.conftest import Room, arrive
from tests.integration.cases_web.steps import identify, text, version
from tests.integration.pathways.test_household import somebody
from tests.integration.pathways.test_pathways import as_

from mash.casework.pathways import actions
from mash.casework.pathways.models import Clock, Pathway, Step
from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import LONDON, now
from mash.foundation.ledger.models import Entry

BEFORE = (now() - timedelta(days=3)).astimezone(LONDON)
DAY = {f"{{}}-{part}": f"{getattr(BEFORE, part)}" for part in ("day", "month", "year")}


def day(name):
    return {key.format(name): value for key, value in DAY.items()}


def begin(room, by="decider", place=0, **said):
    return room(by).post(f"pathways/begin/{place}", **({"kind": "s47", "where": "hub"} | said))


def page(room, ref="", who="decider"):
    return text(room(who).get(f"pathways/{ref}"))


ELSEWHERE = {"where": "out-of-hours", "who": "J. Marsh, out of hours team", **day("day"), "time": "9pm"}
DISCUSSED = {"how": "joint", **day("held_at_day"), "held_at_time": "11pm", "police": "P1"}


def two(world):
    """A child and her mother, known; the room of their case."""
    people = (somebody("subject", "Rosa", 2017), somebody("parent", "Ada", 1990))
    room = Room(world, arrive(people=people))
    identify(room)
    return room


def the_only(world):
    with as_(world, "decider", now()):
        return Pathway.objects.get()


def test_an_enquiry_begun_elsewhere_is_followed_on_its_pages(world):
    room = two(world)
    assert "Begin a pathway" in text(room("decider").get(""))
    # Begun elsewhere: who and when are asked, at their fields.
    form = text(begin(room, where="out-of-hours"))
    assert "Say who began it there." in form
    assert "Enter the day on which it was begun" in form
    sent = [begin(room, **ELSEWHERE) for _twice in range(2)]
    assert {(one.status_code, one.url) for one in sent} == {(302, sent[0].url)}
    with as_(world, "decider", now()):
        made = Pathway.objects.get()
        assert made.began_at == BEFORE.replace(hour=21, minute=0, second=0, microsecond=0)
        assert Clock.objects.get().started_at == made.began_at
    assert "Out of hours: J. Marsh, out of hours team" in page(room, f"{made.ref}/")
    # The law's reserve: seen, and refused with its reason.
    screener = page(room, f"{made.ref}/", "screener")
    assert "Strategy discussion held" in screener
    assert 'aria-disabled="true"' in room("screener").get(f"pathways/{made.ref}/").content.decode()
    step = f"pathways/{made.ref}/step/discuss"
    said = DISCUSSED | {"police": ""}
    shown = room("decider").get(step)
    common = {"version": version(shown)}
    # The guard's sentence stands at its field, and what was typed stays.
    wrong = room("decider").post(step, **common, **said)
    assert "Enter the police reference of a joint enquiry" in text(wrong)
    assert 'href="#id_police"' in wrong.content.decode()
    assert 'value="11pm"' in wrong.content.decode()
    wrong = text(room("decider").post(step, **common, **(DISCUSSED | {"how": "single"})))
    assert "Leave this empty, or change the answer that it hangs on" in wrong
    done = [room("decider").post(step, **common, **DISCUSSED) for _twice in range(2)]
    assert {one.status_code for one in done} == {302}
    with as_(world, "decider", now()):
        assert Step.objects.filter(verb="discuss").count() == 1
    # From an older page: both texts, nothing lost, and sent again with what is new it is recorded.
    handing = {"to": "Locality team", "accepted": "Its manager, today"}
    address = f"pathways/{made.ref}/step/hand-over"
    stale = room("decider").post(address, **common, **handing)
    words = text(stale)
    assert "Somebody else has recorded a step meanwhile." in words
    assert "Both versions" in words
    assert "Police reference: P1" in words
    assert "To which team: Locality team" in words
    assert version(stale) != common["version"]


def test_a_step_waits_for_others_and_is_taken_back(world):
    room = two(world)
    assert begin(room, **ELSEWHERE).status_code == 302
    made = the_only(world)
    done = room("decider").post(f"pathways/{made.ref}/step/discuss", version="1", **DISCUSSED)
    assert done.status_code == 302
    # What waits for others is refused with its reason, until each was considered.
    assert "Say first what was made of everybody else" in page(room, f"{made.ref}/")
    here = room("decider").get(f"pathways/{made.ref}/").content.decode()
    consider = re.search(rf'href="/cases/{room.ref}/(pathways/{made.ref}/consider/[^"]+)"', here).group(1)
    assert "Say why" in text(room("decider").post(consider, outcome="own-case", reason=""))
    for _twice in range(2):
        assert room("decider").post(consider, outcome="own-case", reason="Hers is open.").status_code == 302
    assert "Is in a case of their own. Hers is open." in page(room, f"{made.ref}/")
    # Taken back: once, with its reason, and both stay.
    back = f"pathways/{made.ref}/take-back"
    shown = room("decider").get(back)
    wrong = {"version": version(shown), "wrong": "1"}
    assert "Say why it is taken back" in text(room("decider").post(back, **wrong, reason=""))
    for _twice in range(2):
        assert room("decider").post(back, **wrong, reason="For another child.").status_code == 302
    words = page(room, f"{made.ref}/")
    assert "Strategy discussion held (taken back later)" in words
    assert "Taken back: Strategy discussion held" in words
    assert "For another child." in words
    with as_(world, "decider", now()):
        assert (Step.objects.filter(verb="take-back").count(), Pathway.objects.get().state) == (1, "begun")


def test_hidden_is_missing_and_each_view_is_one_entry(world):
    room = two(world)
    assert begin(room, **ELSEWHERE).status_code == 302
    made = the_only(world)
    for who, status in {"city-screener": 404, "police": 403, "practitioner": 403, "teacher": 403}.items():
        assert room(who).get(f"pathways/{made.ref}/").status_code == status, who
    assert room("decider").get("pathways/00000-00000/").status_code == 404
    assert room("decider").get(f"pathways/{made.ref}/step/no-such").status_code == 404
    with as_(world, "governance", now()):
        before = Entry.objects.filter(event="pathways:pathway:viewed", mentions__ref=made.ref).count()
    page(room, f"{made.ref}/")
    with as_(world, "governance", now()):
        seen = Entry.objects.filter(event="pathways:pathway:viewed", mentions__ref=made.ref)
        assert seen.count() == before + 1
    assert made.ref in text(client(world, "decider").get("/pathways/?clock=late"))


def test_the_test_of_section_42_is_refused_at_its_field(world):
    people = (somebody("subject", "Grace", 1948),)
    room = Room(world, arrive(population="adults", people=people))
    assert room("adult-screener").post("people", **{"who-0": "new"}).status_code == 302
    done = begin(room, "adult-decider", kind="s42")
    assert done.status_code == 302, text(done)
    address = done.url.split(f"{room.ref}/")[1]
    shown = room("adult-decider").get(f"{address}step/test")
    said = {
        f"{part}{why}": "No." if why else "yes"
        for part in ("needs", "risk", "unable")
        for why in ("", "_why")
    }
    said |= {"unable": "no", "wishes": "expressed", "wanted": "To stay.", "version": version(shown)}
    wrong = room("adult-decider").post(f"{address}step/test", **said)
    assert "The test of section 42(1) is met where all three parts are answered yes" in text(wrong)
    assert 'href="#id_needs"' in wrong.content.decode()
    said["unable"] = "yes"
    assert room("adult-decider").post(f"{address}step/test", **said).status_code == 302


def test_the_list_asks_the_same_whatever_its_length(world):
    def more(many):
        for _one in range(many):
            contact = arrive(people=(somebody("subject", "Rosa", 2009),))
            with as_(world, "decider", now()) as common:
                case = contact.matter.case
                made = actions.begin(**common, case=case, subject=contact.matter.subjects.get(), kind="s17")
                assert not isinstance(made, Refused), made

    def asked(address):
        with CaptureQueriesContext(connection) as found:
            shown = text(browser.get(address))
        return len(found), shown

    browser = client(world, "decider")
    more(2)
    asked("/pathways/")
    few, shown = asked("/pathways/")
    assert shown.count("Being assessed, ") + shown.count("Being assessed") >= 2
    more(4)
    many, _shown = asked("/pathways/")
    assert many == few
    for wanted, there in {
        "?kind=s17": True,
        "?state=begun": False,
        "?clock=late": False,
        "?kind=xx": True,
    }.items():
        assert ("Bellweather" in text(browser.get(f"/pathways/{wanted}"))) is there, wanted
    assert "Bellweather" not in text(client(world, "city-screener").get("/pathways/"))
