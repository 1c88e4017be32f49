"""Who is told that a request waits: the post that stands for it now, whoever stands in, the night's team, or everybody."""

from datetime import timedelta

import pytest
from tests.integration.agency.asking import ask, client
from tests.integration.cases_web.steps import text
from tests.integration.directory.keeping import OFFICE, as_, done, posts, said, way_of
from tests.world import TUESDAY

from mash.casework.matters.models import Matter
from mash.casework.sharing.models import Request
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.registers.directory import actions, rules
from mash.registers.directory.queries.routing import addressees

NIGHT = TUESDAY.replace(hour=20)


def told(reference: str, at=TUESDAY) -> list[str]:
    with acting(Actor.service("worker"), at):
        return list(
            Message.objects.filter(reference=reference, template="request_waiting").values_list(
                "to", flat=True
            )
        )


def team_of(world, ref, at=TUESDAY):
    with as_(world, "screener", at):
        asked = Request.objects.select_related("for_team").get(ref=ref)
        return asked.for_team.name if asked.for_team else ""


def test_without_an_entry_nothing_is_other_than_before(world):
    ref = ask(world, agency="health")
    assert told(ref) == []
    assert team_of(world, ref) == ""
    with as_(world, "screener"):
        assert addressees(world.agencies["health"], what="request", at=TUESDAY) is None


def test_the_post_that_stands_for_requests_is_told_and_out_of_hours_the_night_team(world):
    made = posts(world)
    ref = ask(world, agency="health")
    assert told(ref) == ["health@example.org"]
    assert team_of(world, ref) == "Safeguarding nurses"
    with as_(world, "health", NIGHT) as common:
        night = said(NIGHT, kind="email", value="night@health.example", when="outside", hours=OFFICE, place=2)
        done(actions.add_way(**common, post=made["night"], said=night))
    ref = ask(world, agency="health", at=NIGHT)
    assert told(ref, NIGHT) == ["night@health.example"]
    assert team_of(world, ref, NIGHT) == "Night team"


def test_whoever_stands_in_is_told_and_where_nobody_has_an_inbox_everybody_is(world):
    made = posts(world)
    day = rules.local_day(TUESDAY)
    with as_(world, "health") as common:
        done(
            actions.stand_in(**common, post=made["nurse"], other=made["deputy"], from_day=day, until_day=day)
        )
    ref = ask(world, agency="health")
    assert told(ref) == ["deputy.nurse@health.example"]
    # A mailbox that was reported wrong is not written to: everybody who receives for the agency is.
    with as_(world, "screener") as common:
        done(actions.report_wrong(**common, way=way_of(made["deputy"]), heard="bounced"))
        found = addressees(world.agencies["health"], what="request", at=TUESDAY)
        assert found.addresses == ("health@example.org",)
        assert found.team is None
    tomorrow = TUESDAY + timedelta(days=1)
    with as_(world, "screener", tomorrow):
        assert (
            addressees(world.agencies["health"], what="request", at=tomorrow).team.name
            == "Safeguarding nurses"
        )


@pytest.mark.parametrize("who", ["screener", "health"])
def test_the_request_says_whom_it_went_to_and_the_case_how_they_are_reached(world, who):
    made = posts(world, at=now())
    with as_(world, "health", now()) as common:
        done(
            actions.add_way(
                **common, post=made["nurse"], said=said(now(), value="01632 960 188", purposes=("request",))
            )
        )
    ref = ask(world, agency="health", at=now())
    with as_(world, "screener", now()):
        matter = Matter.objects.get(requests__ref=ref).ref
    them = client(world, who)
    if who == "health":
        assert "Safeguarding nurses" in text(them.get(f"/requests/{ref}/"))
        return
    page = text(them.get(f"/cases/{matter}/"))
    assert "Sent to: Safeguarding nurses" in page
    assert "Reach them: Named nurse on duty (Health Person)" in page
    assert "01632 960 188" in page
    assert "Health Person): 01632 960 188" in text(them.get(f"/cases/{matter}/ask"))
