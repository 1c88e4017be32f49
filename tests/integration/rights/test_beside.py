"""A note stands beside what it concerns and changes nothing of it; restricted use blocks sharing that no duty asks for."""

from datetime import timedelta

from tests.integration.agency.asking import client
from tests.integration.cases_web.steps import identify, ready, text
from tests.integration.rights.steps import as_, custodian_looks, done, fresh, opened, person_of, received

from mash.casework.matters.models import Matter
from mash.casework.sharing.actions import ask
from mash.casework.sharing.models import Item, Openness
from mash.foundation.kernel.time import now
from mash.oversight.rights import actions
from mash.oversight.rights.models import Beside, Restricted
from mash.oversight.rights.queries.gather import gather
from mash.registers.agencies.models import Agency

WEIGHED = {"wrong": "The calls were next door.", "evidence": "The police log."}


def asked(world, common, ref, ground, basis="told"):
    matter = Matter.objects.get(ref=ref)
    openness = Openness.objects.filter(matter=matter, basis=basis).first()
    return ask(
        **common,
        matter=matter,
        agency=Agency.objects.get(key="school"),
        subjects=list(matter.subjects.filter(role="subject").select_related("record", "person")),
        ground=ground,
        purpose="To decide on next steps.",
        question="",
        status_said="Rated amber",
        rating="amber",
        openness=openness,
    )


def test_a_note_and_a_restriction_are_read_with_the_case(world, room):
    ready(room)
    request = opened(world, kind="rectification", scope="The calls were next door.")
    with as_(world, "governance") as common:
        assert actions.note_beside(**common, request=request, passage="item:X:text", text="No.").code == (
            "rights:note:missing"
        )
        request = done(actions.search(**common, request=request))
        found = next(one for one in gather(request) if one.kind == "item")
        done(
            actions.note_beside(
                **common, request=request, passage=found.ref, text="They say: it was next door."
            )
        )
        own = next(one for one in gather(request) if one.kind == "record" and not one.about_other)
        for _twice in range(2):
            done(actions.note_beside(**common, request=request, passage=own.ref, text="Born at home."))
        before = Item.objects.get(public_id=found.ref.split(":")[1]).text
        assert before == found.text
        done(actions.restrict_processing(**common, request=request, matters=[room.ref], ground="contested"))
        again = actions.restrict_processing(**common, request=request, matters=[room.ref], ground="contested")
        assert again == 0
        assert actions.submit(**common, request=request).code == "rights:assessment:refused"
        done(
            actions.assess(
                **common, request=request, weighed=WEIGHED, granted=True, reason="It was next door."
            )
        )
        done(actions.submit(**common, request=request))
    with as_(world, "deputy") as common:
        done(actions.check(**common, request=request, verdict="agreed"))
    with as_(world, "governance") as common:
        assert actions.give(**common, request=request).code == "rights:request:not-released"
    custodian_looks(world, request)
    with as_(world, "governance") as common:
        given = done(actions.give(**common, request=request))
        assert (given.state, given.outcome) == ("answered", "done")
    page = text(room("screener").get())
    assert "They say: it was next door." in page
    assert "Use of information is restricted. Rosa Bellweather" in page
    assert text(client(world, "screener").get(f"/people/{person_of(world)}/")).count("Born at home.") == 1
    with as_(world, "city-screener"):
        assert not Beside.objects.exists()
        assert not Restricted.objects.exists()
    with as_(world, "screener") as common:
        refused = asked(world, common, room.ref, "below-s47")
        assert refused.code == "sharing:clause:restricted"
    with as_(world, "screener") as common:
        assert asked(world, common, room.ref, "s47").ground == "s47"
    with as_(world, "governance") as common:
        assert actions.lift(**common, request=request, reason=" ").code == "rights:restriction:no-reason"
        assert done(actions.lift(**common, request=request, reason="They were told on 1 July.")) == 1
    assert "Use of information is restricted" not in text(room("screener").get())
    with as_(world, "screener") as common:
        assert asked(world, common, room.ref, "below-s47").ground == "below-s47"


def test_clock_identity_and_ways_to_end(world, room):
    identify(room)
    request = received(world, identity_in_doubt=True)
    assert request.due_on is None
    with as_(world, "governance", now() + timedelta(days=10)) as common:
        accepted = done(actions.accept(**common, request=request, how="document"))
        assert accepted.due_on > request.received_on + timedelta(days=35)
        assert actions.accept(**common, request=request, how="document").code == "workflow:no-such-step"
        done(actions.ask_clarification(**common, request=request, question="Which years?"))
        assert fresh(world, request).due_on is None
    with as_(world, "governance", now() + timedelta(days=11)) as common:
        assert (
            actions.ask_clarification(**common, request=request, question="Which?").code
            == "rights:clock:stands"
        )
        assert actions.extend(**common, request=request, reason="Much.").code == "rights:clock:stands"
    with as_(world, "governance", now() + timedelta(days=14)) as common:
        first = done(actions.clarified(**common, request=request, answer="2025."))
        assert first.due_on > accepted.due_on
        longer = done(actions.extend(**common, request=request, reason="Many records."))
        assert longer.due_on > first.due_on + timedelta(days=50)
        assert actions.end(**common, request=request, verb="refuse", outcome="given", reason="No.").code == (
            "rights:request:no-reason"
        )
        ended = done(
            actions.end(**common, request=request, verb="refuse", outcome="unfounded", reason="Why.")
        )
        assert ended.state == "refused"
    with as_(world, "screener") as common:
        assert actions.take_over(**common, request=request).code == "accounts:role:lacks"
    parent = opened(world, route="parent", authority="Birth certificate seen")
    with as_(world, "deputy") as common:
        assert done(actions.take_over(**common, request=parent)).handler_name == "Deputy Person"
        assert actions.submit(**common, request=parent).code == "rights:search:missing"
        done(actions.search(**common, request=parent))
        assert actions.submit(**common, request=parent).code == "rights:assessment:refused"
        weighed = {"competence": "She is nine.", "view": "Asked at school.", "interests": "No."}
        assert actions.assess(
            **common, request=parent, weighed=weighed, granted=False, reason="Why."
        ).code == ("rights:assessment:incomplete")
        weighed["harm"] = "He may find her."
        done(actions.assess(**common, request=parent, weighed=weighed, granted=False, reason="Not for her."))
        assert actions.submit(**common, request=parent).code == "rights:assessment:refused"
    court = received(
        world, route="court", authority="Order of 1 June", ground="court-order", needed_by=now().date()
    )
    with as_(world, "governance") as common:
        assert court.due_on == now().date()
        assert actions.extend(**common, request=court, reason="Much.").code == "rights:clock:own"
