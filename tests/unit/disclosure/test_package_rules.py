"""What may go to whom, and what is still owed before it leaves."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.casework.disclosure import workflow
from mash.casework.disclosure.days import happened
from mash.casework.disclosure.rules import (
    LINK_DAYS,
    Link,
    Piece,
    expiry,
    holds_address,
    lacks,
    may_answer,
    may_choose,
    needs_check,
    needs_consent,
)
from mash.registers.accounts.roles import permissions
from mash.registers.agreements.rules import FAMILY, HUB, Party

NOW = datetime(2026, 6, 9, 9, tzinfo=UTC)


def piece(**changes):
    return Piece(**{"ref": "1", "heading": "Incidents", "kind": "item", "paragraphs": 2} | changes)


def codes(*pieces, recipient_kind="agency", recipient="health"):
    return [one.code for one in lacks(pieces, recipient_kind=recipient_kind, recipient=recipient)]


def test_nothing_stands_in_the_way_of_an_open_item():
    assert codes(piece(originator="police", handling="case-agencies")) == []


def test_a_package_in_which_nothing_stays_is_empty():
    assert codes() == ["disclosure:package:empty"]
    assert codes(piece(withheld=frozenset({0, 1}))) == ["disclosure:package:empty"]


def test_what_a_family_may_not_know_goes_to_no_family():
    assert not may_choose(family_may_know="no", current=True, recipient_kind="family")
    assert may_choose(family_may_know="no", current=True, recipient_kind="agency")
    assert codes(piece(family_may_know="no"), recipient_kind="family", recipient="") == [
        "disclosure:item:not-for-family"
    ]


def test_a_corrected_item_does_not_leave():
    assert codes(piece(current=False)) == ["disclosure:item:corrected"]


@pytest.mark.parametrize(
    ("handling", "family", "kind", "recipient", "needed"),
    [
        ("ask-originator", "yes", "agency", "health", True),
        ("ask-originator", "yes", "agency", "police", False),
        ("ask-originator", "yes", "family", "", True),
        ("case-agencies", "ask", "family", "", True),
        ("case-agencies", "ask", "agency", "health", False),
        ("case-agencies", "yes", "family", "", False),
    ],
)
def test_whom_to_ask(handling, family, kind, recipient, needed):
    said = {"handling": handling, "family_may_know": family, "originator": "police"}
    assert needs_consent(**said, recipient_kind=kind, recipient=recipient) is needed
    assert not needs_consent(**said | {"originator": ""}, recipient_kind=kind, recipient=recipient)


@pytest.mark.parametrize(
    ("consent", "withheld", "found"),
    [
        ("", (), ["disclosure:consent:missing"]),
        ("asked", (), ["disclosure:consent:missing"]),
        ("no", (), ["disclosure:consent:missing"]),
        ("yes", (), []),
        ("partly", (), ["disclosure:consent:partly"]),
        ("partly", (1,), []),
    ],
)
def test_an_originator_is_asked_and_held_to(consent, withheld, found):
    one = piece(
        originator="police",
        handling="ask-originator",
        consent=consent,
        may_go=frozenset({0}) if consent == "partly" else frozenset(),
        withheld=frozenset(withheld),
    )
    assert codes(one) == found


def test_a_protected_address_in_a_text_is_withheld_first():
    assert codes(piece(addresses=frozenset({1}))) == ["disclosure:package:address"]
    assert codes(piece(addresses=frozenset({1}), withheld=frozenset({1}))) == []


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("She lives at 12 Larch Close now.", True),
        ("postcode zz9  9zz", True),
        ("12 larch-close", True),
        ("Larch Close", False),
        ("She moved.", False),
    ],
)
def test_an_address_is_found_however_it_is_written(text, there):
    assert holds_address(text, lines="12 Larch Close, Ostermarch", postcode="ZZ9 9ZZ") is there


def test_an_address_of_which_little_is_known_is_not_found_everywhere():
    assert not holds_address("Anything at all", lines="", postcode="")
    assert not holds_address("At 4 we met", lines="4, Ostermarch", postcode="ZZ")


def test_a_second_person_looks_at_what_goes_to_a_family_or_holds_an_address():
    facts = {"recipient_kind": "agency", "protected_address": False, "two_person_rule": False}
    assert not needs_check(**facts)
    for more in ({"recipient_kind": "family"}, {"protected_address": True}, {"two_person_rule": True}):
        assert needs_check(**facts | more)


@pytest.mark.parametrize(
    ("answer", "reason", "may_go", "code"),
    [
        ("", "", (), "disclosure:consent:answer"),
        ("yes", "", (), ""),
        ("no", " ", (), "disclosure:consent:no-reason"),
        ("no", "It names a witness.", (), ""),
        ("partly", "Not the witness.", (), "disclosure:consent:which"),
        ("partly", "Not the witness.", (0, 1), "disclosure:consent:which"),
        ("partly", "Not the witness.", (2,), "disclosure:consent:which"),
        ("partly", "Not the witness.", (1,), ""),
    ],
)
def test_an_answer_is_whole(answer, reason, may_go, code):
    verdict = may_answer(answer=answer, reason=reason, may_go=may_go, paragraphs=2)
    assert getattr(verdict, "code", "") == code


@settings(max_examples=50, deadline=None)
@given(
    opened=st.none() | st.integers(-5, 5),
    recalled=st.none() | st.integers(-5, 5),
    ends=st.integers(-5, 5),
)
def test_a_link_opens_once_in_its_time_and_never_after_a_recall(opened, recalled, ends):
    def when(days):
        return None if days is None else NOW + timedelta(days=days)

    link = Link(when(opened), NOW + timedelta(days=ends), when(recalled))
    assert link.opens(NOW) == (opened is None and recalled is None and ends > 0)
    assert link.recalled_after_opening == (opened is not None and recalled is not None)


def test_a_link_waits_for_days_that_are_offered():
    assert expiry(NOW, LINK_DAYS[0]) == NOW + timedelta(days=1)
    with pytest.raises(ValueError):
        expiry(NOW, 1000)


def test_every_step_has_a_role_and_a_sentence():
    assert {one.permission for one in workflow.PACKAGE} <= permissions()
    for edge in workflow.PACKAGE:
        assert workflow.may(edge.verb, edge.source)
        assert not workflow.may(edge.verb, "recalled")


def test_a_family_is_no_party_that_a_clause_names():
    family = Party(kind=FAMILY, agency=FAMILY)
    assert not any(family.is_named_by(one) for one in ("any", HUB, "kind:family", "agency:family"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-03-04", "4 March 2026"),
        ("2026-03", "March 2026"),
        ("2026", "2026"),
        ("not known", "not known"),
        ("2026-13", "2026-13"),
        ("last winter", "last winter"),
    ],
)
def test_when_something_happened_is_said_in_words(typed, said):
    assert happened(typed) == said
