"""Every page of a case, what it shows, what it leaves in the ledger, and what it hides."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.cases_web import steps
from tests.integration.cases_web.conftest import arrive
from tests.integration.cases_web.steps import text
from tests.world import a_worry

from mash.casework.cases.models import Decision, HistoryView
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry, Mention
from mash.foundation.visibility import acting
from mash.registers.people.models import Person

pytestmark = pytest.mark.django_db

PAGES = [
    "",
    "contacts",
    "people",
    "history",
    "rate",
    "notes",
    "ask",
    "decide/0",
    "protect",
    "confirm",
    "feedback",
    "close",
    "reopen",
    "access",
    "looks",
]
POSTS = ["claim", "rate", "notes", "ask", "decide/0", "protect", "close", "reopen", "access", "people"]


def entries(room):
    with acting(room.world.actor("governance"), now()):
        return list(Entry.objects.order_by("pk").values_list("pk", "event", "actor_name"))


@pytest.mark.parametrize("page", PAGES)
def test_each_page_has_one_heading_and_one_entry_in_the_ledger(room, page):
    before = len(entries(room))
    found = room("manager").get(page)
    assert found.status_code == 200
    assert found.content.count(b"<h1") == 1
    assert "Rosa Bellweather" in text(found)
    added = entries(room)[before:]
    assert len(added) == 1, added
    assert added[0][1] in {"cases:case:viewed", "cases:history:viewed", "cases:looks:viewed"}
    with acting(room.world.actor("governance"), now()):
        assert Mention.objects.filter(entry=added[0][0], kind="matter", ref=room.ref).exists()


@pytest.mark.parametrize("page", PAGES)
def test_a_hidden_case_is_a_missing_one(room, page):
    stranger = room("city-decider")
    hidden, missing = stranger.get(page), stranger.get(page, ref="00000-00000")
    assert hidden.status_code == missing.status_code == 404
    assert same(hidden, room.ref) == same(missing, "00000-00000")


def same(response, ref):
    """What the reader sees, without the address itself and the form token, which differs at every look."""
    page = response.content.decode().replace(ref, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("page", POSTS)
def test_a_hidden_case_takes_nothing(room, page):
    assert room("city-decider").post(page, version="1").status_code == 404


@pytest.mark.parametrize("who", ["police", "teacher", "governance", "administrator"])
def test_who_does_not_work_on_cases_is_told_the_same_of_every_case(room, who):
    assert room(who).get().status_code == 403
    assert room(who).get(ref="00000-00000").status_code == 403


def test_the_overview_says_what_is_missing_and_where_to_close_it(room):
    page = text(room("screener").get())
    assert "Say who each person is" in page
    assert "not yet rated" in page.lower() or "Not rated" in page
    assert "due" in page


def test_what_agencies_said_stands_typed_and_dated(room):
    steps.ready(room)
    page = text(room("decider").get())
    assert "Ostermarch Police" in page
    assert "Two calls to the house." in page
    assert "Fact , 2026" in page
    assert "May be seen by the agencies in this case" in page
    assert "The agency's view: level 3." in page


def test_a_late_answer_is_marked_and_asks_for_a_look(room):
    steps.ready(room)
    assert steps.decide(room).status_code == 302
    steps.agencies_answer(room, "police", text="A third call.")
    page = text(room("decider").get())
    assert "answered after the decision" in page
    assert "Late" in page
    assert "Replaced by a later answer" in page
    assert "A third call." in page
    assert room("decider").post("attention", reason="").status_code == 200
    assert room("decider").post("attention", reason="It changes nothing.").status_code == 302
    assert "answered after the decision" not in text(room("decider").get())


def test_a_worker_safety_note_stands_on_every_page(room):
    assert (
        room("screener").post("notes", kind="worker-safety", text="Visit in pairs: dog.").status_code == 302
    )
    for page in ("", "rate", "history", "ask"):
        assert "Worker safety: Visit in pairs: dog." in text(room("decider").get(page))


def test_others_see_that_it_is_open(room):
    room("screener").get()
    assert "Screener Person has this open" in text(room("decider").get())
    assert "has this open" not in text(room("screener").get("rate")).replace(
        "Decider Person has this open", ""
    )


def test_a_protected_address_is_shown_only_when_asked_for(room):
    worry = a_worry()
    people = tuple(
        type(one)(
            role=one.role, said=one.said, protected_address={"lines": "7 Hidden Mews", "postcode": "ZZ9 9ZZ"}
        )
        for one in worry.people
    )
    room.ref = arrive(people=people).matter.ref
    decider = room("decider")
    for page in ("", "contacts", "people", "history"):
        assert "Hidden Mews" not in text(decider.get(page))
    assert "Hidden Mews" not in text(decider.get("people/0/address"))
    assert "7 Hidden Mews ZZ9 9ZZ" in text(decider.post("people/0/address"))
    assert "cases:address:shown" in {event for _, event, _ in entries(room)}


def test_only_the_page_with_the_history_counts_as_having_viewed_it(room):
    room("decider").get()
    with acting(room.world.actor("decider"), now()):
        assert not HistoryView.objects.exists()
    room("decider").get("history")
    room("decider").get("history")
    with acting(room.world.actor("decider"), now()):
        assert HistoryView.objects.count() == 1


def test_another_hub_reveals_that_it_knows_the_child_and_its_telephone_only(room):
    steps.identify(room)
    other = arrive(hub="city", worry="Secret of the city.")
    there = type(room)(room.world, other)
    page = there("city-screener").get("people")
    (candidate,) = known(room, "Rosa")
    assert candidate in page.content.decode()
    assert there("city-screener").post("people", **{"who-0": candidate}).status_code == 302
    history = text(room("decider").get("history"))
    assert "Something is held by Kilnminster hub" in history
    assert "01632 960100" in history
    assert "Secret of the city" not in history
    assert other.matter.ref not in room("decider").get("history").content.decode()
    with acting(room.world.actor("governance"), now()):
        assert Mention.objects.filter(
            kind="matter", ref=other.matter.ref, entry__event="cases:history:viewed"
        ).exists()


def known(room, given):
    with acting(room.world.actor("screener"), now()):
        return set(Person.objects.filter(given_name=given).values_list("public_id", flat=True))


def test_who_has_looked_is_told_in_sentences(room):
    steps.identify(room)
    steps.rate(room)
    page = text(room("decider").get("looks"))
    assert "Screener Person rated the case amber" in page
    assert "Screener Person saw the case" in page


def test_a_practitioner_sees_the_case_while_it_is_theirs(room):
    world = room.world
    assert room("practitioner").get().status_code == 404
    seat = str(world.users["practitioner"].pk)
    sent = {"do": "give", "user": seat, "reason": "Joint visit"}
    assert room("screener").post("access", **sent, **date(2099)).status_code == 200
    assert room("practitioner").get().status_code == 404, "a screener gives no access"
    assert room("manager").post("access", **sent, **date(2099)).status_code == 302
    assert room("practitioner").get().status_code == 200
    assert room("practitioner").get("history").status_code == 200
    assert room("practitioner").post("notes", kind="note", text="Visited.").status_code == 302
    refused = room("practitioner").post("rate", rating="red", rationale="I think so.", version="1")
    assert "Your role does not do this" in text(refused)


def date(year):
    return {
        "until_0": "1",
        "until_1": "6",
        "until_2": str(year),
        "until-day": "1",
        "until-month": "6",
        "until-year": str(year),
    }


def test_a_restricted_case_is_missing_for_the_rest_of_the_hub(room):
    assert room("screener").post("access", do="restricted").status_code == 200
    assert room("screener").get().status_code == 200
    assert room("manager").post("access", do="restricted").status_code == 302
    assert room("manager").get().status_code == 200
    assert room("screener").get().status_code == 404
    assert room("manager").post("access", do="open").status_code == 302
    assert room("screener").get().status_code == 200


def test_a_confirmed_decision_is_restricted_with_its_case(room):
    steps.ready(room)
    assert steps.decide(room).status_code == 302
    with acting(room.world.actor("manager"), now()):
        assert Decision.objects.update(confirmed_at=now()) == 1
        assert Decision.objects.update(confirmed_at=now()) == 0, "confirmed once"
    assert room("manager").post("access", do="restricted").status_code == 302
    with acting(room.world.actor("screener"), now()):
        assert not Decision.objects.exists()


def counted(room, page=""):
    """How many statements one visit takes, without the savepoints that only the tests' own transaction needs."""
    room("decider").get(page)
    with CaptureQueriesContext(connection) as seen:
        assert room("decider").get(page).status_code == 200
    return [one["sql"] for one in seen if "SAVEPOINT" not in one["sql"]]


@pytest.mark.parametrize("page", ["", "history", "decide/0", "contacts", "feedback"])
def test_the_number_of_queries_stays_when_everything_doubles(room, page):
    steps.ready(room)
    worry = a_worry()
    arrive(people=worry.people)  # whatever may be of the same people is read in one query more
    once = counted(room, page)
    steps.ask(room, agencies=["school", "city-childrens"], purpose="To see more.")
    steps.agencies_answer(room, "police", "health", text="More.")
    room("screener").post("notes", kind="note", text="One more.")
    arrive(people=worry.people + worry.people)
    twice = counted(room, page)
    assert len(once) == len(twice)


def test_the_overview_takes_at_most_twelve_queries(room):
    steps.ready(room)
    found = counted(room)
    assert len(found) <= 12, "\n".join(one[:120] for one in found)


def test_what_was_said_of_a_person_is_shown_in_words(room):
    worry = a_worry()
    first = worry.people[0]
    said = {
        **first.said,
        "ethnicity": "WBRI",
        "sex": "F",
        "disability": "HEAR",
        "relationship": "mother",
        "parental_responsibility": "not_known",
        "interpreter": "yes",
        "language": "Polish",
    }
    people = (type(first)(role=first.role, said=said),)
    room.ref = arrive(
        people=people, concern_types=("neglect", "online"), level_suggested=3, source="2A"
    ).matter.ref
    page = text(room("decider").get())
    for shown in ("White British", "Female", "Hearing", "Mother", "Polish", "Not known"):
        assert shown in page
    for code in ("WBRI", "HEAR", "not_known"):
        assert code not in page
    sent = text(room("decider").get("contacts"))
    assert "Neglect, Harm online" in sent
    assert "Level 3: complex or multiple needs" in sent
    assert "School" in sent


def test_a_date_that_an_agency_typed_is_read_as_a_date_and_the_rest_as_typed(room):
    steps.identify(room)
    steps.rate(room)
    steps.ask(room)
    item = {"kind": "fact", "text": "Seen.", "handling": "case-agencies", "family_may_know": "yes"}
    steps.agencies_answer(room, "police", items=[{**item, "happened_on": "2026-03-07"}])
    steps.agencies_answer(room, "health", items=[{**item, "happened_on": "2026-13-41"}])
    page = text(room("decider").get())
    assert "7 March 2026" in page
    assert "2026-13-41" in page


def test_history_is_told_in_words(room):
    steps.ready(room)
    assert steps.decide(room).status_code == 302
    (rosa,) = known(room, "Rosa")
    room.ref = arrive().matter.ref
    assert room("screener").post("people", **{"who-0": rosa}).status_code == 302
    page = text(room("decider").get("history"))
    assert "Level 3, Child in need assessment (section 17), recorded as: Assessment" in page
    assert "Rated: Amber." in page
    assert "s17" not in page
    assert ":" not in page.split("Level 3, ")[0][-3:]


def test_the_overview_says_who_each_may_already_be_and_the_ledger_that_it_did(room):
    steps.identify(room)
    (rosa,) = known(room, "Rosa")
    room.ref = arrive().matter.ref
    page = text(room("decider").get())
    assert "May already be known as:" in page
    assert "same NHS number, same name, same date of birth; 1 matter held" in page
    with acting(room.world.actor("governance"), now()):
        last = Entry.objects.order_by("pk").last()
        assert last.event == "cases:case:viewed"
        assert Mention.objects.filter(entry=last, kind="person", ref=rosa).exists()


def test_the_number_of_queries_stays_when_the_subjects_and_their_likenesses_double(room):
    steps.identify(room)
    worry = a_worry()
    room.ref = arrive().matter.ref
    once = counted(room)
    room.ref = arrive(people=worry.people + worry.people).matter.ref
    steps.identify(room)
    room.ref = arrive(people=worry.people + worry.people).matter.ref
    twice = counted(room)
    assert len(once) == len(twice) <= 12, "\n".join(one[:120] for one in twice)


def test_levels_are_explained_and_what_others_suggest_presets_nothing(room):
    room.ref = arrive(level_suggested=2).matter.ref
    steps.ready(room)
    page = room("decider").get("decide/0")
    assert "early help, with their agreement, can meet them" in text(page)
    assert "suggests Level 2: additional needs." in text(page)
    assert "Ostermarch Police suggests Level 3: complex or multiple needs." in text(page)
    levels = re.findall(r'<input[^>]*name="level"[^>]*>', page.content.decode())
    assert len(levels) == 4
    assert not any("checked" in one for one in levels)


def test_still_missing_names_what_comes_next_and_each_leads_to_its_page(room):
    def missing():
        page = room("decider").get().content.decode()
        part = page.split("Still missing</h2>")[1].split("Standard:")[0]
        return re.findall(rf'href="/cases/{room.ref}/([^"]*)"', part)

    assert missing() == ["people", "rate"]
    steps.identify(room)
    assert missing() == ["rate"]
    steps.rate(room)
    assert missing() == ["history", "ask", "decide/0"]
    steps.ask(room)
    room("decider").get("history")
    assert missing() == ["#answers", "decide/0"]
    steps.agencies_answer(room, "police", "health")
    assert missing() == ["decide/0"]
    steps.decide(room)
    assert missing() == [f"contacts/{room.contact.ref}/answer"]
    for page in ["people", "rate", "history", "ask", "decide/0", f"contacts/{room.contact.ref}/answer"]:
        assert room("decider").get(page).status_code == 200
