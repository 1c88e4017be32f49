"""The room: called and held on pages by two people, nothing typed is lost, an agency sees its own page and copy alone."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.agency.asking import client
from tests.integration.cases_web.steps import text
from tests.integration.roundtables.sitting import (
    HOUR,
    as_,
    call,
    done,
    fresh,
    held,
    invitation,
    sits,
    with_a_table,
    write,
)

from mash.casework.matters.actions import grant
from mash.casework.matters.models import Matter
from mash.casework.roundtables import actions, composing
from mash.casework.roundtables.models import Action, Copy, Entry, Invitation, Meeting, View
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry as LedgerEntry


@pytest.fixture
def world(world):
    return with_a_table(world)


def version(page) -> str:
    return re.search(r'name="version" value="(\d+)"', page.content.decode()).group(1)


def send(browser, address, verb, **fields):
    shown = browser.get(address)
    named = {f"{verb}-{key}": value for key, value in fields.items()}
    return browser.post(address, {"do": verb, "version": version(shown), **named})


class _Forms(HTMLParser):
    """What a browser would send of each form of a page, and what its selects offer."""

    def __init__(self):
        super().__init__()
        self.forms, self.offered, self.select, self.area = [], {}, "", ""

    def handle_starttag(self, tag, attrs):
        attrs = {key: "" if value is None else value for key, value in attrs}
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        form, name = self.forms[-1], attrs.get("name", "")
        if tag == "select":
            self.select = name
            form[name] = ""
        elif tag == "option":
            self.offered.setdefault(self.select, []).append([attrs.get("value", ""), ""])
            if "selected" in attrs:
                form[self.select] = attrs.get("value", "")
        elif tag == "textarea":
            self.area = name
            form[name] = ""
        elif (
            tag == "input" and name and (attrs.get("type") not in {"radio", "checkbox"} or "checked" in attrs)
        ):
            form[name] = attrs.get("value", "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.forms[-1][self.area] += data
        elif self.lasttag == "option" and self.select in self.offered:
            self.offered[self.select][-1][1] += data.strip()


def shown_form(page, verb):
    """What the page's form of this verb would send as it is, and a way to a choice of a select by its words."""
    read = _Forms()
    read.feed(page.content.decode())
    form = next((one for one in read.forms if one.get("do") == verb), {})

    def choice(name, words):
        return next(value for value, said in read.offered[name] if words in said)

    return form, choice


def matter_of(world, ref):
    with as_(world, "chair", now()):
        return Matter.objects.get(round_tables__ref=ref).ref


def test_it_is_called_from_the_case(world):
    from tests.integration.agency.asking import a_case

    case = a_case(now(), "red", world)
    chair = client(world, "chair")
    assert f"/cases/{case}/round-tables/" in chair.get(f"/cases/{case}/").content.decode()
    address = f"/cases/{case}/round-tables/new"
    page = text(chair.get(address))
    for words in ("Strategy discussion", "Rosa Bellweather", "Ostermarch Police", "protected first"):
        assert words in page
    page = text(chair.post(address, {"why": "Three calls in a month."}))
    assert "Choose the kind of meeting" in page
    assert "Three calls in a month." in page
    tomorrow = now() + timedelta(days=1)
    form = {
        "kind": "strategy", "people": ["0"], "why": "Three calls in a month.", "day_0": tomorrow.day,
        "day-day": tomorrow.day, "day-month": tomorrow.month, "day-year": tomorrow.year, "time": "2pm", "how": "video",
        "place": "Room 4", "chair": world.users["chair"].pk, "minute_taker": world.users["minutes"].pk,
        "agencies": ["police", "health"],
    }  # fmt: skip
    sent = [chair.post(address, form) for _twice in range(2)]
    assert {one.status_code for one in sent} == {302}, text(sent[0])
    with as_(world, "chair", now()):
        ref = Meeting.objects.get().ref
        assert Invitation.objects.count() == 4
    assert {one.url for one in sent} == {f"/round-tables/{ref}/"}
    page = text(chair.get(f"/cases/{case}/"))
    assert ref in page
    assert "Round table called: Strategy discussion" in page
    assert ref in text(chair.get(f"/cases/{case}/round-tables/"))
    for who, status in {
        "teacher": 403, "city-screener": 404, "practitioner": 404, "governance": 403, "screener": 200, "police": 200,
    }.items():  # fmt: skip
        assert client(world, who).get(f"/round-tables/{ref}/").status_code == status, who
    for path in ("minutes", "minutes.pdf", "minutes/entry/1"):
        assert client(world, "police").get(f"/round-tables/{ref}/{path}").status_code in {403, 404}
    assert client(world, "police").get(f"/cases/{case}/round-tables/").status_code == 404


def test_an_agency_answers_and_is_there(world):
    ref = call(world, now())
    one = f"/round-tables/{ref}/"
    police = client(world, "police")
    assert "Your agency is invited to 1 round table" in text(police.get("/requests/"))
    page = police.get(one)
    shown = text(page)
    for words in ("Rosa Bellweather", "Three calls to the house in a month.", "You have not said yet."):
        assert words in shown
    assert matter_of(world, ref) not in page.content.decode()
    assert "Ostermarch Community Health" not in shown
    assert "Write your contribution" in text(send(police, one, "answer", says="written"))
    assert send(police, one, "answer", says="phone", substitute="Sgt Hale").status_code == 302
    chair = client(world, "chair")
    page = text(chair.get(one))
    assert "Joins by telephone or video: Sgt Hale" in page
    assert "A seat is empty." in page
    assert "1 round table is today" in text(client(world, "screener").get("/desk/")) or now().hour >= 22
    refused = text(send(chair, one, "begin", without=""))
    assert "Its quorum is not there." in refused
    minutes = client(world, "minutes")
    form, _choice = shown_form(minutes.get(one), "attend")
    came = {who: f"attend-came-{invitation_of(world, ref, who)}" for who in ("police", "health", "chair")}
    form |= {
        came["police"]: "phone",
        came["police"].replace("came", "name"): "Sgt Hale",
        came["chair"]: "in-person",
    }
    stale, _choice = shown_form(minutes.get(one), "attend")
    assert minutes.post(one, form).status_code == 302
    assert send(chair, one, "begin", without="He is home at four.").status_code == 302
    assert "He is home at four." in text(chair.get(one))

    # Whoever has an older page undoes nobody's answer, and where both changed the same one they are told.
    assert chair.post(one, {**stale, came["health"]: "absent"}).status_code == 302
    assert came_of(world, ref) == {"police": "phone", "health": "absent", "chair": "in-person"}
    again = chair.post(one, {**stale, came["police"]: "absent"})
    assert "Somebody else has changed this meanwhile." in text(again)
    assert came_of(world, ref)["police"] == "phone"
    form, _choice = shown_form(again, "attend")
    assert (form[came["police"]], form[came["health"]]) == ("absent", "absent")
    assert chair.post(one, {**form, came["police"].replace("came", "name"): "Sgt Hale"}).status_code == 302
    assert came_of(world, ref) == {"police": "absent", "health": "absent", "chair": "in-person"}
    # An answer that was wrong can be taken back; a name says nothing alone.
    form, _choice = shown_form(chair.get(one), "attend")
    assert "Say whether they were there" in text(chair.post(one, {**form, came["police"]: ""}))
    assert chair.post(one, {**form, came["health"]: ""}).status_code == 302
    assert came_of(world, ref) == {"police": "absent", "health": "", "chair": "in-person"}


def invitation_of(world, ref, who):
    with as_(world, "chair", now()):
        return invitation(ref, who).pk


def came_of(world, ref):
    with as_(world, "chair", now()):
        return {who: invitation(ref, who).came for who in ("police", "health", "chair")}


def test_an_older_page_puts_no_words_to_another(world):
    """What was typed for the police, whose invitation was taken back meanwhile, goes to nobody else."""
    ref = call(world, now())
    one, minutes = f"/round-tables/{ref}/", client(world, "minutes")
    say, whose = shown_form(minutes.get(f"{one}minutes"), "say")
    say |= {
        "say-who": whose("say-who", "Police"),
        "say-said_by": "DC Orr",
        "say-kind": "dissent",
        "say-text": "Tonight.",
    }
    page = minutes.get(one)
    answers, whose = shown_form(page, "answer")
    answers |= {"answer-who": whose("answer-who", "Police"), "answer-says": "cannot"}
    attends, _choice = shown_form(page, "attend")
    attends[
        next(
            key
            for key in sorted(attends)
            if key.startswith("attend-came-") and key.endswith(whose("answer-who", "Police"))
        )
    ] = "absent"
    with as_(world, "chair", now()) as common:
        done(actions.withdraw(**common, meeting=fresh(ref), invitation=invitation(ref, "police")))
    for address, form in ((f"{one}minutes", say), (one, answers), (one, attends)):
        page = minutes.post(address, form)
        assert page.status_code == 200, form["do"]
        assert "There is a problem" in text(page) or "Somebody else has changed" in text(page)
    with as_(world, "chair", now()):
        assert not View.objects.exists()
        assert {(each.says, each.came) for each in Invitation.objects.all()} == {("", "")}


def test_what_an_agency_wrote_is_read_and_is_not_wiped(world):
    ref = call(world, now() - HOUR)
    one, minutes = f"/round-tables/{ref}/", client(world, "minutes")
    with as_(world, "health", now()) as common:
        mine = invitation(ref, "health")
        done(actions.answer(**common, invitation=mine, says="written", contribution="Seen twice in May."))
    page = minutes.get(one)
    assert "Seen twice in May." in text(page)
    form, whose = shown_form(page, "answer")
    form |= {
        "answer-who": whose("answer-who", "Health"),
        "answer-says": "phone",
        "answer-substitute": "Dr Lind",
    }
    with as_(world, "health", now()) as common:
        done(actions.answer(**common, invitation=invitation(ref, "health"), says="cannot"))
    # The agency has said something else since the page was opened: whoever writes for it reads that first.
    again = minutes.post(one, form)
    assert "Somebody else has changed this meanwhile." in text(again)
    form, _whose = shown_form(again, "answer")
    for _twice in range(2):
        assert (
            minutes.post(one, {**form, "answer-says": "phone", "answer-contribution": ""}).status_code == 302
        )
    form, _whose = shown_form(minutes.get(one), "answer")
    form |= {
        "answer-who": whose("answer-who", "Health"),
        "answer-says": "written",
        "answer-contribution": "And in June.",
    }
    assert minutes.post(one, form).status_code == 302
    sits(world, ref, now())
    page = text(minutes.get(f"{one}minutes"))
    assert "Seen twice in May." in page
    assert "And in June." in page
    with as_(world, "minutes", now()):
        kept = invitation(ref, "health").contribution
        composed = str(composing.whole(fresh(ref), approved_by="", at=now()))
        assert "Seen twice in May." in composed
        police = str(composing.copy_for(fresh(ref), invitation(ref, "police"), approved_by="", at=now()))
        assert "Seen twice" not in police
    assert re.fullmatch(r"Seen twice in May\.\n\nTaken down by Minutes Person: And in June\.", kept)


def test_a_practitioner_at_the_table_says_their_own(world):
    ref = call(world, now() - HOUR)
    address = f"/round-tables/{ref}/minutes"
    with as_(world, "manager", now()) as common:
        matter = Matter.objects.get(round_tables__ref=ref)
        assert grant(**common, matter=matter, user=world.users["practitioner"], reason="Works with Rosa.")
    practitioner = client(world, "practitioner")
    assert "Put it down" not in text(practitioner.get(address)), "not before they are invited"
    with as_(world, "chair", now()) as common:
        done(actions.invite(**common, meeting=fresh(ref), user=world.users["practitioner"]))
    form, _choice = shown_form(practitioner.get(address), "say")
    assert "say-text" in form
    assert "say-who" not in form
    assert (
        practitioner.post(address, {**form, "say-kind": "dissent", "say-text": "Not tonight."}).status_code
        == 302
    )
    with as_(world, "chair", now()):
        said = View.objects.select_related("invitation").get()
        assert (said.kind, said.said_by, said.invitation.user_id) == (
            "dissent",
            "",
            world.users["practitioner"].pk,
        )
    # Nothing else of the minutes is theirs to write.
    assert "Save the entry" not in text(practitioner.get(address))


def test_two_people_write_and_a_stale_save_shows_both(world):
    ref = call(world, now() - HOUR)
    sits(world, ref, now())
    minutes, chair = client(world, "minutes"), client(world, "chair")
    address = f"/round-tables/{ref}/minutes"
    said = {"heading": "known", "text": "Three calls in May.", "audience": "everyone"}
    assert "Choose a heading" in text(send(minutes, address, "write", **{**said, "heading": ""}))
    for _twice in range(2):
        assert send(minutes, address, "write", **said).status_code == 302
    with as_(world, "chair", now()):
        assert Entry.objects.count() == 1
    entry = f"{address}/entry/1"
    shown = version(minutes.get(entry))
    assert chair.post(entry, {**said, "text": "Four calls in May.", "version": shown}).status_code == 302
    page = minutes.post(entry, {**said, "text": "Three calls and a bruise.", "version": shown})
    words = text(page)
    for one in ("Both versions", "Four calls in May.", "Three calls and a bruise."):
        assert one in words
    assert (
        minutes.post(
            entry, {**said, "text": "Four calls and a bruise.", "version": version(page)}
        ).status_code
        == 302
    )
    assert "Three calls in May." in text(minutes.get(entry)), "what it said before is kept"
    assert "Four calls and a bruise." in text(chair.get(address))
    fields = {"text": "It happened at home.", "state": "open", "speaks_for": "The calls."}
    assert send(minutes, address, "suppose", **fields).status_code == 302
    one = f"{address}/hypothesis/1"
    shown = version(minutes.get(one))
    anew = {**fields, "speaks_for": "The calls and the bruise.", "state": "likely", "version": shown}
    assert minutes.post(one, anew).status_code == 302
    words = text(minutes.get(one))
    for former in ("What it said before", "It happened at home. (Not settled)", "For: The calls."):
        assert former in words


def test_another_chairs_and_nothing_is_decided_yet_on_pages(world):
    ref = call(world, now() - HOUR)
    sits(world, ref, now())
    chair = client(world, "chair")
    one = f"/round-tables/{ref}/"
    seats = {"chair": world.users["manager"].pk, "minute_taker": world.users["minutes"].pk}
    assert "Say why" in text(send(chair, one, "seat", **seats, reason=""))
    assert send(chair, one, "seat", **seats, reason="She is ill.").status_code == 302
    assert "Another chair or minute taker" in text(chair.get(one))
    said = {"decision": "none:0", "tells": "The social worker", "safely": "Alone.", "contingency": "Ring."}
    minutes = f"{one}minutes"
    page = text(send(chair, minutes, "conclude", **said, none_yet=""))
    for words in ("Say why nothing is decided yet", "Say when it is looked at again"):
        assert words in page
    day = now() + timedelta(days=7)
    when = {"review_on-day": day.day, "review_on-month": day.month, "review_on-year": day.year}
    assert (
        send(chair, minutes, "conclude", **said, none_yet="The scan is awaited.", **when).status_code == 302
    )
    page = text(chair.get(minutes))
    for words in ("Nothing is decided yet", "The scan is awaited."):
        assert words in page


def test_below_reasonable_cause_the_refusal_stands_at_its_field(world):
    from tests.integration.agency.asking import a_case

    ref = call(world, now(), agencies=(), matter=a_case(now(), "red", world), kind="professionals")
    page = send(client(world, "chair"), f"/round-tables/{ref}/", "invite", who="agency:police", people=["1"])
    assert "has been told or has agreed" in text(page)
    assert "id_invite-who-error" in page.content.decode()


def test_an_open_page_saves_itself_and_undoes_nobody(world):
    ref = call(world, now() - HOUR)
    sits(world, ref, now())
    minutes, chair = client(world, "minutes"), client(world, "chair")
    with as_(world, "minutes", now()) as common:
        write(common, ref, "known", "Three calls.")
    entry = f"/round-tables/{ref}/minutes/entry/1"
    said = {"heading": "known", "audience": "everyone"}

    def typed(browser, text, shown, page):
        return browser.post(
            f"{entry}/autosave", {**said, "text": text, "version": shown, "page": page}
        ).status_code

    assert typed(minutes, "Three calls in", 1, "AAAA") == 204
    assert typed(minutes, "Three calls in May.", 1, "AAAA") == 204
    assert typed(minutes, " ", 1, "AAAA") == 409
    assert typed(chair, "Other", 1, "BBBB") == 409
    assert typed(chair, "Four calls in May.", 3, "BBBB") == 204
    assert typed(minutes, "Three calls in May, and", 1, "AAAA") == 409
    page = minutes.post(
        entry, {**said, "text": "Three calls in May, and more.", "version": 1, "page": "AAAA"}
    )
    assert "Both versions" in text(page)
    with as_(world, "chair", now()):
        one = Entry.objects.get()
        assert (one.text, one.version) == ("Four calls in May.", 4)
        assert [each.text for each in one.formers.all()] == ["Three calls.", "Three calls in May."]
    sent = chair.post(entry, {**said, "text": "Four calls.", "version": 3, "page": "BBBB"})
    assert sent.status_code == 302
    # What an open page sends after its button was pressed undoes nothing.
    assert typed(chair, "Four", 3, "BBBB") == 409
    assert client(world, "police").post(f"{entry}/autosave", said).status_code == 403


def test_an_agency_reads_its_copy_alone(world):
    ref = held(world, now() - 3 * HOUR)
    with as_(world, "minutes", now()) as common:
        write(common, ref, "plan", "The hub’s own note.", audience="hub")
    police, chair = client(world, "police"), client(world, "chair")
    one = f"/round-tables/{ref}/"
    form, about = shown_form(police.get(one), "say")
    form |= {
        "say-kind": "dissent",
        "say-text": "We would remove them tonight.",
        "say-person": about("say-person", "Rosa"),
    }
    assert police.post(one, form).status_code == 302
    assert "Does not agree" in text(chair.get(f"{one}minutes"))
    assert "Police (Rosa" in text(chair.get(f"{one}minutes"))
    assert send(chair, f"{one}minutes", "approve").status_code == 302
    assert send(client(world, "minutes"), f"{one}minutes", "circulate").status_code == 302
    page = text(police.get(one))
    assert "We would remove them tonight." in page
    assert "own note" not in page
    assert "The bruise and the calls together." not in page
    assert police.get(f"{one}minutes.pdf").content.startswith(b"%PDF")
    assert chair.get(f"{one}minutes.pdf").content.startswith(b"%PDF")
    assert client(world, "screener").post(f"{one}minutes", {"do": "write", "version": 1}).status_code == 200
    assert send(police, one, "acknowledge").status_code == 302
    assert "Acknowledged:" in text(police.get(one))
    assert send(police, one, "correct", text="The bruise was in July.").status_code == 302
    assert "The bruise was in July." in text(chair.get(f"{one}minutes"))
    with as_(world, "police", now()):
        assert Copy.objects.get().acknowledged_by_name == "Police Person"
    with as_(world, "governance", now()):
        seen = LedgerEntry.objects.filter(event="roundtables:minutes:taken-out", mentions__ref=ref)
        assert seen.count() == 2


def test_the_list_asks_the_same_however_long(world):
    counted = []
    for _twice in range(2):
        for _each in range(2 if counted else 1):
            call(world, now(), agencies=("police",))
        for who in ("chair", "police"):
            browser = client(world, who)
            for path in ("/round-tables/", "/round-tables/actions"):
                with CaptureQueriesContext(connection) as found:
                    assert browser.get(path).status_code == 200
                counted.append((who, path, len(found)))
    assert counted[:4] == counted[4:]


def test_what_was_given_is_said_to_be_done(world):
    ref = call(world, now() - HOUR)
    sits(world, ref, now())
    with as_(world, "minutes", now()) as common:
        due = now().date() + timedelta(days=1)
        for what in ("Visit tonight.", "Ring the school."):
            done(
                actions.give(
                    **common, meeting=fresh(ref), owner="DC Orr", what=what, due_on=due,
                    agency=world.agencies["police"],
                )
            )  # fmt: skip
    police, listed = client(world, "police"), "/round-tables/actions"
    page = police.get(listed)
    assert "Visit tonight." in text(page)
    form, which = shown_form(page, "finish")
    form["which"] = which("which", "Visit tonight.")
    assert "Say what was done" in text(police.post(listed, {**form, "evidence": ""}))
    own = f"/round-tables/{ref}/"
    other, choice = shown_form(police.get(own), "finish")
    other |= {"finish-which": choice("finish-which", "Visit tonight."), "finish-evidence": "Log 114."}
    # Pressed twice, here and on the meeting's own page, it is one: the next in the list is left alone.
    for _twice in range(2):
        assert police.post(listed, {**form, "evidence": "Log 114."}).status_code == 302
        assert police.post(own, other).status_code == 302
    assert "This action is done already." in text(police.post(listed, {**form, "evidence": "Log 115."}))
    assert "This action is done already." in text(police.post(own, {**other, "finish-evidence": "Log 115."}))
    with as_(world, "police", now()):
        found = {one.what: one.evidence for one in Action.objects.all()}
    assert found == {"Visit tonight.": "Log 114.", "Ring the school.": ""}
    assert police.post(listed, {**form, "which": "999999", "evidence": "x"}).status_code == 200
    assert client(world, "health").post(listed, {**form, "evidence": "Log 9."}).status_code == 200
    assert "Log 114." in text(client(world, "chair").get(listed))
    assert "Nothing is open." in text(client(world, "health").get(listed))
