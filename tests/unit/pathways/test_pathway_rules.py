"""Pathways as data: no sequence of moves leaves the declared states, and each move can be reached."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mash.casework.cases.rules import Decider
from mash.casework.pathways import rules
from mash.casework.pathways.workflow import KINDS

SOCIAL_WORKER = Decider(role="decider", social_worker=True, agency="county")
KIND = st.sampled_from(list(KINDS.values()))


@given(KIND, st.lists(st.integers(0, 20), max_size=30))
def test_no_sequence_of_moves_leaves_the_declared_states(kind, picks):
    state = kind.first
    for pick in picks:
        moves = kind.next_from(state)
        if not moves:
            assert state in kind.ends
            return
        state = moves[pick % len(moves)].target
        assert state in kind.states


def test_each_move_can_be_reached_and_each_state_left():
    for kind in KINDS.values():
        reached, before = {kind.first}, set()
        while reached != before:
            before = set(reached)
            reached |= {one.target for one in kind.moves if reached & set(one.sources)}
        assert reached == set(kind.states), kind.key
        assert {one.source for one in kind.edges()} == set(kind.states) - set(kind.ends), kind.key


def judged(kind, verb, state, facts, *, who=SOCIAL_WORKER, others=0, same=False):
    move = KINDS[kind].move(verb, state)
    known = {one.codes: set(facts.values()) for one in move.asks} if move else {}
    return rules.may_step(
        move, facts, decider=who, authority="county", not_considered=others, same_person=same, known=known
    )


TEST = {
    "needs": "yes", "needs_why": "x", "risk": "yes", "risk_why": "x", "unable": "yes", "unable_why": "x", "wishes": "no",
}  # fmt: skip


def test_the_three_parts_decide_the_test_of_section_42():
    assert judged("s42", "test", "concern", TEST)
    for part in ("needs", "risk", "unable"):
        said = {**TEST, part: "no"}
        assert judged("s42", "test", "concern", said).code == "pathways:step:test"
        assert judged("s42", "not-met", "concern", {**said, "outcome": "advice"})
    assert judged("s42", "not-met", "concern", {**TEST, "outcome": "advice"}).code == "pathways:step:test"
    gap = judged("s42", "test", "concern", {**TEST, "risk_why": " "})
    assert (gap.code, gap.sentence) == (
        "pathways:step:missing-risk_why",
        "Give the reason for the answer on risk.",
    )
    elsewhere = Decider(role="decider", social_worker=True, agency="police")
    assert judged("s42", "test", "concern", TEST, who=elsewhere).code == "cases:decision:authority"
    assert judged("s42", "test", "concern", TEST, others=1).code == "pathways:step:others"


def test_section_47_is_a_social_workers_and_a_joint_enquiry_names_the_polices_reference():
    held = {"held_at": "2026-06-09T09:00:00+00:00", "how": "single"}
    assert judged("s47", "discuss", "begun", held)
    joint = judged("s47", "discuss", "begun", {**held, "how": "joint"})
    assert joint.code == "pathways:step:missing-police"
    lay = Decider(role="decider", social_worker=False, agency="county")
    assert judged("s47", "discuss", "begun", held, who=lay).code == "cases:decision:social-worker"
    assert judged("s47", "conferred", "begun", {}).code == "pathways:step:not-now"


def test_a_second_look_is_another_persons_and_nothing_ends_before_it():
    said = {"risk": "same", "why": "Seen at school."}
    assert judged("s17", "look-again", "refused", said, same=True).code == "pathways:step:same-person"
    assert judged("s17", "look-again", "refused", said)
    for kind in ("early-help", "s17"):
        assert [one.verb for one in KINDS[kind].next_from("refused")] == ["look-again"]


def test_whom_else_to_think_of_and_what_stops_a_closing():
    day = date(2026, 6, 9)
    ages = [rules.age_of(date(year, 6, 9), day) for year in (2011, 2010, 2009, 2008)]
    assert ages == ["child", "young", "young", "adult"]
    assert rules.is_other("adult", "child")
    assert not rules.is_other("child", "young")
    assert rules.stops_closing("s47", "enquiring")
    assert not rules.stops_closing("s47", "handed-over")
    assert not rules.stops_closing("early-help", "agreed")
