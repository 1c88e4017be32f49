"""A model comes into force while the index is served."""

import pytest
from tests.integration.people.clusters_world import Register

from mash.foundation.visibility import acting
from mash.registers.people.clusters.arrivals import approve_model, keep_model
from mash.registers.people.finding.engine import MATCHING, Engine
from mash.registers.people.matching.start import start_model

pytestmark = pytest.mark.django_db


def test_the_first_notice_after_it_is_answered_by_the_new_model_and_with_every_record(world):
    register = Register(world)
    register.arrive("a")
    engine = Engine()
    engine.load(register.now)
    assert (engine.version, len(engine.index)) == ("", 1)
    start, by = start_model(), register.world.actor("manager")
    with acting(by, register.tick()):
        kept = keep_model(
            by=MATCHING, at=register.now, version="2", body=start.body(), automatic=start.automatic_bits
        )
        assert approve_model(by=by, at=register.now, model=kept, in_force_from=register.now)
    register.arrive("b")
    with acting(MATCHING, register.now):
        number = register.live("b").pk
    engine.refresh(number, number, register.now)
    assert (engine.version, len(engine.index)) == ("2", 2)
