"""The year comes by every door, and what came by a door has that door's own record."""

from collections import Counter

import pytest
from tests.integration.demo.conftest import UNTIL

from mash.casework.calls.models import Call
from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Message
from mash.casework.matters.models import Subject
from mash.casework.notifications.models import Row
from mash.demo.play import draft_of, play
from mash.demo.play.doors import door_of
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting, as_service

pytestmark = pytest.mark.django_db
CHANNELS = {"form": "form", "phone": "telephone", "email": "mail", "police-system": "bulk"}


def test_a_worry_of_each_door_and_desk(stage, worries):
    chosen = {}
    for worry in worries:
        if worry.ratings and worry.previous_on is None:
            chosen.setdefault((door_of(worry), worry.desk_key), worry)
    assert {door for door, _desk in chosen} == set(CHANNELS)
    for worry in chosen.values():
        play(worry, stage)

    with acting(Actor.service("intake"), UNTIL):
        came = {
            key: Contact.objects.select_related("matter__desk", "referrer").get(draft=draft_of(worry))
            for key, worry in chosen.items()
        }
        for (door, desk), contact in came.items():
            worry = chosen[door, desk]
            assert contact.channel == CHANNELS[door]
            assert (contact.received_at, contact.matter.desk.key) == (worry.received_at, desk)
            assert worry.concern.happened in contact.worry
            assert contact.referrer.klass == (
                "anonymous" if worry.referrer.anonymous else contact.referrer.klass
            )
            named = Subject.objects.filter(matter=contact.matter).select_related("record").order_by("place")
            assert [one.record.said.get("family_name", "") for one in named] == [
                one.person.last_name for one in worry.subjects
            ]
        refs = Counter(dict.fromkeys(CHANNELS, 0))
        refs.update(door for door, _desk in came)
        with as_service("calls"):
            calls = list(Call.objects.all())
        with as_service("mailbox"):
            letters = list(Message.objects.all())
        with as_service("notifications"):
            rows = list(Row.objects.select_related("batch"))
    assert len(calls) == refs["phone"]
    assert all(one.state == "ended" and one.contact_id and one.ended_at > one.started_at for one in calls)
    assert len(letters) == refs["email"]
    assert all((one.state, one.put_away_at is not None) == ("contact", True) for one in letters)
    assert len(rows) == refs["police-system"]
    assert all((one.state, one.batch.way) == ("received", "api") for one in rows)


def test_the_mix_of_doors_is_believable(worries):
    """Half by form, a third from the force, the rest by telephone and mail; the public calls more often than it writes."""
    doors = Counter(door_of(one) for one in worries)
    share = {door: count / len(worries) for door, count in doors.items()}
    assert share["form"] > share["phone"] > share["email"] > 0.01
    assert 0.1 < share["police-system"] < 0.6
    public = Counter(door_of(one) for one in worries if not one.referrer.professional)
    assert public["phone"] > 0.3 * sum(public.values())
