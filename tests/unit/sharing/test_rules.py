import pytest

from mash.casework.sharing.rules import AnswerSaid, ItemSaid, all_complete, complete, may_request


@pytest.mark.parametrize("ground", ["s47", "s42"])
def test_reasonable_cause_waits_for_nobody(ground):
    assert may_request(ground=ground, openness=None, reason="", named_worker=False)


@pytest.mark.parametrize("ground", ["below-s47", "adult-below-s42"])
@pytest.mark.parametrize(
    ("openness", "reason", "named", "allowed"),
    [
        (None, "", True, False),
        ("told", "", False, True),
        ("agreed", "", False, True),
        ("not-told", "", True, False),
        ("not-told", "Telling would raise the risk.", False, False),
        ("not-told", "Telling would raise the risk.", True, True),
    ],
)
def test_below_it_somebody_was_told_or_a_named_worker_says_why_not(ground, openness, reason, named, allowed):
    verdict = may_request(ground=ground, openness=openness, reason=reason, named_worker=named)
    assert bool(verdict) is allowed


ITEM = ItemSaid(
    kind="fact", text="Seen.", happened_on="not known", handling="case-agencies", family_may_know="yes"
)


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({}, True),
        ({"systems_searched": " "}, False),
        ({"held": "perhaps"}, False),
        ({"held": "withheld"}, False),
        ({"held": "withheld", "withheld_code": "x", "withheld_reason": "Why."}, True),
        ({"held": "disclosed"}, False),
        ({"held": "disclosed", "items": (ITEM,)}, True),
        ({"items": (ITEM,)}, False),
    ],
)
def test_an_answer_holds_what_it_must(changes, allowed):
    fields = {"subject": 1, "held": "nothing-held", "systems_searched": "All", **changes}
    assert bool(complete(AnswerSaid(**fields))) is allowed


def test_each_person_asked_about_is_answered():
    answer = AnswerSaid(subject=1, held="nothing-held", systems_searched="All")
    assert all_complete([1], [answer])
    assert not all_complete([1, 2], [answer])
