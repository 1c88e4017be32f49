"""A strategy discussion about Rosa Bellweather and her brother, told in a few lines."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from tests.integration.agency.asking import a_case
from tests.world import BEFORE, SETUP, TUESDAY, World

from mash.casework.cases.actions import ask_agency, decide, look_at_history
from mash.casework.cases.queries.picture import get_case, picture_of
from mash.casework.cases.rules import DecisionSaid
from mash.casework.matters.models import Matter
from mash.casework.roundtables import actions, queries
from mash.casework.roundtables.actions import EntrySaid, Plan
from mash.casework.roundtables.models import Invitation, Meeting, Person
from mash.casework.roundtables.rules import Called
from mash.casework.sharing.actions import answer
from mash.casework.sharing.models import Request
from mash.casework.sharing.rules import AnswerSaid, ItemSaid
from mash.foundation.kernel import Refused
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite

HOUR = timedelta(hours=1)
CONSIDERED = {
    "household-considered": "Tomas considered.",
    "proportionality": "Less would leave them alone at night.",
    "family-told": "Mother told by telephone.",
    "child-seen": "Seen at school.",
    "hypothesis-reviewed": "A one-off is possible but not likely.",
}
PLAN = Plan(
    tells="The social worker",
    safely="Mother alone, at school, before the father is home.",
    contingency="If the door stays shut, the police go with her tonight.",
)


def with_a_table(world: World) -> World:
    """The world with somebody who chairs and somebody who takes the minutes."""
    with acting(SETUP, BEFORE):
        for who in ("chair", "minutes"):
            world.users[who] = invite(
                by=SETUP,
                at=BEFORE,
                email=f"{who}@example.org",
                name=f"{who.capitalize()} Person",
                password=None,
                social_work_registration="SW777777" if who == "chair" else "",
            )
            world.seats[who] = give_seat(
                by=SETUP,
                at=BEFORE,
                user=world.users[who],
                role=who,
                desk=world.desks["county-children"],
                agency=world.agencies["county-childrens"],
            )
    return world


@contextmanager
def as_(world: World, who: str, at: datetime = TUESDAY):
    by = world.actor(who)
    with acting(by, at):
        yield {"by": by, "at": at}


def done(result):
    assert not isinstance(result, Refused), result
    return result


def said(matter: Matter, meets_at: datetime, **changes) -> Called:
    found = {
        "kind": "strategy",
        "why": "Three calls to the house in a month.",
        "meets_at": meets_at,
        "how": "video",
        "place": "https://meet.example.org/room-4",
        "people": tuple(matter.subjects.order_by("place").values_list("pk", flat=True)),
        **changes,
    }
    return Called(**found)


def call(
    world: World, at: datetime = TUESDAY, *, agencies=("police", "health"), matter: str = "", **changes
) -> str:
    """A strategy discussion an hour from then; returns its reference."""
    matter = matter or a_case(at, "red", world)
    with as_(world, "chair", at) as common:
        found = Matter.objects.select_related("hub", "desk__hub").get(ref=matter)
        made = actions.call(
            **common,
            matter=found,
            said=said(found, at + HOUR, **changes),
            chair=world.users["chair"],
            minute_taker=world.users["minutes"],
            agencies=[world.agencies[one] for one in agencies],
        )
        return done(made).ref


def fresh(ref: str) -> Meeting:
    found = queries.get(ref)
    assert found is not None
    return found


def invitation(ref: str, who: str) -> Invitation:
    """The invitation of an agency by its key, or of a person by the start of their name."""
    rows = Invitation.objects.select_related("agency", "user", "meeting").filter(meeting__ref=ref)
    return next(
        one for one in rows if (one.agency and one.agency.key == who) or one.name.startswith(who.capitalize())
    )


def sits(
    world: World, ref: str, at: datetime = TUESDAY + HOUR, there=("police", "health", "chair", "minutes")
) -> None:
    """Attendance taken, and begun."""
    with as_(world, "minutes", at) as common:
        for who in there:
            done(actions.attend(**common, invitation=invitation(ref, who), came="in-person"))
        done(actions.begin(**common, meeting=fresh(ref)))


def answered(world: World, matter: str, at: datetime) -> None:
    """The police and health are asked, and answer."""
    with as_(world, "screener", at) as common:
        case = get_case(matter)
        for agency in ("police", "health"):
            done(
                ask_agency(
                    **common,
                    case=case,
                    agency=world.agencies[agency],
                    openness=None,
                    subjects=case.matter.subjects.all(),
                    ground="s47",
                    purpose="For the strategy discussion.",
                )
            )
    for agency in ("police", "health"):
        with as_(world, agency, at) as common:
            request = Request.objects.order_by("pk").last()
            item = ItemSaid(
                kind="fact", text="Two calls to the house.", happened_on="2026", handling="case-agencies",
                family_may_know="yes",
            )  # fmt: skip
            answers = tuple(
                AnswerSaid(
                    subject=one.pk, held="disclosed", systems_searched="All", identity_confidence="certain",
                    items=(item,),
                )
                for one in request.subjects.all()
            )  # fmt: skip
            done(answer(**common, request=request, answers=answers))


def decided(world: World, ref: str, at: datetime, who: str = "decider"):
    """The agencies answer, and the case is decided for each child."""
    with as_(world, "minutes", at):
        matter = Matter.objects.get(round_tables__ref=ref).ref
    answered(world, matter, at)
    decided_for(world, matter, at, who)


def decided_for(world: World, matter: str, at: datetime, who: str = "decider") -> None:
    """The decision of the case for each child."""
    with as_(world, who, at) as common:
        case = get_case(matter)
        picture = picture_of(case, **common)
        look_at_history(**common, case=case, history=picture.history)
        for child in picture.worried_about:
            case = get_case(matter)
            done(
                decide(
                    **common,
                    case=case,
                    said=DecisionSaid(
                        subject=child.pk,
                        route="s47",
                        outcome="s47",
                        level=4,
                        rationale="The bruise and the calls together.",
                        considered=CONSIDERED,
                    ),
                )
            )


def held(world: World, at: datetime = TUESDAY, **changes) -> str:
    """A whole meeting: called, held, decided about each person it is about, ended; minutes not approved."""
    ref = call(world, at, **changes)
    ended(world, ref, at + HOUR)
    return ref


def ended(world: World, ref: str, later: datetime) -> None:
    """A meeting that was called is held, decided about each person and ended."""
    from mash.casework.cases.models import Decision

    sits(world, ref, later)
    with as_(world, "minutes", later) as common:
        write(common, ref, "known", "Three calls in May, a bruise in June.")
    decided(world, ref, later + HOUR / 2)
    with as_(world, "minutes", later + HOUR) as common:
        meeting = fresh(ref)
        for person in Person.objects.filter(meeting=meeting):
            decision = Decision.objects.filter(subject_id=person.subject_id).last()
            if decision is not None:
                done(actions.conclude(**common, meeting=meeting, person=person, decision=decision, plan=PLAN))
        done(actions.end(**common, meeting=fresh(ref)))


def write(common, ref: str, heading: str, text: str, **changes):
    return done(
        actions.write(**common, meeting=fresh(ref), said=EntrySaid(heading=heading, text=text, **changes))
    )
