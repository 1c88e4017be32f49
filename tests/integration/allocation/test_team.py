"""Competences asked for, approved and seen by whom; duties and absences, and what nobody covers."""

from datetime import date, timedelta

from tests.integration.allocation.team import HOUR, LATER, as_, done, told
from tests.world import TUESDAY

from mash.foundation.ledger.models import Entry
from mash.registers.team import actions, queries
from mash.registers.team.models import Absence, Competence, Duty


def test_a_competence_is_asked_for_approved_by_another_and_seen_by_few(world):
    hub = world.hubs["county"]
    with as_(world, "screener") as common:
        user = world.users["screener"]
        made = done(
            actions.ask(**common, hub=hub, user=user, said=told("exploitation", until=date(2026, 7, 1)))
        )
        assert done(actions.ask(**common, hub=hub, user=user, said=told("exploitation"))).pk == made.pk
        assert actions.ask(**common, hub=hub, user=user, said=told("made-up")).code == "team:competence:code"
        assert actions.decide(**common, competence=made, held=True).code == "accounts:role:lacks"
        assert queries.able(hub, at=LATER) == {}
    for who, sees in {
        "screener": True, "manager": True, "decider": False, "practitioner": False, "city-screener": False, "governance": False,
    }.items():  # fmt: skip
        with as_(world, who):
            assert Competence.objects.exists() is sees, who
    with as_(world, "manager") as common:
        own = done(actions.ask(**common, hub=hub, user=world.users["manager"], said=told("children")))
        assert actions.decide(**common, competence=own, held=True).code == "team:competence:own"
        assert (
            actions.record(**common, hub=hub, user=world.users["manager"], said=told("adults")).code
            == "team:competence:own"
        )
        assert (
            actions.record(**common, hub=hub, user=world.users["city-screener"], said=told("adults")).code
            == "team:user:not-here"
        )
        row = Competence.objects.select_related("hub").get(pk=made.pk)
        assert actions.decide(**common, competence=row, held=False, why=" ").code == "team:competence:why"
        done(actions.decide(**common, competence=row, held=True))
        assert actions.decide(**common, competence=row, held=True).code == "team:competence:decided"
        assert list(queries.able(hub, at=LATER)[made.user_id]) == ["exploitation"]
        soon = queries.soon_days(at=LATER)
        held = Competence.objects.get(pk=made.pk)
        assert queries.standing(held, soon, on=date(2026, 6, 9)) == "soon"
        assert queries.able(hub, at=LATER + timedelta(days=40)) == {}
        done(actions.end(**common, competence=row))
        assert queries.able(hub, at=LATER) == {}
    with as_(world, "governance"):
        said = [one.payload for one in Entry.objects.filter(event__startswith="team:competence")]
        assert "course" not in str(said)


def test_the_rota_says_who_is_on_duty_and_what_nobody_covers(world):
    desk, hub = world.desks["county-children"], world.hubs["county"]
    nine = TUESDAY.replace(hour=8)  # nine in London
    with as_(world, "screener") as common:
        said = {"desk": desk, "user": world.users["screener"], "role": "screener"}
        assert (
            actions.do_duty(**common, **said, from_at=nine, until_at=nine + HOUR).code
            == "accounts:role:lacks"
        )
    with as_(world, "manager") as common:
        made = done(actions.do_duty(**common, **said, from_at=nine, until_at=nine + 4 * HOUR))
        assert done(actions.do_duty(**common, **said, from_at=nine, until_at=nine + 4 * HOUR)).pk == made.pk
        assert actions.do_duty(**common, **said, from_at=nine, until_at=nine + HOUR).code == "team:duty:there"
        assert actions.do_duty(**common, **said, from_at=nine, until_at=nine).code == "team:duty:until"
        duties = queries.rota(desk, since=LATER, until=queries.horizon(at=LATER))
        first = next(one for one in queries.gaps(desk, duties, at=LATER) if one.role == "screener")
        assert (first.from_at, first.until_at) == (nine + 4 * HOUR, nine + 8 * HOUR)
    with as_(world, "decider"):
        assert [one.user_id for one in queries.on_duty(hub, at=LATER)] == [made.user_id]
        assert queries.on_duty(hub, at=nine + 4 * HOUR) == []
    with as_(world, "city-screener"):
        assert not Duty.objects.exists()
    with as_(world, "manager") as common:
        for _twice in range(2):
            done(actions.withdraw_duty(**common, duty=Duty.objects.select_related("hub").get()))
        assert queries.on_duty(hub, at=LATER) == []
        # It stays to be read.
        assert [one.withdrawn_by_name for one in queries.rota(desk, since=LATER, until=LATER + HOUR)] != [""]


def test_days_away_are_ones_own_or_a_managers_to_say_and_nobody_covers_who_is_away(world):
    hub, users = world.hubs["county"], world.users
    days = {"from_day": date(2026, 6, 9), "until_day": date(2026, 6, 12)}
    with as_(world, "practitioner") as common:
        mine = done(
            actions.be_away(**common, hub=hub, user=users["practitioner"], cover=users["screener"], **days)
        )
        again = actions.be_away(
            **common, hub=hub, user=users["practitioner"], cover=users["screener"], **days
        )
        assert done(again).pk == mine.pk
        assert actions.be_away(**common, hub=hub, user=users["decider"], **days).code == "accounts:role:lacks"
    with as_(world, "manager") as common:
        said = actions.be_away(**common, hub=hub, user=users["decider"], cover=users["practitioner"], **days)
        assert said.code == "team:absence:cover"
        assert queries.away(hub, at=LATER)[users["practitioner"].pk].cover == users["screener"]
        assert queries.away(hub, at=LATER + timedelta(days=4)) == {}
    with as_(world, "screener") as common:
        row = Absence.objects.select_related("hub").get()
        assert actions.come_back(**common, absence=row).code == "accounts:role:lacks"
    with as_(world, "practitioner") as common:
        done(actions.come_back(**common, absence=Absence.objects.select_related("hub").get()))
        assert queries.away(hub, at=LATER) == {}
