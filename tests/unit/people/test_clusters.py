"""Clusters and who they are: the same in whatever order things came, and back to what they were when undone."""

import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mash.registers.people.clusters.rules import (
    Contradiction,
    Identity,
    Pair,
    Pin,
    Said,
    assign,
    contradiction,
    node,
    partition,
)

NODES = list("abcdefgh")


def clusters(*groups: str) -> frozenset[frozenset[str]]:
    return frozenset(map(frozenset, groups))


def always(a, b):
    return Said("always", a, b)


def never(a, b):
    return Said("never", a, b)


def test_links_make_clusters():
    assert partition("abcd", [Pair("a", "b", 9), Pair("c", "b", 8)], [], []) == clusters("abc", "d")


def test_the_heavier_link_wins_where_two_may_not_meet():
    links = [Pair("a", "x", 9), Pair("b", "x", 12)]
    assert partition("abx", links, [never("a", "b")], []) == clusters("a", "bx")


def test_a_never_holds_through_others():
    links = [Pair("a", "b", 12), Pair("b", "c", 11), Pair("a", "c", 11), Pair("c", "d", 10)]
    assert partition("abcd", links, [never("a", "d")], []) == clusters("abc", "d")


def test_a_chain_of_doubtful_links_makes_no_person():
    chain = [Pair("a", "b", 1), Pair("b", "c", 1), Pair("c", "d", 1)]
    assert partition("abcd", chain, [], []) == clusters("ab", "cd")
    assert partition("abcd", [*chain, Pair("b", "d", 1), Pair("a", "c", 1)], [], []) == clusters("abcd")


def test_a_link_too_doubtful_to_connect_speaks_among_the_connected():
    some = [Pair("a", "b", 5), Pair("b", "c", 0.6)]
    assert partition("abc", some, [], [], automatic=0.5) == clusters("ab", "c")
    assert partition("abc", [*some, Pair("a", "c", 0.4)], [], [], automatic=0.5) == clusters("abc")
    assert partition("ac", [Pair("a", "c", 0.4)], [], [], automatic=0.5) == clusters("a", "c")


def test_an_always_needs_no_link_and_is_not_weighed():
    assert partition("ab", [], [always("a", "b")], []) == clusters("ab")


def test_peoples_word_pushes_nobody_out():
    links = [Pair("a", "b", 1), Pair("a", "c", 1), Pair("b", "c", 1), Pair("x", "y", 1)]
    assert partition("abcxy", links, [], []) == clusters("abc", "xy")
    assert partition("abcxy", links, [always("a", "x")], []) == clusters("abcxy")
    assert partition("abcxyp", links, [], [Pin("p", 1, "a")]) == clusters("abcp", "xy")


def test_where_whole_clusters_may_not_meet_the_word_still_holds():
    links = [Pair("a", "b", 9), Pair("x", "y", 9)]
    assert partition("abxy", links, [always("a", "x"), never("b", "y")], []) == clusters("abx", "y")


def test_two_persons_whom_people_named_are_never_joined_by_the_machine():
    assert partition("ab", [Pair("a", "b", 30)], [], [Pin("a", 1), Pin("b", 2)]) == clusters("a", "b")


def test_but_people_may_join_them():
    said = [always("a", "b")]
    assert partition("abc", [Pair("b", "c", 9)], said, [Pin("a", 1), Pin("b", 2)]) == clusters("abc")


def test_all_that_is_pinned_to_one_person_is_together_and_with_its_anchor():
    assert partition("abcr", [], [], [Pin("a", 1, "r"), Pin("b", 1)]) == clusters("abr", "c")


def test_an_anchor_that_was_given_to_somebody_else_holds_nothing():
    assert partition("ar", [], [], [Pin("a", 1, "r"), Pin("r", 2)]) == clusters("a", "r")


def test_what_people_said_of_a_record_outlives_it():
    assert partition("ac", [], [always("a", "b"), always("b", "c")], []) == clusters("ac")
    assert partition("ac", [Pair("a", "b", 9), Pair("b", "c", 9)], [], []) == clusters("a", "c")


def test_what_cannot_all_hold_is_found_and_not_resolved_in_silence():
    said = [always("a", "b"), always("b", "c"), never("a", "c")]
    assert contradiction(said, []) == never("a", "c")
    with pytest.raises(Contradiction):
        partition("abc", [], said, [])
    assert contradiction([never("a", "b")], [Pin("a", 1), Pin("b", 1)]) == never("a", "b")


def test_a_node_is_an_agencys_key_or_the_record_itself():
    assert node("police", "77", "K1") == "police/77"
    assert node("police", "", "K1") == "K1"


pairs = st.sampled_from(list(itertools.combinations(NODES, 2)))
links = st.dictionaries(pairs, st.sampled_from([8.0, 9.0, 9.0, 12.5]), max_size=14).map(
    lambda found: [Pair(a, b, weight) for (a, b), weight in found.items()]
)


@st.composite
def words(draw):
    """Facts and pins that do not contradict each other."""
    pins = [
        Pin(who, draw(st.integers(1, 3)), draw(st.sampled_from(["", *NODES])))
        for who in draw(st.lists(st.sampled_from(NODES), max_size=4, unique=True))
    ]
    facts = []
    for (a, b), kind in draw(
        st.dictionaries(pairs, st.sampled_from(["always", "never"]), max_size=6)
    ).items():
        if contradiction([*facts, Said(kind, a, b)], pins) is None:
            facts.append(Said(kind, a, b))
    return facts, pins


@given(links, words(), st.randoms())
def test_the_order_and_direction_of_what_came_changes_nothing(some, said, chance):
    facts, pins = said
    before = partition(NODES, some, facts, pins)
    turned = [Pair(one.b, one.a, one.weight) if chance.random() < 0.5 else one for one in some]
    turned_facts = [Said(one.kind, one.b, one.a) if chance.random() < 0.5 else one for one in facts]
    for heap in (turned, turned_facts, pins, nodes := list(NODES)):
        chance.shuffle(heap)
    assert partition(nodes, turned, turned_facts, pins) == before


@given(links, words())
def test_peoples_word_always_holds(some, said):
    facts, pins = said
    found = partition(NODES, some, facts, pins)
    where = {each: cluster for cluster in found for each in cluster}
    assert set(where) == set(NODES)
    for fact in facts:
        assert (where[fact.a] == where[fact.b]) == (fact.kind == "always")
    by_person = {}
    for pin in pins:
        by_person.setdefault(pin.person, set()).add(where[pin.node])
    assert all(len(cluster) == 1 for cluster in by_person.values())


@given(links, words(), st.sets(st.sampled_from(NODES)))
def test_parts_that_nothing_connects_do_not_depend_on_each_other(some, said, half):
    facts, pins = said
    apart = {each: each in half for each in NODES}
    some = [one for one in some if apart[one.a] == apart[one.b]]
    facts = [one for one in facts if apart[one.a] == apart[one.b]]
    pins = [
        Pin(one.node, one.person * 2 + apart[one.node], one.anchor)
        for one in pins
        if apart[one.node] == apart.get(one.anchor, apart[one.node])
    ]
    # A pin that was left out may have been what kept another's anchor from binding.
    assume(contradiction(facts, pins) is None)
    whole = partition(NODES, some, facts, pins)
    alone = [
        partition(
            [each for each in NODES if apart[each] is side],
            [one for one in some if apart[one.a] is side],
            [one for one in facts if apart[one.a] is side],
            [one for one in pins if apart[one.node] is side],
        )
        for side in (False, True)
    ]
    assert whole == alone[0] | alone[1]


@dataclass
class Register:
    """Persons as the database keeps them, in miniature: what `assign` says is done."""

    live: set[str] = field(default_factory=set)
    facts: list[Said] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    founders: dict[int, str] = field(default_factory=dict)
    of: dict[str, int] = field(default_factory=dict)
    into: dict[int, int] = field(default_factory=dict)

    def settle(self, some: list[Pair]) -> None:
        found = partition(self.live, some, self.facts, self.pins)
        order = {each: NODES.index(each) for each in NODES}
        identities = [
            Identity(
                number,
                founder,
                tuple(sorted(p.node for p in self.pins if p.person == number)),
                tuple(sorted(r for r, who in self.of.items() if who == number and r in self.live)),
                self.into.get(number),
            )
            for number, founder in self.founders.items()
        ]
        done = assign(found, identities, pinned_to={p.node: p.person for p in self.pins}, order=order)
        self.founders.update(done.founders)
        self.into = done.into
        for founder, cluster in done.new.items():
            self.founders[len(self.founders) + 1] = founder
            done.of.update(dict.fromkeys(cluster, len(self.founders)))
        for each in self.live:
            if self.current(self.of.get(each, 0)) != done.of[each]:
                self.of[each] = done.of[each]
        self.of = {each: who for each, who in self.of.items() if each in self.live}

    def current(self, number: int) -> int:
        return self.into.get(number, number)

    def who(self) -> dict[str, int]:
        return {each: self.current(self.of[each]) for each in sorted(self.live)}


def grouped(who: dict[str, int]) -> frozenset[frozenset[str]]:
    return clusters(*("".join(k for k, v in who.items() if v == number) for number in set(who.values())))


steps = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.sampled_from(NODES)),
        st.tuples(st.just("withdraw"), st.sampled_from(NODES)),
        st.tuples(st.sampled_from(["always", "never"]), pairs),
        st.tuples(st.just("undo"), st.integers(0, 5)),
    ),
    max_size=25,
)


@given(links, steps)
def test_any_order_of_arrival_withdrawal_fact_and_undo_gives_the_clusters_of_batch(some, wanted):
    register = Register()
    for verb, what in wanted:
        if verb == "arrive":
            register.live.add(what)
        elif verb == "withdraw":
            register.live.discard(what)
        elif verb == "undo":
            del register.facts[what : what + 1]
        elif contradiction([*register.facts, Said(verb, *what)], []) is None:
            register.facts.append(Said(verb, *what))
        register.settle(some)
        assert grouped(register.who()) == partition(register.live, some, register.facts, [])
        # An identity is one cluster's and a cluster has one identity; none is one with one that is itself another's.
        assert all(into not in register.into for into in register.into.values())


@given(links, words(), pairs, st.sampled_from(["always", "never"]))
def test_undoing_a_fact_gives_each_record_the_person_it_had(some, said, pair, kind):
    register = Register(live=set(NODES), facts=said[0])
    register.settle(some)
    before, founders = register.who(), dict(register.founders)
    if contradiction([*register.facts, Said(kind, *pair)], []) is not None:
        return
    register.facts.append(Said(kind, *pair))
    register.settle(some)
    register.facts.pop()
    register.settle(some)
    assert register.who() == before
    assert {n: f for n, f in register.founders.items() if n in founders} == founders


@given(links)
def test_whoever_founded_a_person_stays_it_or_becomes_one_with_an_older(some):
    register = Register(live=set(NODES[:5]))
    register.settle(some)
    founders = dict(register.founders)
    register.live = set(NODES)
    register.settle(some)
    after = register.who()
    assert all(after[founder] <= number for number, founder in founders.items())


def test_a_person_whose_founder_is_withdrawn_is_held_by_the_next_record():
    register = Register(live=set("ab"))
    some = [Pair("a", "b", 9)]
    register.settle(some)
    assert register.who() == {"a": 1, "b": 1}
    register.live = {"b"}
    register.settle(some)
    assert (register.who(), register.founders) == ({"b": 1}, {1: "b"})


def test_a_person_is_who_people_say_and_leaves_with_their_word():
    identities = [Identity(1, founder="a", pinned=("b",), members=("a", "b"))]
    done = assign(clusters("a", "b"), identities, pinned_to={"b": 1}, order={"a": 1, "b": 2})
    assert (done.of, done.new) == ({"b": 1}, {"a": frozenset("a")})


def test_a_founder_whom_people_gave_to_another_founds_no_more():
    identities = [Identity(1, founder="a", members=("b",)), Identity(2, founder="c", pinned=("a",))]
    done = assign(clusters("ac", "b"), identities, pinned_to={"a": 2}, order={})
    assert (done.of, done.founders) == ({"a": 2, "c": 2, "b": 1}, {1: "b"})


def test_one_without_any_record_keeps_to_whom_it_was_one_with():
    identities = [Identity(1, founder="a"), Identity(2, founder="b"), Identity(3, founder="x", into=2)]
    done = assign(clusters("ab"), identities, pinned_to={}, order={})
    assert (done.seatless, done.into) == ({3}, {2: 1, 3: 1})
