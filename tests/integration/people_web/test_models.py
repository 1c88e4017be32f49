"""Versions of the model: what each has learnt, and approved only by somebody else."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.people.clusters import arrivals
from mash.registers.people.matching.start import start_model
from mash.registers.people.models import MatchModel

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(world):
    """A version that waits for approval, made by `who`."""

    def keep(who=None, version="2026-11"):
        by, at = who or Actor.service("matching"), now()
        body = {"format": "mash-people-1", **asdict(start_model())}
        with acting(world.actor("manager"), at):
            return arrivals.keep_model(by=by, at=at, version=version, body=body, automatic=7.5)

    return keep


def approve(client, model, day):
    said = {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year), "time": ""}
    return client.post(f"/people/models/{model.pk}/", said)


def test_every_version_is_listed_with_who_made_it(kept, sign_in):
    kept()
    text = sign_in("manager").get("/people/models/").text
    assert "2026-11" in text
    assert "Waits for approval" in text
    assert "the matching" in text


def test_the_report_has_each_level_in_the_picture_and_in_the_table(kept, sign_in):
    text = sign_in("manager").get(f"/people/models/{kept().pk}/").text
    picture, table = text.split("<svg")[1].split("</svg>")[0], text.split("<table")[1]
    assert picture.count("<rect") == table.count("<tr") - 1
    assert "day and month of birth swapped" in picture
    assert f"{start_model().chances['same']['given']['same']:.1%}" in table
    assert "style=" not in picture


def test_a_manager_puts_it_in_force(world, kept, sign_in):
    model = kept()
    assert approve(sign_in("manager"), model, now().date()).status_code == 302
    text = sign_in("manager").get("/people/models/").text
    assert "In force" in text
    assert "Manager Person" in text


def test_whoever_made_it_does_not_approve_it(world, kept, sign_in):
    model = kept(who=world.actor("manager"))
    assert "Somebody else has to approve it" in approve(sign_in("manager"), model, now().date()).text
    with acting(world.actor("manager"), now()):
        assert MatchModel.objects.get().approved_at is None


def test_nothing_comes_into_force_in_the_past(kept, sign_in):
    answer = approve(sign_in("manager"), kept(), now().date() - timedelta(days=2))
    assert "must be today or in the future" in answer.text


def test_approved_twice_is_approved_once(kept, sign_in):
    model = kept()
    approve(sign_in("manager"), model, now().date())
    assert "already decided" in approve(sign_in("manager"), model, now().date()).text


@pytest.mark.parametrize("who", ["screener", "decider", "police", "governance", "administrator"])
def test_others_do_not_open_it(kept, sign_in, who):
    assert sign_in(who).get(f"/people/models/{kept().pk}/").status_code == 403
    assert sign_in(who).get("/people/models/").status_code == 403
