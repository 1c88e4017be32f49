"""A mark is one press, seen exactly by those who see what it is set on, and taken back by a press."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.integration.agency.asking import client
from tests.integration.calls.calling import as_, done, fresh, heard, taken
from tests.integration.cases_web.conftest import arrive
from tests.integration.cases_web.steps import text
from tests.world import a_worry

from mash.casework.access.actions import Whom, declare_close
from mash.casework.calls import actions as calls
from mash.casework.intake.actions import receive
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import grant, restrict
from mash.foundation.kernel import Actor, Refused
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.oversight.demand.actions import end_mark, set_mark
from mash.oversight.demand.models import Mark
from mash.oversight.demand.things import find


def seen(world, who, at=None):
    with acting(world.actor(who), at or now()):
        return Mark.objects.count()


def test_a_mark_is_set_once_and_seen_with_its_contact(world):
    at = now()
    contact = arrive()
    with as_(world, "screener", at) as common:
        thing = find("contact", contact.ref)
        first = done(set_mark(**common, thing=thing, kind="nothing-new"))
        assert done(set_mark(**common, thing=thing, kind="nothing-new")) == first
        refused = set_mark(**common, thing=thing, kind="made-up")
        assert isinstance(refused, Refused)
    with as_(world, "city-screener", at):
        assert find("contact", contact.ref) is None
    whom = {
        "screener": 1,
        "decider": 1,
        "adult-screener": 1,
        "city-screener": 0,
        "governance": 0,
        "police": 0,
    }
    assert {who: seen(world, who) for who in whom} == whom

    # Restricted, it is theirs who are named; for a time, it is read and not written.
    with as_(world, "manager", at) as common:
        matter = Contact.objects.get(ref=contact.ref).matter
        done(restrict(**common, matter=matter, restriction="restricted"))
        user, until = world.users["practitioner"], at + timedelta(hours=1)
        done(grant(**common, matter=matter, user=user, reason="Visits them", until=until))
    whom = {"screener": 0, "decider": 0, "manager": 1, "practitioner": 1}
    assert {who: seen(world, who) for who in whom} == whom
    assert seen(world, "practitioner", until) == 0
    with as_(world, "manager", at) as common:
        user = world.users["decider"]
        done(grant(**common, matter=matter, user=user, reason="Looks at it", until=until))
    with as_(world, "decider", at) as common:
        thing = find("contact", contact.ref)
        assert thing is not None
        for refused in (
            set_mark(**common, thing=thing, kind="unclear"),
            end_mark(**common, thing=thing, kind="nothing-new"),
        ):
            assert isinstance(refused, Refused)
            assert refused.code == "matters:matter:read-only"
    with as_(world, "manager", at) as common:
        done(restrict(**common, matter=matter, restriction="open"))
    assert seen(world, "screener") == 1

    # Never of one's own.
    with as_(world, "screener", at) as common:
        rosa = Whom("Rosa", "Bellweather", date(2017, 3, 14))
        done(declare_close(**common, user=world.users["screener"], relation="friend", whom=rosa))
    assert {who: seen(world, who) for who in ("screener", "decider")} == {"screener": 0, "decider": 1}


def test_a_mark_of_a_call_follows_the_call(world):
    at = now() - timedelta(hours=1)
    ref = taken(world, at=at, says=heard())
    with as_(world, "screener", at) as common:
        thing = find("call", ref)
        assert isinstance(set_mark(**common, thing=thing, kind="not-done"), Refused)
        contact = done(calls.make_contact(**common, call=fresh(ref)))
        done(set_mark(**common, thing=find("call", ref), kind="not-done"))
        matter = contact.matter
    assert [seen(world, who) for who in ("decider", "city-screener")] == [1, 0]
    with as_(world, "manager", at) as common:
        done(restrict(**common, matter=matter, restriction="restricted"))
    assert [seen(world, who) for who in ("decider", "manager")] == [0, 1]
    with as_(world, "manager", at) as common:
        done(end_mark(**common, thing=find("call", ref), kind="not-done"))
        assert end_mark(**common, thing=find("call", ref), kind="not-done") is None
        again = done(set_mark(**common, thing=find("call", ref), kind="not-done"))
        assert again.ended_at is None
        assert Mark.objects.count() == 2


def test_the_buttons_on_the_contact_and_on_the_call(world):
    contact = arrive()
    matter = contact.matter.ref
    browser = client(world, "screener")
    address = f"/cases/{matter}/contacts"
    page = text(browser.get(address))
    assert "Would a better answer earlier have spared this?" in page
    press = {"thing": f"contact:{contact.ref}", "kind": "asks-what-became"}
    for _twice in range(2):
        answer = browser.post("/demand/mark", press)
        assert (answer.status_code, answer.url) == (302, f"{address}#marks-contact-{contact.ref}")
    with as_(world, "screener", now()):
        assert Mark.objects.count() == 1
    with as_(world, "governance", now()):
        assert Entry.objects.filter(event="demand:mark:set").count() == 1
    page = browser.get(address).content.decode()
    assert "Take back" in page
    for who, status in {"city-screener": 404, "police": 403, "governance": 403}.items():
        assert client(world, who).post("/demand/mark", press).status_code == status, who
    for thing in (
        "",
        "contact",
        "contact:\x00",
        "person:7K2QM-9XPRT",
        "contact:00000-00000",
        "mail:x",
        "call:x",
    ):
        assert browser.post("/demand/mark", {**press, "thing": thing}).status_code == 404, thing
    assert browser.post("/demand/mark", {**press, "kind": "made-up"}).status_code == 403
    assert browser.get("/demand/mark").status_code == 405
    assert browser.post("/demand/mark/end", press).status_code == 302
    assert browser.post("/demand/mark/end", press).status_code == 302
    with as_(world, "screener", now()):
        assert Mark.objects.filter(ended_at__isnull=True).count() == 0

    ref = taken(world, at=now() - timedelta(minutes=30), says=heard())
    with as_(world, "screener", now()) as common:
        done(calls.end(**common, call=fresh(ref), outcome="repeated", reason="The same as yesterday."))
    assert "Would a better answer earlier have spared this?" in text(browser.get(f"/calls/{ref}"))
    answer = browser.post("/demand/mark", {"thing": f"call:{ref}", "kind": "nothing-new"})
    assert answer.url == f"/calls/{ref}#marks-call-{ref}"
    assert "Take back" in text(browser.get(f"/calls/{ref}"))


@pytest.mark.parametrize("column", ["desk", "matter"])
def test_a_mark_cannot_be_put_elsewhere(world, column):
    contact = arrive()
    with acting(Actor.draft("OTHER"), now()):
        other = receive(by=Actor.draft("OTHER"), at=now(), arrival=a_worry(population="adults"))
    with as_(world, "screener", now()) as common:
        right = {"contact_id": contact.pk, "matter_id": contact.matter_id, "desk_id": contact.matter.desk_id}
        wrong = {"desk": {"desk_id": other.matter.desk_id}, "matter": {"matter_id": other.matter_id}}[column]
        with pytest.raises(IntegrityError), transaction.atomic():
            Mark.objects.create(
                **{**right, **wrong},
                channel="form",
                came_at=common["at"],
                kind="other",
                by="x",
                by_name="x",
                at=common["at"],
            )
