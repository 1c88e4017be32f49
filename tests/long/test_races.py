"""Several people do the same thing at once, each on a connection of their own: one wins, and nothing is lost."""

from datetime import timedelta

import pytest
from tests.races import RACES, at_once
from tests.world import TUESDAY, a_worry, build

from mash.casework.cases.actions import ask_agency, rate
from mash.casework.cases.models import Case
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Matter
from mash.casework.sharing.actions import answer, record_openness
from mash.casework.sharing.models import Answer, Request
from mash.casework.sharing.rules import AnswerSaid
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, declare
from mash.foundation.ledger.payload import number
from mash.foundation.visibility import acting

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("own_database")]

LATER = TUESDAY + timedelta(minutes=20)
COUNTED = declare("tests:drill:counted", "{actor} counted", number("writer"), number("number"))


def a_contact(draft="D1"):
    with acting(Actor.draft(draft), TUESDAY):
        return receive(by=Actor.draft(draft), at=TUESDAY, arrival=a_worry(draft=draft))


def test_ten_sends_of_one_draft_are_one_referral(owner_connection):
    world = build()

    refs = {contact.ref for contact in at_once(10, lambda _place: a_contact())}

    assert len(refs) == 1
    with acting(world.actor("screener"), LATER):
        assert [Contact.objects.count(), Matter.objects.count(), Case.objects.count()] == [1, 1, 1]


def test_of_two_ratings_of_one_version_one_wins_and_the_other_is_told_that_it_is_stale():
    world = build()
    contact = a_contact()
    people = [world.actor("screener"), world.actor("manager")]
    with acting(people[0], LATER):
        version = get_case(contact.matter.ref).version

    def rates(place):
        with acting(people[place], LATER):
            return rate(
                by=people[place],
                at=LATER,
                case=get_case(contact.matter.ref),
                rating=["red", "amber"][place],
                rationale=["Alone at night.", "Nobody at home, and hungry."][place],
                version=version,
            )

    said = at_once(2, rates)

    (refused,) = [one for one in said if isinstance(one, Refused)]
    assert refused.code == "cases:case:stale"
    (won,) = [one for one in said if isinstance(one, Case)]
    with acting(people[0], LATER):
        case = get_case(contact.matter.ref)
        assert case.rating == won.rating
        assert [one.rating for one in case.matter.ratings.all()] == [won.rating]
        assert case.version == version + 1


def test_of_two_answers_at_once_the_later_supersedes_the_first_and_neither_is_lost():
    world = build()
    contact = a_contact()
    by = world.actor("screener")
    with acting(by, LATER):
        case = get_case(contact.matter.ref)
        rate(by=by, at=LATER, case=case, rating="amber", rationale="Alone at night.")
        told = record_openness(by=by, at=LATER, matter=case.matter, basis="told", who="mother")
        ask_agency(
            by=by,
            at=LATER,
            case=case,
            agency=world.agencies["police"],
            openness=told,
            subjects=case.matter.subjects.all()[:1],
            ground="below-s47",
            purpose="To decide.",
        )
    police = world.actor("police")

    def answers(place):
        with acting(police, LATER):
            request = Request.objects.get()
            said = AnswerSaid(
                subject=request.subjects.get().pk,
                held="nothing-held",
                systems_searched=f"System {place}",
                identity_confidence="certain",
            )
            return answer(by=police, at=LATER, request=request, answers=(said,))

    for made in at_once(2, answers):
        assert not isinstance(made, Refused), made
    with acting(by, LATER):
        first, second = Answer.objects.order_by("pk")
        assert {first.systems_searched, second.systems_searched} == {"System 0", "System 1"}
        assert [first.supersedes_id, second.supersedes_id] == [None, first.pk]


def test_eight_writers_of_the_ledger_lose_no_entry(owner_connection):
    build()
    each = 50

    def writes(writer):
        by = Actor.draft(f"WRITER{writer}")
        made = []
        for place in range(each):
            with acting(by, TUESDAY):
                made.append(
                    append(
                        COUNTED,
                        by=by,
                        at=TUESDAY,
                        about=[Ref("draft", by.key)],
                        payload={"writer": writer, "number": place},
                    )
                )
        return made

    numbers = at_once(8, writes)

    for of_writer in numbers:
        assert of_writer == sorted(of_writer)
    assert len({number for of_writer in numbers for number in of_writer}) == 8 * each
    owner_connection.execute("SET mash.projecting = 'on'")
    found = owner_connection.execute(
        "SELECT id, (payload->>'writer')::int, (payload->>'number')::int FROM ledger_entry"
        " WHERE event = 'tests:drill:counted' ORDER BY id"
    ).fetchall()
    expected = {
        number: (writer, place) for writer, made in enumerate(numbers) for place, number in enumerate(made)
    }
    assert {number: (writer, place) for number, writer, place in found} == expected
    (mentions,) = owner_connection.execute(
        "SELECT count(*) FROM ledger_mention WHERE kind = 'draft' AND ref LIKE 'WRITER%'"
    ).fetchone()
    assert mentions == 8 * each


ROUNDS = 200


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.name)
def test_of_eight_writers_one_wins_and_nothing_is_lost(race):
    world = build()
    for who in ("decider", "screener"):
        world.clear(who)
    for place in range(ROUNDS):
        race.run(world, place)
