"""Who is proposed for a case, which case is next, and how a competence and a rota stand: pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mash.casework.allocation import rules
from mash.casework.allocation.rules import Candidate, Waiting
from mash.foundation.kernel import Actor
from mash.registers.team import rules as team

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE = st.lists(
    st.builds(
        Candidate,
        user=st.integers(1, 99),
        name=st.sampled_from(["Ada", "Bo", "Cy"]),
        close=st.booleans(),
        away_until=st.none() | st.just(date(2026, 6, 12)),
        declined=st.sampled_from(["", "declined"]),
        missing=st.sampled_from([(), ("welsh",), ("welsh", "children")]),
        former=st.sampled_from(["", "AAAAA-AAAAA"]),
        duty_until=st.none() | st.just(NOON),
        weight=st.integers(0, 9),
        late=st.integers(0, 3),
        own_desk=st.booleans(),
    ),
    unique_by=lambda one: one.user,
    max_size=8,
)


@given(PEOPLE, st.booleans(), st.randoms())
def test_the_order_is_one_whoever_is_asked_first_and_whoever_is_close_is_never_in_it(people, urgent, random):
    ranked = rules.rank(people, urgent=urgent)
    shuffled = list(people)
    random.shuffle(shuffled)
    assert rules.rank(shuffled, urgent=urgent) == ranked
    assert {one.user for one in ranked} == {one.user for one in people if not one.close}
    here = [one.away_until is None for one in ranked]
    assert here == sorted(here, reverse=True)


@given(PEOPLE.filter(bool), st.booleans(), st.integers(1, 9), st.data())
def test_more_to_do_and_less_ability_never_raise_anybody(people, urgent, more, data):
    chosen = data.draw(st.sampled_from(people))
    before = rules.place_of(rules.rank(people, urgent=urgent), chosen.user)
    for worse in (
        replace(chosen, weight=chosen.weight + more),
        replace(chosen, missing=(*chosen.missing, "prevent")),
        replace(chosen, away_until=date(2026, 6, 30)),
    ):
        others = [one for one in people if one.user != chosen.user]
        assert rules.place_of(rules.rank([*others, worse], urgent=urgent), chosen.user) >= before


def test_on_duty_comes_first_where_it_is_urgent_and_ability_before_it_where_it_is_not():
    duty = Candidate(1, "Ada", missing=("welsh",), duty_until=NOON)
    able = Candidate(2, "Bo", held=(("welsh", None),), weight=9)
    assert [one.user for one in rules.rank([able, duty], urgent=True)] == [1, 2]
    assert [one.user for one in rules.rank([duty, able], urgent=False)] == [2, 1]


def test_passing_the_first_over_asks_why_and_another_reason_is_said_in_words():
    said = {"closed": False, "reason": "", "words": "", "known": {"learning", "other"}, "in_words": {"other"}}
    assert rules.may_give(**said, place=1, moved=False)
    assert rules.may_give(**said, place=2, moved=False).code == "allocation:giving:why"
    assert rules.may_give(**said, place=1, moved=True).code == "allocation:giving:why"
    assert rules.may_give(**said, place=0, moved=False).code == "allocation:case:not-here"
    assert rules.may_give(**{**said, "closed": True}, place=1, moved=False).code == "allocation:case:closed"
    assert rules.may_give(**{**said, "reason": "learning"}, place=2, moved=True)
    assert not rules.may_give(**{**said, "reason": "other", "words": " "}, place=2, moved=False)
    assert not rules.may_give(**{**said, "reason": "made-up"}, place=2, moved=False)


def test_the_next_is_the_most_urgent_and_of_those_what_somebody_can_do():
    red, fits, due = Waiting(1, 1, None, 2), Waiting(2, 3, None, 0), Waiting(3, 3, NOON, 1)
    assert rules.next_for([due, fits, red]) == [red, fits, due]
    assert rules.next_for([Waiting(4, 3, None, 0), Waiting(5, 3, NOON, 0)])[0].case == 5


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=6))
def test_what_no_duty_covers_is_exactly_what_is_left(duties):
    wanted = [(NOON, NOON + 9 * HOUR), (NOON + 12 * HOUR, NOON + 20 * HOUR)]
    held = [(NOON + start * HOUR, NOON + (start + length) * HOUR) for start, length in duties]

    def hours(spans):
        return {hour for begins, ends in spans for hour in range(30) if begins <= NOON + hour * HOUR < ends}

    gaps = team.uncovered(wanted, held)
    assert hours(gaps) == hours(wanted) - hours(held)
    assert all(begins < ends for begins, ends in gaps)


def test_what_a_case_asks_for_is_what_every_word_of_a_rule_says():
    listed = [
        ("child", {"asks": "children", "populations": ["children"]}),
        ("home", {"asks": "domestic-abuse", "concerns": ["domestic"], "ratings": ["red"]}),
        ("cymraeg", {"asks": "welsh", "languages": ["cy", "welsh"]}),
    ]
    case = {"population": "children", "concerns": {"domestic"}, "rating": "red", "languages": {"en-gb"}}
    assert team.asked_for(listed, **case) == {"children": "child", "domestic-abuse": "home"}
    assert team.asked_for(listed, **{**case, "rating": "green"}) == {"children": "child"}
    for spoken in ("cy", "Welsh, and a little English"):
        assert "welsh" in team.asked_for(listed, **{**case, "languages": {spoken}})
    # A short code is no part of a word.
    assert "welsh" not in team.asked_for(listed, **{**case, "languages": {"Cypriot Greek"}})


def test_a_competence_stands_by_its_days():
    said = {"ended": False, "soon": 10}
    days = (date(2026, 1, 1), date(2026, 6, 30))
    for on, stands in {
        date(2025, 12, 31): "later", date(2026, 6, 19): "held", date(2026, 6, 20): "soon", date(2026, 6, 30): "soon",
        date(2026, 7, 1): "expired",
    }.items():  # fmt: skip
        assert team.standing("held", *days, on=on, **said) == stands
    assert team.standing("asked", *days, on=days[0], **said) == "asked"
    assert team.standing("held", days[0], None, on=date(2040, 1, 1), **said) == "held"
    manager = Actor(kind="seat", key="1", user=7, role="manager")
    assert team.may_decide(manager, user=7, state="asked", held=True, why="").code == "team:competence:own"
    assert team.may_decide(manager, user=8, state="held", held=True, why="").code == "team:competence:decided"
    assert not team.may_decide(manager, user=8, state="asked", held=False, why=" ")
