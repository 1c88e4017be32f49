"""The board, the channels and what could have been spared equal a count by hand over a random small set of facts."""

import csv
import io
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median

from django.db import connection
from tests.integration.agency.asking import client, look
from tests.integration.calls.calling import as_, done, fresh, heard, taken
from tests.integration.cases_web.steps import text
from tests.integration.notifications.conftest import Force, notification, write_csv
from tests.world import TUESDAY, a_worry

from mash.casework.calls import actions as calls
from mash.casework.cases.actions import add_person, claim, rate
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import PersonSaid, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Further, Message
from mash.casework.matters.actions import add_subject, identify_subject, restrict
from mash.foundation.adapters.telephony import CallRecord
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.time import LONDON, now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service
from mash.oversight.demand.actions import save_sheet, send_elsewhere, set_mark
from mash.oversight.demand.queries.board import board
from mash.oversight.demand.queries.channels import channels
from mash.oversight.demand.queries.duplicates import duplicates
from mash.oversight.demand.queries.marks import marked, sender_of, totals
from mash.oversight.demand.rules import Figures
from mash.oversight.demand.things import find
from mash.registers.people.actions import receive_record

# A Tuesday after eight Tuesdays of which none is a bank holiday; no clock changes in them.
DAY = datetime(2026, 7, 28, tzinfo=LONDON)
AT = datetime(2026, 7, 28, 15, 30, tzinfo=LONDON).astimezone(UTC)
HOUR = timedelta(hours=1)
SCHOOL = ReferrerSaid(klass="professional", name="Edith Marlow", agency="Ostermarch schools")
FORMULA = ReferrerSaid(klass="professional", name="Eve", agency="=1+1")
ALIKE = ReferrerSaid(klass="professional", name="Ann Other", agency=" Ostermarch  Schools ")


def arrived(at, number, **changes) -> Contact:
    by = Actor.draft(f"DRAFT{number}")
    said = PersonSaid(role="subject", said={"given_name": "Child", "family_name": f"Number{number}"})
    with acting(by, at):
        return receive(by=by, at=at, arrival=a_worry(people=(said,), **changes))


def rated(world, contact, at):
    with as_(world, "screener", at) as common:
        case = get_case(contact.matter.ref)
        claim(**common, case=case)
        for subject in case.matter.subjects.select_related("record", "matter"):
            identify_subject(**common, subject=subject, person=None, reason="Not known before")
        look(case, **common)
        done(rate(**common, case=case, rating="green", rationale="Seen today."))


def test_the_board_of_a_day(world):
    chance = random.Random(7)
    desk = world.desks["county-children"]
    facts = []
    for number in range(26):
        week = chance.choice([0, 0, 0, 1, 1, 2])
        at = (DAY - timedelta(weeks=week)).astimezone(UTC) + timedelta(
            minutes=chance.randrange(7 * 60, 15 * 60)
        )
        channel = chance.choice(["form", "mail", "telephone", "bulk"])
        contact = arrived(at, number, channel=channel)
        taken_up = None
        if chance.random() < 0.4:
            taken_up = min(at + timedelta(minutes=chance.randrange(1, 300)), AT - timedelta(minutes=1))
            rated(world, contact, taken_up)
        facts.append((at, channel, taken_up))
    # At the neighbours' desks, and one that is kept from the reader: neither counts.
    arrived(AT - timedelta(hours=2), 100, population="adults")
    hidden = arrived(AT - timedelta(hours=2), 101)
    with as_(world, "manager", AT) as common:
        done(restrict(**common, matter=hidden.matter, restriction="restricted"))
        hours = {9: Figures(2), 10: Figures(0), 12: Figures(3, 5, 4)}
        done(save_sheet(**common, desk=desk, day=DAY.date(), hours=hours, seen={}))
    with as_(world, "screener", AT):
        found = board(desk, DAY.date(), at=AT)
    for row in found.rows:
        within = [one for one in facts if row.span.start <= one[0] < row.span.end]
        if row.span.start > AT:
            assert (row.came, row.rated, row.waiting) == (None, None, None)
        else:
            assert row.came == Counter(one[1] for one in within), row.span
            done_here = [one for one in facts if one[2] and row.span.start <= one[2] < row.span.end]
            assert row.rated == len(done_here)
            end = min(row.span.end, AT)
            waits = [one for one in facts if one[0] <= end and (one[2] is None or one[2] > end)]
            assert row.waiting == len(waits), row.span
        weeks = [
            sum(
                row.span.start <= one[0] + timedelta(weeks=back) < row.span.end
                for one in facts
                if (DAY - one[0].astimezone(LONDON)).days // 7 == back - 1 and one[0] < DAY
            )
            for back in range(1, len(found.weeks) + 1)
        ]
        assert row.usual == median(weeks), row.span
    assert 1 <= len(found.weeks) <= 2  # before the first contact nothing was usual
    nine, ten, noon = found.rows[9], found.rows[10], found.rows[12]
    assert nine.each == sum(nine.came.values()) / 2
    assert ten.each is None
    assert (noon.calls.abandoned, nine.calls) == (1, None)
    see_a_switch(world, desk, found)


def rings(desk, number, at):
    service, ring = Actor.service("calls"), CallRecord(number, "front", at, None, at + timedelta(seconds=40))
    with acting(service, at):
        calls.take_in(by=service, at=at, source="S", records=[ring], desks={"front": desk})


def see_a_switch(world, desk, found):
    """A switch's records count and what was entered does not, and a day ahead has what was usual on the days before today."""
    rings(desk, "1", AT)
    with as_(world, "screener", AT):
        rows = board(desk, DAY.date(), at=AT).rows
        ahead = [board(desk, DAY.date() + timedelta(days=n), at=AT) for n in (7, 28)]
        quiet = board(desk, DAY.date() - timedelta(days=1), at=AT), board(desk, DAY.date(), at=AT + HOUR)
    assert (rows[12].calls.offered, rows[15].calls.offered, rows[16].calls) == (0, 1, None)
    # Of the days that were, also where those before it are still to come.
    for one in ahead:
        assert {row.came for row in one.rows} == {None}
        assert one.weeks == found.weeks
        assert [row.usual for row in one.rows] == [row.usual for row in found.rows]
    assert sum(row.usual for row in found.rows) > 0
    # Before its first call the desk had no switch; after what it told last nothing is known.
    assert not quiet[0].switch
    assert [row.calls and row.calls.offered for row in quiet[1].rows][14:18] == [0, 1, None, None]
    morning = AT + timedelta(hours=20)
    rings(desk, "2", morning)
    with as_(world, "screener", morning):
        told = channels(desk, since=AT - timedelta(days=3), until=morning + HOUR, at=morning + HOUR).telephone
        assert (told.calls.offered, told.days_known) == (2, 2)
        later = morning + timedelta(days=2)
        tomorrow = board(desk, DAY.date() + timedelta(days=2), at=later)
        assert (tomorrow.switch, {row.calls for row in tomorrow.rows}) == (True, {None})
        assert channels(desk, since=AT, until=later, at=later).telephone.days_known == 2


def test_channels_and_what_could_have_been_spared(world):
    at = now()
    desk = world.desks["county-children"]
    since = at - timedelta(days=20)
    days = [at - timedelta(days=n) for n in (3, 4, 5, 6)]
    one, two, three, _four = (
        arrived(day, number, channel=channel, referrer=who, danger_now="no")
        for number, (day, channel, who) in enumerate(
            zip(
                days,
                ("form", "form", "mail", "bulk"),
                (SCHOOL, ALIKE, SCHOOL, FORMULA),
                strict=True,
            )
        )
    )
    arrived(at - timedelta(days=40), 9)
    rated(world, one, days[0] + timedelta(hours=3))
    ref = taken(world, at=at - timedelta(hours=4), says=heard(people=[]))
    with as_(world, "screener", at - timedelta(hours=3, minutes=50)) as common:
        done(calls.end(**common, call=fresh(ref), outcome="repeated", reason="The same as on Monday."))
    with as_(world, "screener", at) as common:
        for thing, kind in (
            (f"contact:{one.ref}", "nothing-new"),
            (f"contact:{one.ref}", "unclear"),
            (f"contact:{two.ref}", "nothing-new"),
            (f"call:{ref}", "nothing-new"),
        ):
            done(set_mark(**common, thing=find(*thing.split(":")), kind=kind))
        away = Contact.objects.select_related("matter__desk", "referrer").get(ref=three.ref)
        said = {
            "elsewhere": "housing",
            "passed_on": True,
            "taken_by": "Ada Fenn, housing",
            "words": "Ask them.",
            "rationale": "A leak.",
        }
        done(send_elsewhere(**common, contact=away, **said))
        # One typed in afterwards from what the contact says, and one of the family, whom the case itself brought.
        typed = {"given_name": "Ola", "family_name": "Number0"}
        form = {"case": get_case(one.matter.ref), "contact": one, "role": "other", "said": typed}
        done(add_person(**common, **form))
        with as_service("intake"):
            family = receive_record(at=at, said={"given_name": "Ivo"}, source=Ref("family", one.matter.ref))
            add_subject(matter=one.matter, record=family, role="sibling", place=9)
        found = channels(desk, since=since, until=at, at=at)
        by = {each.channel: each for each in found.contacts}
        assert {key: each.came for key, each in by.items()} == {
            "form": 2,
            "telephone": 0,
            "mail": 1,
            "bulk": 1,
        }
        assert {key: each.waiting for key, each in by.items()} == {
            "form": 2,
            "telephone": 0,
            "mail": 1,
            "bulk": 1,
        }
        assert {key: each.added for key, each in by.items() if each.added} == {"form": 1}
        assert by["form"].to_rating.many == 1
        assert by["form"].kinds == {"": 2}
        assert by["mail"].kinds == {"misdirected": 1}
        assert by["mail"].oldest == three.received_at
        assert found.telephone.nothing == {"repeated": 1}
        assert found.telephone.on_call.median == timedelta(minutes=10)
        assert found.telephone.calls is None
        assert (found.mail, found.bulk, found.advice) == (None, None, None)
        all_came = totals(desk.pk, since=since, until=at)
        spared = marked(desk.pk, since=since, until=at)
        assert all_came.total() == 5
        assert Counter(kind for each in spared for kind in each.kinds) == {"nothing-new": 3, "unclear": 1}
        by_sender = Counter()
        for (_channel, sender), many in all_came.items():
            by_sender[sender.agency] += many
        assert by_sender == {
            "Ostermarch schools": 2,
            "Ostermarch Schools": 1,
            "=1+1": 1,
            "Tannery Row primary": 1,
        }
        assert len({sender.key for _channel, sender in all_came}) == 3
        assert {each.pk for each in spared if each.thing == "contact"} == {one.pk, two.pk, three.pk}
        assert duplicates(desk, since=since, until=at).joined == 0
    with as_(world, "city-screener", at):
        assert marked(desk.pk, since=since, until=at) == []
        assert not totals(desk.pk, since=since, until=at)
    see_pages(world, (one.ref, two.ref, ref), three.ref)


def see_pages(world, things, away):
    """The pages of the room say the same, to those who may know; what leaves it is on record."""
    browser = client(world, "manager")
    for address, words in {
        f"/demand/?day={(now() - timedelta(days=3)).astimezone(LONDON).date()}": (
            "All that came",
            "Nobody has written who is on duty on this day.",
        ),
        "/demand/channels?days=91": (
            "Nothing came of it: Told the same again, and nothing new",
            "Until first rated",
        ),
        "/demand/avoidable": (
            "3 of 5",
            "60.0%",
            "Ostermarch schools",
            "Housing",
            "Sent to the hub by mistake: by whom",
        ),
    }.items():
        page = text(browser.get(address))
        for each in words:
            assert each in page.replace("\n", " "), (address, each)
    page = text(browser.get("/demand/avoidable/list/nothing-new"))
    for shown in things:
        assert shown in page
    assert away not in page
    assert away in text(browser.get("/demand/avoidable/list/misdirected?elsewhere=housing"))
    assert browser.get("/demand/avoidable/list/made-up").status_code == 404
    page = text(client(world, "city-screener").get("/demand/avoidable/list/nothing-new?desk=county-children"))
    assert things[0] not in page
    key = sender_of("professional", "OSTERMARCH schools").key
    page = text(browser.get(f"/demand/avoidable/sender/{key}"))
    assert "What we would ask of you" in page
    assert "Edith" not in page
    assert client(world, "city-screener").get(f"/demand/avoidable/sender/{key}").status_code == 404
    # Three are too few for a letter that leaves the hub.
    assert "too little for a letter" in page
    assert browser.get(f"/demand/avoidable/sender/{key}.csv").status_code == 404
    # What leaves for a board leaves small counts out.
    found = browser.get("/demand/avoidable.csv").content.decode()
    assert '"Told again, with nothing new",few,-' in found
    assert "'=1+1,few,few,-" in found
    for name in ("board.csv", "channels.csv"):
        assert browser.get(f"/demand/{name}").status_code == 200
    with as_(world, "governance", now()):
        seen = Counter(Entry.objects.filter(event__startswith="demand:").values_list("event", flat=True))
    assert seen["demand:sender:shown"] == 1
    assert seen["demand:figures:exported"] == 3
    assert seen["demand:mark:listed"] == 2
    for who in ("police", "governance", "practitioner", "teacher"):
        assert client(world, who).get("/demand/").status_code == 403, who
    assert browser.get("/demand/?day=1999-01-01").status_code == 404
    assert browser.get("/demand/channels?days=99999").status_code == 200


def test_whose_it_is_and_what_of_it_may_leave(world):
    at = now()
    desk = world.desks["county-children"]
    since, school = at - timedelta(days=20), ReferrerSaid(klass="professional", agency="Ostermarch schools", email="office@school.example.org")  # fmt: skip
    first, *others = (arrived(at - timedelta(days=2), number, referrer=school) for number in range(6))
    mails = {"Office@school.example.org": True, "gran@example.org": True, "office@school.example.org": False}
    with acting(Actor.service("mailbox"), at), as_service("intake"):
        for number, (sender, verified) in enumerate(mails.items()):
            said = {"message": f"M{number}", "sender": sender, "verified": verified, "text": "Any news?"}
            Further.objects.create(matter=first.matter, contact=first, received_at=at - HOUR, **said)
    ref = taken(world, at=at - timedelta(hours=4), says=heard(people=[]))
    with as_(world, "screener", at - timedelta(hours=3)) as common:
        done(calls.end(**common, call=fresh(ref), outcome="repeated", reason="The same as on Monday."))
        done(set_mark(**common, thing=find("call", ref), kind="nothing-new"))
        for mail in Further.objects.all():
            done(set_mark(**common, thing=find("mail", mail.public_id), kind="asks-what-became"))
        for each in others:
            done(set_mark(**common, thing=find("contact", each.ref), kind="unclear"))
    with acting(Actor.service("calls"), at), connection.cursor() as cursor:
        cursor.execute("SELECT mash.empty_calls('repeated', %s)", [at])
    with as_(world, "screener", at):
        came, found = (read(desk.pk, since=since, until=at) for read in (totals, marked))
    by_sender = Counter()
    for (_channel, sender), many in came.items():
        by_sender[sender.agency or sender.klass] += many
    # A later mail is the agency's where its own address is verified; of an emptied call it is not known any more.
    assert by_sender == {"Ostermarch schools": 7, "other": 2, "gone": 1}
    assert Counter(one.sender.agency or one.sender.klass for one in found) == {
        "Ostermarch schools": 6,
        "other": 2,
        "gone": 1,
    }
    with as_(world, "manager", at) as common:
        done(restrict(**common, matter=others[0].matter, restriction="restricted"))
    browser, key = client(world, "manager"), sender_of("professional", "Ostermarch schools").key
    page = text(browser.get("/demand/avoidable"))
    assert "Callers of whom nothing is kept any more" in page
    assert "Somebody else in the thread of an email" in page
    # The manager sees the seventh, and does not tell it; few is few, and what would tell it is left out.
    page = text(browser.get(f"/demand/avoidable/sender/{key}"))
    assert "You sent us 6. Of these, few would have been spared" in page
    found = browser.get(f"/demand/avoidable/sender/{key}.csv").content.decode()
    rows = list(csv.reader(io.StringIO(found)))
    assert [row for row in rows if row[:1] in (["Form"], ["Email"])] == [["Form", "few"], ["Email", "few"]]
    assert [row[1:] for row in rows if len(row) == 3][1:] == [["few", "-"], ["few", "-"]]
    with as_(world, "manager", at) as common:
        for each in others[1:3]:
            done(restrict(**common, matter=each.matter, restriction="restricted"))
    assert "too little for a letter" in text(browser.get(f"/demand/avoidable/sender/{key}"))


def test_no_figure_tells_of_what_the_reader_does_not_see(world, tmp_path):
    desk, at = world.desks["county-children"], TUESDAY + 3 * HOUR
    Force(world).take(write_csv(tmp_path / "ppn.csv", [notification(n) for n in (1, 2, 3, 2)]))
    one, kept = (arrived(TUESDAY, number, channel="mail") for number in range(2))
    rows = [
        ("contact", "", one.ref),
        ("contact", "", kept.ref),
        ("joined", "", kept.ref),
        ("rejected", "repeat", one.ref),
        ("rejected", "repeat", kept.ref),
        ("rejected", "auto-reply", ""),
        ("aside", "no-text", ""),
    ]
    with acting(Actor.service("mailbox"), TUESDAY):
        for number, (state, reason, ref) in enumerate(rows):
            said = {
                "state": state,
                "reason": reason,
                "contact": ref,
                "digest": str(number),
                "place": str(number),
            }
            when = {"arrived_at": TUESDAY, "settled_at": TUESDAY + (number + 1) * HOUR / 10}
            Message.objects.create(desk=desk, box="b", epoch="1", size=1, **said, **when)
    with as_(world, "manager", TUESDAY + HOUR) as common:
        bulk = Contact.objects.filter(channel="bulk").order_by("pk")[1]  # the one that came twice
        for each in (kept, bulk):
            done(restrict(**common, matter=each.matter, restriction="restricted"))
    seen = {}
    for who in ("manager", "screener", "decider"):
        with as_(world, who, at):
            found = channels(desk, since=TUESDAY - HOUR, until=at, at=at)
            twice = duplicates(desk, since=TUESDAY - HOUR, until=at)
            mail, came = found.mail, {each.channel: each.came for each in found.contacts}
            assert (mail.contacts, found.bulk.taken) == (came["mail"], came["bulk"]), who
            seen[who] = (
                (mail.received, mail.contacts, mail.joined, mail.not_for_us, mail.aside, mail.waiting),
                (mail.age.many, dict(mail.reasons)),
                (found.bulk.rows, found.bulk.taken, found.bulk.repeats, found.bulk.age.many),
                (twice.mail, twice.notifications),
            )
    asides = {"no-text": 1, "auto-reply": 1}
    assert seen == {
        "manager": ((7, 2, 1, 3, 1, 1), (6, {**asides, "repeat": 2}), (4, 3, 1, 3), (2, 1)),
        "screener": ((4, 1, 0, 2, 1, 1), (3, {**asides, "repeat": 1}), (2, 2, 0, 2), (1, 0)),
        # Who does not screen learns nothing of what is no contact's: no 0 and no sum.
        "decider": ((None, 1, 0, None, None, None), (2, {}), (2, 2, 0, 2), (None, 0)),
    }
