"""A school is told before it opens next: by a person, under a clause, and nobody else sees it."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from tests.integration.agency.asking import client
from tests.integration.encompass.schools import SCHOOL, agree, flagged, open_schools
from tests.integration.notifications.conftest import Force

from mash.casework.encompass import actions, queries
from mash.casework.encompass.models import Message, Notice
from mash.casework.matters.models import Matter
from mash.casework.sharing.models import Share
from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message as Queued
from mash.foundation.visibility import acting, as_service

pytestmark = pytest.mark.django_db


class Hub:
    """What a screener does with notices, at a time."""

    def __init__(self, world, at):
        self.world, self.at, self.by = world, at, world.actor("screener")

    def ask(self, question, *, at=None, who="screener"):
        with acting(self.world.actor(who), at or self.at):
            return question()

    def notices(self):
        return self.ask(lambda: list(queries.every().select_related("hub").order_by("pk")))

    def do(self, action, notice, *, at=None, **said):
        at = at or self.at
        with acting(self.by, at):
            return action(by=self.by, at=at, notice=notice, **said)

    def stands(self, notice, at):
        return self.ask(lambda: queries.stands(queries.get_notice(notice.ref), at).standing, at=at)

    def send(self, notice, school="school", *, confirmed=True, helps=("tired",), version=1):
        return self.do(
            actions.send,
            notice,
            school=self.world.agencies[school],
            helps=list(helps),
            confirmed=confirmed,
            version=version,
        )


def test_a_school_is_told_reads_it_and_nobody_else_does(world, tmp_path):
    open_schools(world)
    force = Force(world)
    young = {"Child 1 DOB": "01/01/2025"}
    batch = force.take(
        flagged(
            tmp_path / "night.csv",
            (1, SCHOOL.upper(), {}),
            (3, "A school nobody knows", {}),
            (5, "", {}),  # no domestic abuse
            (7, SCHOOL, young),  # too young
            (1, SCHOOL, {"Circumstances": "The mother has a broken wrist."}),  # corrects the first
        )
    )
    assert force.reconcile(batch).received == 5
    hub = Hub(world, force.at)
    known, unknown = hub.notices()
    # Among what is to be done until two weeks after the school has opened, however long it was closed.
    long_after = known.due_at + timedelta(days=14)
    assert len(hub.ask(lambda: queries.to_do(long_after), at=long_after)) == 2
    assert (known.school.key, unknown.school, unknown.named) == ("school", None, "A school nobody knows")
    assert known.due_at.isoformat() == "2026-06-10T07:30:00+00:00"

    # Without a clause nothing is sent, nor to a school that did not sign it, nor unconfirmed.
    refused = hub.send(known)
    assert isinstance(refused, Refused)
    assert refused.code.startswith("sharing:clause:")
    agree(world)
    assert hub.send(known, "mill-road").code.startswith("sharing:clause:")
    assert hub.send(known, confirmed=False).code == "encompass:not-confirmed"
    assert not hub.ask(Message.objects.exists)
    with pytest.raises(ValueError, match="secret"):
        hub.send(known, helps=["secret"])
    assert hub.send(known).state == "sent"
    assert hub.send(known).state == "sent"  # pressed twice
    assert hub.send(known, "mill-road").code == "encompass:stale"
    assert hub.ask(Share.objects.filter(recipient="school", agreement__agreement__key="encompass").count) == 1
    assert isinstance(hub.do(actions.not_send, known, reason="twice", note="", version=1), Refused)

    # The message by e-mail names nobody and nothing; what the school reads names the child and nobody else.
    with acting(hub.by, hub.at), as_service("worker"):
        (mail,) = Queued.objects.filter(template="school_notice")
    assert mail.to == "keyadult@example.org"
    told = client(world, "keyadult")
    listed = told.get("/encompass/received/").content.decode()
    assert known.ref in listed
    assert "Family1" not in listed
    assert hub.stands(known, known.due_at - timedelta(minutes=29)) == "call"
    page = told.get(f"/encompass/received/{known.ref}/").content.decode()
    assert "Bryn Family1" in page
    assert "They may be tired, or not have eaten" in page
    for secret in ("Mair", "arguing", "wrist", known.matter.ref, "PPN-"):
        assert secret not in page
    assert hub.stands(known, known.due_at) == "read"
    assert (
        "Keyadult Person"
        in client(world, "screener").get(f"/encompass/notices/{known.ref}/").content.decode()
    )
    with acting(world.actor("governance"), now()):
        kinds = set(Entry.objects.values_list("event", flat=True))
    assert {"encompass:notice:proposed", "encompass:notice:sent", "encompass:message:read"} <= kinds

    others_see_nothing(world, known)
    the_rest_is_decided(world, hub, known, unknown)

    # A brother of whom a notification of his own comes is told of too, and nobody twice.
    before = len(hub.notices())
    for place, changes in enumerate(({"Child 1 forename": "Cai"}, {"Child 1 forename": "CAI"})):
        force.take(flagged(tmp_path / f"later{place}.csv", (1, SCHOOL, changes)))
    assert [one.state for one in hub.notices()[before:]] == ["proposed"]


def others_see_nothing(world, notice):
    for who in ("otherschool", "health", "police", "city-screener", "governance", "teacher"):
        with acting(world.actor(who), now()):
            assert not Message.objects.exists(), who
            assert not Notice.objects.exists(), who
    for who in ("otherschool", "health"):
        assert client(world, who).get(f"/encompass/received/{notice.ref}/").status_code == 404
        assert client(world, who).get(f"/encompass/notices/{notice.ref}/").status_code == 403
    assert client(world, "city-screener").get(f"/encompass/notices/{notice.ref}/").status_code == 404
    by = world.actor("keyadult")
    with acting(by, now()):
        assert Message.objects.count() == 1
        assert not Notice.objects.exists()
        assert not Matter.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            Message.objects.update(child="Somebody Else")


def the_rest_is_decided(world, hub, known, unknown):
    assert hub.do(actions.not_send, unknown, reason="", note="", version=1).code == "encompass:no-reason"
    assert hub.do(actions.not_send, unknown, reason="other", note=" ", version=1).code == "encompass:no-words"
    assert hub.stands(unknown, unknown.due_at) == "late"
    done = hub.do(actions.not_send, unknown, reason="no-school", note="", version=1)
    assert (done.state, done.reason) == ("not-sent", "no-school")
    assert hub.do(actions.call, known, call="spoke", version=2).call == "spoke"
    days = hub.ask(lambda: queries.by_day(hub.at.date(), hub.at.date(), now()))
    assert queries.total(days) == {"all": 2, "read": 1, "not-sent": 1}

    # Withdrawn, it is gone from the school at once and stays with the hub.
    assert hub.do(actions.withdraw, known, version=3).state == "withdrawn"
    assert client(world, "keyadult").get(f"/encompass/received/{known.ref}/").status_code == 404
    with acting(world.actor("keyadult"), now()):
        assert not Message.objects.exists()
    assert hub.ask(Message.objects.count) == 1

    # It can be sent again, such as to the right school, by a notice of its own.
    of = hub.ask(lambda: queries.get_notice(known.ref))
    with acting(hub.by, hub.at):
        again = [
            actions.propose_by_hand(by=hub.by, at=hub.at, contact=of.contact, child=of.subject).ref
            for _twice in range(2)
        ]
    assert again[0] == again[1] != known.ref

    # For a child of any other contact a person prepares it, once.
    screener = client(world, "screener")
    assert screener.get("/encompass/").status_code == screener.get("/encompass/counts/").status_code == 200
    plain = hub.ask(
        lambda: Matter.objects.exclude(pk__in=[known.matter_id, unknown.matter_id]).order_by("pk")[0]
    )
    address = f"/encompass/cases/{plain.ref}/"
    child = screener.get(address).content.decode()
    place = child.split('name="child" type="radio" value="')[1].split('"')[0]
    made = [screener.post(address, {"child": place})["Location"] for _again in range(2)]
    assert made[0] == made[1]
    page = screener.get(made[0]).content.decode()
    assert "Tell the school" in page
    assert client(world, "city-screener").get(address).status_code == 404
