"""A report while the entry is put right: one of the two knows of the other."""

import threading

from django.db import connections, transaction
from tests.integration.directory.keeping import OFFICE, as_, done, posts, said, way_of
from tests.world import TUESDAY

from mash.foundation.kernel import Actor
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.registers.directory import actions
from mash.registers.directory.models import Wrong


def test_a_report_that_crosses_a_correction_is_refused_and_does_not_stay_open(own_database, world):
    nurse = posts(world)["nurse"]
    with as_(world, "health"):
        way = way_of(nurse)
    found = []

    def reports():
        try:
            with as_(world, "screener") as common:
                found.append(actions.report_wrong(**common, way=way, heard="moved"))
        finally:
            connections.close_all()

    crossing = threading.Thread(target=reports)
    with as_(world, "health") as common, transaction.atomic():
        right = said(value="01632 960 181", when="hours", hours=OFFICE, purposes=("request",))
        done(actions.correct_way(**common, way=way, said=right))
        crossing.start()
        crossing.join(timeout=1)
        assert not found, "it waits for what becomes of the way"
    crossing.join()
    assert found[0].code == "directory:way:corrected"
    with as_(world, "health"):
        assert not Wrong.objects.exists()
    with acting(Actor.service("worker"), TUESDAY):
        assert not Message.objects.filter(template="directory_wrong").exists()
