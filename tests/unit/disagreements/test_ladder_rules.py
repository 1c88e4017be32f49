"""Who may disagree, how a disagreement goes up, and how it ends."""

import pytest

from mash.casework.disagreements import rules
from mash.casework.disagreements.rules import Said
from mash.registers.agreements.ladders import shipped_steps

SAID = Said(kind="delay", what="Two days over.", instead="An answer today.")
OUTCOMES = ["changed", "stands"]
UP = {"state": "open", "step": 1, "last": 4, "urgent": False, "straight": False, "reason": "No answer."}
SETTLES = {
    "state": "open", "step": 1, "last": 4, "heard": {"hub", "agency"}, "outcome": "changed", "outcomes": OUTCOMES,
    "text": "They answer today.",
}  # fmt: skip
DECIDES = {
    "state": "open", "step": 4, "last": 4, "outcome": "stands", "outcomes": OUTCOMES, "text": "It was right.",
    "name": "Ada Fenn", "post": "Independent chair",
}  # fmt: skip


def code(verdict):
    return "" if verdict else verdict.code.removeprefix("disagreements:")


def test_what_is_said_is_whole():
    assert rules.may_open(SAID, kinds=["delay"])
    assert code(rules.may_open(SAID, kinds=["decision"])) == "disagreement:kind"
    assert (
        code(rules.may_open(Said(kind="delay", what=" ", instead="x"), kinds=["delay"]))
        == "disagreement:what"
    )
    assert (
        code(rules.may_open(Said(kind="delay", what="x", instead=""), kinds=["delay"]))
        == "disagreement:instead"
    )
    assert [rules.side_of(one) for one in ("researcher", "screener", "manager")] == ["agency", "hub", "hub"]


def test_urgent_caps_each_step_and_may_go_straight_to_the_leads():
    steps = shipped_steps()
    assert [rules.days_of(one, urgent=None) for one in steps] == [1, 2, 5, 10]
    assert [rules.days_of(one, urgent=1) for one in steps] == [1, 1, 1, 1]
    assert [rules.straight_to(one, last=4, urgent=True) for one in (1, 2, 3, 4)] == [3, None, None, None]
    assert rules.straight_to(1, last=4, urgent=False) is None
    assert rules.straight_to(1, last=1, urgent=True) is None
    assert [rules.next_step(one, last=4) for one in (1, 3, 4)] == [2, 4, None]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, ""),
        ({"urgent": True, "straight": True}, ""),
        ({"straight": True}, "step:not-urgent"),
        ({"reason": " "}, "step:reason"),
        ({"step": 4}, "step:last"),
        ({"state": "settled"}, "disagreement:ended"),
    ],
)
def test_either_side_moves_it_up_with_a_reason(changes, refused):
    assert code(rules.may_move_up(**{**UP, **changes})) == refused


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, ""),
        ({"heard": {"hub"}}, "outcome:one-side"),
        ({"heard": {"agency"}}, "outcome:one-side"),
        ({"step": 4}, "outcome:chair"),
        ({"outcome": "won"}, "outcome:code"),
        ({"text": ""}, "outcome:text"),
        ({"state": "withdrawn"}, "disagreement:ended"),
    ],
)
def test_it_is_settled_when_both_sides_are_heard(changes, refused):
    assert code(rules.may_settle(**{**SETTLES, **changes})) == refused


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, ""),
        ({"step": 3}, "outcome:below"),
        ({"name": " "}, "outcome:who"),
        ({"post": ""}, "outcome:who"),
        ({"outcome": ""}, "outcome:code"),
    ],
)
def test_at_the_last_step_somebody_by_name_and_post_decides(changes, refused):
    assert code(rules.may_decide(**{**DECIDES, **changes})) == refused


def test_the_side_that_opened_it_withdraws():
    said = {"state": "open", "side": "hub", "opened_from": "hub", "reason": "They answered."}
    assert rules.may_withdraw(**said)
    assert code(rules.may_withdraw(**{**said, "side": "agency"})) == "withdraw:other"
    assert code(rules.may_withdraw(**{**said, "reason": ""})) == "withdraw:reason"
    assert code(rules.may_say(state="open", text=" ")) == "view:text"
    assert rules.may_say(state="open", text="We are short of people.")
