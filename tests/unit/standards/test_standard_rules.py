"""What may be asked of a standard: how long, what is missing, who may decide."""

from datetime import date
from fractions import Fraction

from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.standards.rules import (
    Basis,
    Code,
    Deciders,
    Minimum,
    Of,
    Population,
    Runs,
    Severity,
    Standard,
    StartsFrom,
    Step,
    Timing,
)


def timing(step, rating, minutes):
    length = Timescale(minutes, Unit.WORKING_MINUTES)
    return Timing(step, rating, length, Runs.DESK, StartsFrom.CONTACT, Fraction(3, 4), Basis.LOCAL, "ours")


def decision(code, **more):
    return Minimum(Of.DECISION, code, code, f"{code} is missing.", "do-it", Severity.REQUIRED, **more)


STANDARD = Standard(
    key="one",
    version="1",
    title="One",
    population=Population.CHILDREN,
    hub="",
    valid_from=date(2027, 1, 1),
    valid_to=date(2028, 1, 1),
    source="",
    timings={
        ("decide", "red"): timing(Step.DECIDE, "red", 240),
        ("answer_request", "red"): timing(Step.ANSWER_REQUEST, "red", 120),
        ("answer_request", ""): timing(Step.ANSWER_REQUEST, "", 480),
    },
    minimums=(decision("rationale"), decision("agencies", quantity=2, ratings=frozenset({"red", "amber"}))),
    deciders={"s47": Deciders("s47", frozenset({"decider"}), "the law")},
)


def test_a_rating_without_its_own_time_takes_the_step_s():
    assert STANDARD.timing(Step.ANSWER_REQUEST, "red").timescale.amount == 120
    assert STANDARD.timing(Step.ANSWER_REQUEST, "green").timescale.amount == 480
    assert STANDARD.timing(Step.ANSWER_REQUEST).timescale.amount == 480


def test_a_step_without_a_time_has_none():
    assert STANDARD.timing(Step.DECIDE, "blue") is None
    assert STANDARD.timing(Step.FEEDBACK) is None


def test_one_agency_of_two_is_a_gap_at_amber_and_not_at_green():
    present = {"rationale": 1, "agencies": 1}
    [gap] = STANDARD.gaps(Of.DECISION, rating="amber", present=present)
    assert (gap.minimum.code, gap.found, gap.minimum.action) == ("agencies", 1, "do-it")
    assert STANDARD.gaps(Of.DECISION, rating="green", present=present) == ()
    assert STANDARD.gaps(Of.DECISION, rating="red", present={"rationale": 1, "agencies": 2}) == ()


def test_what_nobody_counted_is_missing():
    assert [gap.minimum.code for gap in STANDARD.gaps("decision", rating="red", present={})] == [
        "rationale",
        "agencies",
    ]


def test_the_whole_minimum_is_told_when_no_rating_is_given():
    assert len(STANDARD.minimum(Of.DECISION)) == 2
    assert len(STANDARD.minimum(Of.DECISION, "green")) == 1
    assert STANDARD.minimum(Of.ANSWER) == ()


def test_only_the_roles_of_a_route_may_take_it():
    assert STANDARD.may_decide("s47", "decider")
    assert not STANDARD.may_decide("s47", "screener")
    assert not STANDARD.may_decide("a-route-of-nobody", "decider")


def test_the_last_day_is_the_one_before_valid_to():
    assert STANDARD.holds_on(date(2027, 1, 1))
    assert STANDARD.holds_on(date(2027, 12, 31))
    assert not STANDARD.holds_on(date(2028, 1, 1))
    assert not STANDARD.holds_on(date(2026, 12, 31))


def test_a_code_says_an_attribute_alone_in_a_list_or_not_at_all():
    code = Code("a", "A", "", 1, date(2027, 1, 1), None, {"levels": [1, 2], "referrer": "public"})
    assert code.says("levels", 2)
    assert not code.says("levels", 3)
    assert code.says("referrer", "public")
    assert not code.says("referrer", "professional")
    assert code.says("populations", "adults")
