"""Who may have a case and what the list must not tell, giving and taking, offers, and the board's constant cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.agency.asking import a_case, client
from tests.integration.allocation.team import LATER, able, as_, comes, done
from tests.integration.cases_web.steps import text
from tests.races import at_once
from tests.world import TUESDAY

from mash.casework.access.actions import declare_close
from mash.casework.allocation import actions, queries
from mash.casework.allocation.models import Giving, NearHome, Offer
from mash.casework.cases.actions import assign
from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.actions import identify_subject, restrict
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.allocation import lapse_offers
from mash.registers.people.models import Person
from mash.registers.team import actions as team


def names(world, ref, who="manager", at=LATER):
    with as_(world, who, at):
        return [one.name.split()[0].lower() for one in queries.ranked(get_case(ref), at=at)]


def test_the_order_has_its_reasons_and_passing_the_first_over_is_recorded(world):
    ref = comes(concern_types=("domestic",))
    able(world, "decider", "children", "domestic-abuse")
    assert names(world, ref)[0] == "decider"
    with as_(world, "manager") as common:
        first = queries.ranked(get_case(ref), at=LATER)[0]
        assert ([code for code, _until in first.held], first.missing) == (["children", "domestic-abuse"], ())
        days = {"from_day": date(2026, 6, 9), "until_day": date(2026, 6, 9)}
        done(team.be_away(**common, hub=world.hubs["county"], user=world.users["decider"], **days))
    assert names(world, ref)[-1] == "decider"
    with as_(world, "manager") as common:
        case, screener = get_case(ref), world.users["screener"]
        before = {"case": case, "version": case.version}
        bare = actions.give(**common, **before, worker=world.users["decider"])
        assert bare.code == "allocation:giving:why"
        assert (
            actions.give(**common, **before, worker=world.users["police"]).code == "allocation:case:not-here"
        )
        given = done(actions.give(**common, **before, worker=world.users["decider"], reason="learning"))
        assert done(actions.give(**common, **before, worker=world.users["decider"])).version == given.version
        # Somebody else's page is older than that.
        stale = actions.give(**common, **before, worker=screener, reason="away")
        assert (stale.code, "Decider Person" in stale.sentence) == ("allocation:case:moved", True)
        assert actions.give(**common, case=case, worker=screener).code == "allocation:giving:why"
        other = actions.give(**common, case=case, worker=screener, reason="other")
        assert other.code == "allocation:giving:words"
        done(
            actions.give(**common, case=case, worker=screener, reason="other", words="Asked for her by name.")
        )
        rows = [(one.to.name, one.before and one.before.name, one.reason) for one in queries.givings(case)]
        assert rows == [
            ("Decider Person", None, "learning"),
            ("Screener Person", "Decider Person", "other"),
        ]
    with as_(world, "screener") as common:
        assert actions.give(**common, case=get_case(ref), worker=screener).code == "accounts:role:lacks"


def test_who_knows_the_family_is_said_of_what_the_reader_sees_and_of_no_hidden_case(world):
    old = a_case(world=world)
    with as_(world, "manager") as common:
        done(assign(**common, case=get_case(old), worker=world.users["unregistered"]))
    ref = comes(LATER)
    with as_(world, "screener") as common:
        for subject in Subject.objects.filter(matter__ref=ref).select_related("record", "matter"):
            person = Person.objects.filter(date_of_birth__year=subject.record.said["born"]["year"]).first()
            done(identify_subject(**common, subject=subject, person=person, reason="Same number"))
    assert names(world, ref)[0] == "unregistered"
    with as_(world, "manager"):
        assert queries.ranked(get_case(ref), at=LATER)[0].former == old
    with as_(world, "unregistered") as common:
        own = {"case": get_case(old), "whose": "worker"}
        assert actions.wish(**common, **own, words=" ").code == "allocation:wish:words"
        for _twice in range(2):
            done(actions.wish(**common, **own, words="I know the uncle."))
        assert (
            actions.wish(**common, **{**own, "case": get_case(ref)}, words="x").code
            == "allocation:wish:nobody"
        )
    assert names(world, ref)[-1] == "unregistered"
    with as_(world, "manager"):
        last = queries.ranked(get_case(ref), at=LATER)[-1]
        assert (last.apart, last.former) == ("worker", "")
    with as_(world, "manager") as common:
        done(restrict(**common, matter=Matter.objects.get(ref=old), restriction="restricted"))
    # The manager is named on it; to the decider neither the case nor its worker's load is anything.
    with as_(world, "decider"):
        assert {one.former for one in queries.candidates(get_case(ref), at=LATER)} == {""}
        assert {one.open for one in queries.candidates(get_case(ref), at=LATER)} == {0}
        assert {one.apart for one in queries.candidates(get_case(ref), at=LATER)} == {""}
    with as_(world, "manager"):
        only = queries.candidates(get_case(old), at=LATER)
        assert [one.name for one in only] == ["Manager Person"]


def test_whoever_is_too_close_is_never_proposed(world):
    ref = comes()
    with as_(world, "manager") as common:
        case = get_case(ref)
        subject = case.matter.subjects.select_related("record").get(role="subject")
        said = {"relation": "friend", "matter": case.matter, "subject": subject}
        done(declare_close(**common, user=world.users["decider"], **said))
    assert "decider" not in names(world, ref)
    with as_(world, "manager") as common:
        close = [one.name for one in queries.candidates(get_case(ref), at=LATER) if one.close]
        assert close == ["Decider Person"]
        said = actions.give(**common, case=get_case(ref), worker=world.users["decider"], reason="learning")
        assert said.code == "allocation:case:not-here"


def test_whoever_has_a_neighbour_in_a_case_is_not_proposed_and_nobody_reads_where_they_live(world):
    ref = comes()
    with as_(world, "screener") as common:
        user = world.users["screener"]
        assert actions.name_postcode(**common, user=user, typed="ZZ1").code == "allocation:near-home:postcode"
        other = actions.name_postcode(**common, user=world.users["decider"], typed="ZZ1 4AB")
        assert other.code == "allocation:offer:not-yours"
        for typed in ("zz1 4ab", "ZZ14AB"):
            named = done(actions.name_postcode(**common, user=user, typed=typed))
        desk = world.desks["county-children"]
        assert actions.take_next(**common, desk=desk, once="").code == "allocation:next:nothing"
    assert "screener" not in names(world, ref)
    with as_(world, "manager") as common:
        assert not NearHome.objects.exists()
        assert [one.name for one in queries.candidates(get_case(ref), at=LATER) if one.close] == [
            "Screener Person"
        ]
        said = actions.give(**common, case=get_case(ref), worker=user, reason="learning")
        assert said.code == "allocation:case:not-here"
        # Whoever did not name it takes nothing back.
        actions.take_back(**common, named=named)
        done(restrict(**common, matter=Matter.objects.get(ref=ref), restriction="restricted"))
        number = Matter.objects.get(ref=ref).pk
    # Of a case that the asker does not see it says nothing, though it is asked by its number.
    for who, answer in {"manager": [user.pk], "decider": [], "city-screener": []}.items():
        with as_(world, who), connection.cursor() as cursor:
            cursor.execute("SELECT mash.near_home(%s)", [number])
            assert cursor.fetchone()[0] == answer, who
    with as_(world, "governance"):
        said = Entry.objects.filter(event__startswith="allocation:near-home")
        assert [one.payload for one in said] == [{}]
    with as_(world, "screener") as common:
        for _twice in range(2):
            actions.take_back(**common, named=named)
        assert queries.near_home(user.pk) == []


def test_the_next_is_the_most_urgent_and_one_press_is_one_case(world):
    quiet, danger = comes(), comes(TUESDAY + timedelta(minutes=5), danger_now="yes")
    desk = world.desks["county-children"]
    with as_(world, "screener") as common:
        assert done(actions.take_next(**common, desk=desk, once="A" * 16)).matter.ref == danger
        assert done(actions.take_next(**common, desk=desk, once="A" * 16)).matter.ref == danger
        other = actions.take_next(**common, desk=world.desks["city-children"], once="B" * 16)
        assert other.code == "allocation:desk:other"
        assert done(actions.take_next(**common, desk=desk, once="C" * 16)).matter.ref == quiet
        assert actions.take_next(**common, desk=desk, once="D" * 16).code == "allocation:next:nothing"
        assert [one.how for one in Giving.objects.all()] == ["next", "next"]


def test_two_who_ask_for_the_next_at_once_get_two_cases(own_database, world):
    comes(), comes()
    desk = world.desks["county-children"]

    def takes(place):
        with as_(world, ("screener", "decider")[place]) as common:
            return done(actions.take_next(**common, desk=desk, once="")).matter.ref

    assert len(set(at_once(2, takes))) == 2


def test_the_case_says_who_covers_for_whoever_has_it(world):
    ref = a_case(at=now(), world=world)
    day = now().date()
    with as_(world, "screener", now()) as common:
        said = {"user": world.users["screener"], "cover": world.users["decider"]}
        done(
            team.be_away(
                **common, hub=world.hubs["county"], **said, from_day=day, until_day=day + timedelta(days=1)
            )
        )
    page = text(client(world, "manager").get(f"/cases/{ref}/"))
    assert ("Decider Person covers" in page, "Who may have it" in page) == (True, True)
    assert "covers" not in text(client(world, "screener").get(f"/cases/{ref}/"))


def test_an_offer_is_taken_declined_or_lapses_and_ends_where_the_case_is_given(world):
    ref = comes()
    users, desk = world.users, world.desks["county-children"]
    with as_(world, "screener") as common:
        assert (
            actions.offer(**common, case=get_case(ref), user=users["decider"]).code == "accounts:role:lacks"
        )
    with as_(world, "manager") as common:
        case = get_case(ref)
        made = done(actions.offer(**common, case=case, user=users["decider"]))
        assert done(actions.offer(**common, case=case, user=users["decider"])).pk == made.pk
        assert actions.offer(**common, case=case, user=users["screener"]).code == "allocation:offer:open"
        assert actions.answer(**common, offer=made, takes=True).code == "allocation:offer:not-yours"
    with acting(Actor.service("worker"), LATER):
        (sent,) = Message.objects.filter(template="case_offered")
        assert (sent.to, sent.reference) == (users["decider"].email, made.ref)
    with as_(world, "screener") as common:
        # What a colleague is offered is nobody's next.
        assert actions.take_next(**common, desk=desk, once="").code == "allocation:next:nothing"
    with as_(world, "decider") as common:
        (mine,) = queries.offers_to(users["decider"].pk, at=LATER)
        assert actions.answer(**common, offer=mine, takes=False).code == "allocation:offer:why"
        done(actions.answer(**common, offer=mine, takes=False, reason="too-much"))
        assert actions.answer(**common, offer=mine, takes=True).code == "allocation:offer:over"
    assert names(world, ref)[-1] == "decider"
    with as_(world, "manager") as common:
        assert (
            actions.offer(**common, case=case, user=users["practitioner"]).code == "allocation:offer:not-here"
        )
        made = done(actions.offer(**common, case=case, user=users["screener"]))
    assert lapse_offers(at=made.due_at - timedelta(seconds=1)) == 0
    assert [lapse_offers(at=made.due_at) for _twice in range(2)] == [1, 0]
    with as_(world, "manager") as common:
        made = done(actions.offer(**common, case=get_case(ref), user=users["unregistered"]))
    with as_(world, "unregistered") as common:
        done(actions.answer(**common, offer=made, takes=True))
        assert get_case(ref).worker == users["unregistered"]
        said = list(Offer.objects.order_by("pk").values_list("answer", flat=True))
        assert said == ["declined", "lapsed", "taken"]
    second = comes(LATER)
    with as_(world, "manager") as common:
        done(actions.offer(**common, case=get_case(second), user=users["screener"]))
        done(assign(**common, case=get_case(second), worker=users["decider"]))
        assert Offer.objects.get(matter__ref=second).answer == "ended"
    with as_(world, "governance"):
        events = Entry.objects.filter(event__startswith="allocation:offer").values_list("event", flat=True)
        assert {one.split(":")[-1] for one in events} == {"made", "answered", "lapsed", "ended"}
    with as_(world, "city-screener"):
        assert not Offer.objects.exists()
        assert not Giving.objects.exists()


@pytest.mark.parametrize("many", [1, 8])
def test_the_board_costs_as_many_statements_however_many_cases(world, many):
    refs = [comes(TUESDAY + timedelta(minutes=number)) for number in range(many)]
    desk = world.desks["county-children"]
    with as_(world, "manager") as common:
        for ref in refs[::2]:
            done(assign(**common, case=get_case(ref), worker=world.users["screener"]))
        queries.board(desk, at=LATER)
        with CaptureQueriesContext(connection) as asked:
            found = queries.board(desk, at=LATER)
        assert len(asked) <= 10
        assert found.columns[0].load.open == len(refs) - len(refs[::2])
        assert max(len(one.cards) for one in found.columns) <= queries.CARDS
        assert len(found.shown) == len(refs)
