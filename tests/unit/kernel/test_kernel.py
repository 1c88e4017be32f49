import random

from hypothesis import given
from hypothesis import strategies as st

from mash.casework.cases.workflow import CASE, STATES
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, public_id, reference, seeded
from mash.foundation.kernel.ids import ALPHABET, read_reference
from mash.foundation.kernel.workflow import may_step, step


def test_an_actor_is_written_as_the_database_reads_it():
    assert str(Actor(kind="seat", key="12", name="Edith")) == "seat:12"
    assert str(Actor.draft("X3")) == "draft:X3"
    assert str(Actor.service("intake")) == "service:intake"
    assert str(Actor.public()) == "public"


def test_a_ref_is_kind_and_id():
    assert str(Ref("matter", "K7M2Q-X4TRS")) == "matter:K7M2Q-X4TRS"


def test_allowed_is_true_and_refused_is_false():
    assert ALLOWED
    assert not Refused("code", "Sentence.")


@given(st.integers())
def test_a_seed_gives_the_same_ids(seed):
    with seeded(random.Random(seed)):
        first = [reference(), public_id()]
    with seeded(random.Random(seed)):
        assert [reference(), public_id()] == first


def test_ids_are_random_without_a_seed():
    assert len({reference() for _ in range(1000)}) == 1000


@given(st.text(ALPHABET, min_size=10, max_size=10))
def test_a_reference_survives_being_said_and_typed(text):
    written = f"{text[:5]}-{text[5:]}"
    said = text.lower().replace("1", "l").replace("0", "o")
    assert read_reference(f"  {said[:5]} {said[5:]} ") == written
    assert read_reference(written) == written


@given(st.text(max_size=30))
def test_anything_may_be_typed_as_a_reference(text):
    read_reference(text)


def test_every_edge_leads_between_known_states_and_every_state_is_reached():
    assert {edge.source for edge in CASE} | {edge.target for edge in CASE} == set(STATES)
    reached = {"new"}
    for _ in STATES:
        reached |= {edge.target for edge in CASE if edge.source in reached}
    assert reached == set(STATES)


def test_one_verb_from_one_state_is_one_edge():
    pairs = [(edge.verb, edge.source) for edge in CASE]
    assert len(pairs) == len(set(pairs))


def test_a_step_that_the_table_does_not_have_is_refused_with_its_sentence():
    assert step(CASE, "close", "new") is None
    refused = may_step(CASE, "close", "new", sentence="Not now.")
    assert isinstance(refused, Refused)
    assert refused.sentence == "Not now."


def test_immediate_protection_can_start_from_every_open_state():
    assert {edge.source for edge in CASE if edge.verb == "protect"} == set(STATES) - {"closed"}
