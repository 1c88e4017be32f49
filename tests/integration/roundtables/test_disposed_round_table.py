"""With its case a round table's words and names go; the kind, the seats, when it was and how it ended stay."""

import re
from datetime import timedelta

import pytest
from tests.integration.retention.old_cases import FAR, approved, closed
from tests.integration.retention.test_disposal import everything
from tests.integration.roundtables.sitting import (
    HOUR,
    as_,
    call,
    done,
    fresh,
    invitation,
    sits,
    with_a_table,
    write,
)
from tests.world import TUESDAY

from mash.casework.roundtables import actions, queries
from mash.casework.roundtables.models import Action
from mash.interfaces.worker.retention import carry_out_due
from mash.oversight.retention.actions import propose

AT = TUESDAY + timedelta(days=14)
WORDS = ("Welcome to nobody", "Zebra crossing", "Unlikely Uncle", "Log nine", "Dr Lindqvist", "Sgt Halewood")


@pytest.mark.usefixtures("own_database")
def test_its_words_go_and_its_figures_stay(superuser_connection, settings, tmp_path, world):
    settings.MASH_LOG_KEY = str(tmp_path / "log.key")
    settings.MASH_STATE = tmp_path
    with_a_table(world)
    matter = closed(world)
    ref = call(world, AT, matter=matter, kind="professionals", why="Welcome to nobody.")
    sits(world, ref, AT + HOUR)
    with as_(world, "minutes", AT + HOUR) as common:
        write(common, ref, "known", "Zebra crossing.")
        done(actions.suppose(**common, meeting=fresh(ref), said=actions.Supposed(text="Unlikely Uncle.")))
        done(actions.say(**common, invitation=invitation(ref, "health"), text="No.", said_by="Dr Lindqvist"))
        due = (AT + HOUR).date()
        police = world.agencies["police"]
        done(
            actions.give(
                **common, meeting=fresh(ref), owner="Sgt Halewood", what="Go.", due_on=due, agency=police
            )
        )
        done(actions.end(**common, meeting=fresh(ref)))
    with as_(world, "chair", AT + HOUR) as common:
        done(actions.approve(**common, meeting=fresh(ref)))
    with as_(world, "minutes", AT + HOUR) as common:
        done(actions.circulate(**common, meeting=fresh(ref)))
    with as_(world, "governance", FAR) as common:
        early = propose(**common, ref=matter)
        assert not early, "an action is open"
    with as_(world, "police", AT + 2 * HOUR) as common:
        action = Action.objects.select_related("meeting").get()
        done(actions.finish(**common, action=action, evidence="Log nine."))
    said = everything(superuser_connection)
    assert [word for word in WORDS if word not in said] == []
    made = approved(world, matter)
    assert carry_out_due(at=made.proposed_at + timedelta(days=8)) == 1
    left = everything(superuser_connection)
    assert [word for word in WORDS if word in left] == []
    kept = re.findall(rf"roundtables_meeting .*{ref}.*", left)
    assert len(kept) == 1
    for word in ("professionals", "approved", "authority"):
        assert word in kept[0]
    assert "\nroundtables_copy (" not in left
    for who in ("chair", "police", "governance"):
        with as_(world, who, FAR + timedelta(days=20)):
            assert queries.get(ref) is None
