"""The decision to share: what permits, what stops, and what is said of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mash.registers.agreements.rules import (
    Ask,
    Clause,
    Effect,
    Gateway,
    Mode,
    NotPermitted,
    Party,
    Permitted,
    Rulebook,
    Signature,
    Version,
    changes,
)

DAY = date(2026, 6, 9)
POLICE = Party(kind="police", agency="police")
HEALTH = Party(kind="health", agency="health")
HOUSING = Party(kind="housing", agency="housing")
SCREENER = Party(kind="hub", role="screener", desk="county-children")


def clause(number="1", **changed):
    said = {
        "number": number,
        "effect": Effect.PERMIT,
        "source": "kind:police",
        "recipient": "hub",
        "categories": frozenset({"offences"}),
        "populations": frozenset({"children", "adults"}),
        "purposes": frozenset({"protect-child"}),
        "mode": Mode.CONTENT,
        "gateway": Gateway(power="ca1989-s47", article_6="6-1-c"),
    }
    return Clause(**(said | changed))


def version(*clauses, **changed):
    said = {
        "agreement": "schedule",
        "title": "Schedule",
        "number": 1,
        "hub": "county",
        "starts": date(2026, 1, 1),
        "ends": None,
        "review_by": date(2026, 12, 31),
        "warn": timedelta(days=60),
        "grace": timedelta(days=30),
        "clauses": clauses,
        "signatures": {"police": (Signature(date(2026, 1, 1)),), "health": (Signature(date(2026, 1, 1)),)},
    }
    return Version(**(said | changed))


def ask(**changed):
    said = {
        "source": POLICE,
        "recipient": SCREENER,
        "about": frozenset({"children"}),
        "category": "offences",
        "mode": Mode.CONTENT,
        "purpose": "protect-child",
        "day": DAY,
        "hub": "county",
    }
    return Ask(**(said | changed))


def decide(*clauses, asked=None, **changed):
    return Rulebook((version(*clauses, **changed),)).decide(asked or ask())


def test_a_clause_permits_and_is_cited():
    answer = decide(clause("7"))
    assert isinstance(answer, Permitted)
    assert (answer.by.version.agreement, answer.by.clause.number) == ("schedule", "7")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"category": "intelligence"}, "category"),
        ({"about": frozenset({"children", "alleged-perpetrators"})}, "population"),
        ({"purpose": "learn"}, "purpose"),
        ({"source": HEALTH}, "no-clause"),
        ({"day": date(2027, 1, 31)}, "lapsed"),
        ({"hub": "city"}, "no-clause"),
    ],
)
def test_what_no_clause_reaches_is_not_permitted(changed, code):
    answer = decide(clause(), asked=ask(**changed))
    assert isinstance(answer, NotPermitted)
    assert answer.code == code


def test_nothing_in_force_permits_nothing():
    assert Rulebook(()).decide(ask()) == NotPermitted("no-clause")


def test_existence_does_not_carry_content_and_content_carries_existence():
    assert decide(clause(mode=Mode.EXISTENCE)).code == "mode"
    assert decide(clause(mode=Mode.EXISTENCE), asked=ask(mode=Mode.EXISTENCE))
    assert decide(clause(), asked=ask(mode=Mode.EXISTENCE))


def test_whoever_forbids_wins_whatever_the_order_and_even_when_the_review_is_overdue():
    no = clause("2", effect=Effect.FORBID, gateway=None)
    for clauses in [(clause(), no), (no, clause())]:
        assert decide(*clauses).code == "forbidden"
    overdue = version(no, agreement="other", review_by=date(2026, 1, 2), grace=timedelta(0))
    assert Rulebook((version(clause()), overdue)).decide(ask()).code == "forbidden"


def test_a_forbidding_clause_reaches_whoever_is_any_of_those_it_names():
    no = clause("2", effect=Effect.FORBID, populations=frozenset({"alleged-perpetrators"}))
    yes = clause(populations=frozenset({"children", "adults", "alleged-perpetrators"}))
    assert decide(yes, no, asked=ask(about=frozenset({"adults", "alleged-perpetrators"}))).code == "forbidden"
    assert decide(yes, no, asked=ask(about=frozenset({"adults"})))


def test_forbidding_content_leaves_existence_and_forbidding_existence_forbids_both():
    yes = clause()
    content = clause("2", effect=Effect.FORBID, mode=Mode.CONTENT)
    both = clause("2", effect=Effect.FORBID, mode=Mode.EXISTENCE)
    assert decide(yes, content).code == "forbidden"
    assert decide(yes, content, asked=ask(mode=Mode.EXISTENCE))
    assert decide(yes, both).code == "forbidden"
    assert decide(yes, both, asked=ask(mode=Mode.EXISTENCE)).code == "forbidden"


def test_both_sides_are_bound_from_their_signature_until_they_leave():
    left = {"police": (Signature(date(2026, 1, 1), DAY),)}
    assert decide(clause(), signatures=left).code == "source-not-signed"
    assert decide(clause(), signatures=left, asked=ask(day=DAY - timedelta(days=1)))
    late = {"police": (Signature(DAY + timedelta(days=1)),)}
    assert decide(clause(), signatures=late).code == "source-not-signed"
    to_health = clause(recipient="agency:health")
    assert decide(to_health, asked=ask(recipient=HEALTH))
    only = {"police": (Signature(date(2026, 1, 1)),)}
    assert decide(to_health, signatures=only, asked=ask(recipient=HEALTH)).code == "recipient-not-signed"


def test_a_version_is_in_force_from_its_day_to_the_day_before_its_end():
    one = version(clause(), ends=DAY)
    two = version(clause(categories=frozenset({"identity"})), number=2, starts=DAY)
    book = Rulebook((one, two))
    assert book.decide(ask(day=DAY - timedelta(days=1)))
    assert book.decide(ask()).code == "category"
    assert not book.decide(ask(day=date(2025, 12, 31)))


def test_a_schedule_binds_while_the_agreement_above_it_binds():
    schedule = version(clause(), under="memorandum")
    above = version(agreement="memorandum", hub="")
    assert Rulebook((schedule, above)).decide(ask())
    assert Rulebook((schedule,)).decide(ask()).code == "lapsed"
    overdue = replace(above, review_by=date(2026, 1, 2))
    assert Rulebook((schedule, overdue)).decide(ask()).code == "lapsed"
    unsigned = replace(above, signatures={})
    assert Rulebook((schedule, unsigned)).decide(ask()).code == "source-not-signed"


def test_the_review_warns_then_ends_routine_sharing():
    one = version(clause())
    assert list(one.warnings(date(2026, 10, 31))) == []
    assert list(one.warnings(date(2026, 11, 1))) == [("review", "", date(2027, 1, 30))]
    book = Rulebook((one,))
    assert book.decide(ask(day=date(2027, 1, 30)))
    assert book.decide(ask(day=date(2027, 1, 31))).code == "lapsed"


def test_a_signature_that_ends_warns():
    ends = {"police": (Signature(date(2026, 1, 1), date(2026, 7, 1)),)}
    one = version(clause(), signatures=ends)
    assert list(one.warnings(date(2026, 5, 1))) == []
    assert list(one.warnings(date(2026, 5, 2))) == [("signature", "police", date(2026, 7, 1))]


def test_seats_and_desks_of_the_hub_are_told_apart():
    only = clause(roles=frozenset({"decider"}), desks=frozenset({"county-adults"}))
    assert decide(only).code == "role"
    assert decide(only, asked=ask(recipient=Party(kind="hub", role="decider", desk="county-adults")))
    assert not decide(only, asked=ask(recipient=Party(kind="hub", role="decider", desk="county-children")))


def test_any_is_any_agency_and_never_the_hub():
    wide = clause(source="any", recipient="any")
    assert decide(wide).code == "no-clause"
    assert decide(wide, asked=ask(recipient=HEALTH))
    assert decide(wide, asked=ask(source=SCREENER, recipient=HEALTH)).code == "no-clause"


def test_the_narrowest_clause_is_the_one_cited():
    wide = clause("1", source="any", categories=frozenset({"offences", "identity"}))
    narrow = clause("2", source="agency:police")
    for clauses in [(wide, narrow), (narrow, wide)]:
        assert decide(*clauses).by.clause.number == "2"


def test_the_nearest_clause_is_the_one_named_when_none_reaches():
    far = clause("1", purposes=frozenset({"learn"}), categories=frozenset({"identity"}))
    near = clause("2", purposes=frozenset({"learn"}))
    answer = decide(far, near)
    assert (answer.near.clause.number, answer.code) == ("2", "purpose")


def test_what_a_draft_would_change():
    before = Rulebook((version(clause()),))
    after = Rulebook((version(clause(categories=frozenset({"offences", "intelligence"}))),))
    asked = [ask(), ask(category="intelligence"), ask(category="identity")]
    changed = list(changes(before, after, asked))
    assert [(one.category, bool(was), bool(would)) for one, was, would in changed] == [
        ("intelligence", False, True)
    ]
