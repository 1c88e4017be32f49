"""What the worker sweeps up, and what it leaves."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from tests.world import TUESDAY, a_worry

from mash.casework.cases.actions import present_now
from mash.casework.cases.models import Presence
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.actions.drafts import start_draft
from mash.casework.intake.models import Draft
from mash.foundation.files.actions import receive as receive_file
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting, as_service
from mash.interfaces.worker import housekeeping

pytestmark = pytest.mark.django_db


def test_presence_is_forgotten_after_an_hour(world):
    with acting(Actor.draft("D"), TUESDAY):
        contact = receive(by=Actor.draft("D"), at=TUESDAY, arrival=a_worry())
    by = world.actor("screener")
    with acting(by, TUESDAY):
        present_now(by=by, at=TUESDAY, case=get_case(contact.matter.ref))

    assert housekeeping.forget_presence(at=TUESDAY + timedelta(minutes=59)) == 0
    assert housekeeping.forget_presence(at=TUESDAY + timedelta(minutes=61)) == 1
    with acting(by, TUESDAY):
        assert not Presence.objects.exists()


def test_a_form_left_lying_is_purged():
    by = Actor.public()
    with acting(by, TUESDAY):
        start_draft(by=by, at=TUESDAY, population="children", answers={}, language="en-gb")

    assert housekeeping.purge_old_drafts(at=TUESDAY + timedelta(days=1)) == 0
    assert housekeeping.purge_old_drafts(at=TUESDAY + timedelta(days=400)) == 1
    with acting(Actor.service("drafts"), TUESDAY):
        assert not Draft.objects.exists()


def test_counters_that_ran_out_are_deleted_and_live_ones_kept():
    cache.set("short", 1, 60)
    cache.set("long", 1, 7200)

    assert housekeeping.forget_counters(at=now()) == 0
    assert housekeeping.forget_counters(at=now() + timedelta(hours=1)) == 1
    assert cache.get("long") == 1


def test_files_leave_quarantine_by_the_worker(settings, tmp_path, world):
    settings.MASH_FILES = str(tmp_path)
    settings.MASH_CLAMD = "memory"
    by = Actor.draft("D")
    with acting(by, TUESDAY):
        contact = receive(by=by, at=TUESDAY, arrival=a_worry())
        with as_service("intake"):
            receive_file(
                by=by, at=TUESDAY, name="note.txt", chunks=[b"Hungry."], held_for=Ref("contact", contact.ref)
            )

    assert housekeeping.scan_quarantined(at=TUESDAY) == 1
    with acting(Actor.service("worker"), TUESDAY):
        assert StoredFile.objects.get().state == "clean"
