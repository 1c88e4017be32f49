"""Which records are one cluster, and which person each cluster is. Pure, and the same in whatever order things came.

A *node* is what a record stands for through all its versions: an agency's own key for a feed, the record itself
otherwise (see `node`). What people said of a node stays said while the node has no live record.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from mash.registers.people.clusters.joining import join_groups

type Node = str
type Cluster = frozenset[Node]


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """The machine's link between two nodes, with its weight in bits."""

    a: Node
    b: Node
    weight: float


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """A human's fact about two nodes."""

    kind: Literal["always", "never"]
    a: Node
    b: Node


@dataclass(frozen=True, slots=True, order=True)
class Pin:
    """A human said that `node` is of person number `person`, for whom `anchor` stood at the time ("" for none)."""

    node: Node
    person: int
    anchor: Node = ""


def node(agency: str, key: str, public_id: str) -> Node:
    """The node of a record. Agency keys are slugs and public ids have no slash, so that nothing is taken for another."""
    return f"{agency}/{key}" if key else public_id


class Contradiction(ValueError):  # noqa: N818 - it is what it is called
    """Facts and pins that cannot all hold; `said` is the "never" that the rest makes impossible."""

    def __init__(self, said: Said) -> None:
        super().__init__(f"{said.a} and {said.b} are said to be both one person and never one")
        self.said = said


class _Groups:
    """Disjoint sets, the smaller always added to the larger."""

    def __init__(self) -> None:
        self.above: dict[Hashable, Hashable] = {}
        self.size: dict[Hashable, int] = {}

    def root(self, one: Hashable) -> Hashable:
        above = self.above
        if one not in above:
            above[one] = one
            self.size[one] = 1
            return one
        top = one
        while above[top] != top:
            top = above[top]
        while above[one] != top:
            above[one], one = top, above[one]
        return top

    def join(self, a: Hashable, b: Hashable) -> tuple[Hashable, Hashable]:
        """Join two groups; returns the root that stays and the one that is gone (the same, if they were one)."""
        keeps, goes = self.root(a), self.root(b)
        if keeps != goes:
            if self.size[keeps] < self.size[goes]:
                keeps, goes = goes, keeps
            self.above[goes] = keeps
            self.size[keeps] += self.size[goes]
        return keeps, goes


def _bound(facts: Iterable[Said], pins: Iterable[Pin]) -> _Groups:
    """What people's word alone holds together.

    All that is pinned to one person is one group. An anchor that is itself pinned adds nothing: it has a word of its own.
    """
    groups = _Groups()
    pins = list(pins)
    pinned = {pin.node for pin in pins}
    for pin in pins:
        groups.join(pin.node, pin.person)
        if pin.anchor and pin.anchor not in pinned:
            groups.join(pin.node, pin.anchor)
    for fact in facts:
        if fact.kind == "always":
            groups.join(fact.a, fact.b)
    return groups


def contradiction(facts: Iterable[Said], pins: Iterable[Pin]) -> Said | None:
    """A "never" that the other facts and the pins make impossible, if there is one."""
    facts = sorted(facts)
    groups = _bound(facts, pins)
    return next(
        (each for each in facts if each.kind == "never" and groups.root(each.a) == groups.root(each.b)), None
    )


def _apart(
    groups: _Groups, facts: Iterable[Said], pins: Iterable[Pin]
) -> Iterator[tuple[Hashable, Hashable]]:
    """Groups that the machine may not join: of whom people said that they differ, and whom people both named."""
    yield from combinations({groups.root(pin.node) for pin in pins}, 2)
    for fact in facts:
        if fact.kind == "never":
            yield groups.root(fact.a), groups.root(fact.b)


def partition(
    records: Iterable[Node],
    links: Iterable[Pair],
    facts: Iterable[Said],
    pins: Iterable[Pin],
    *,
    automatic: float = 0.0,
) -> frozenset[Cluster]:
    """The clusters of the live nodes `records`.

    What links of at least `automatic` bits connect is joined by all its links, as `joining` says, unless a "never"
    stands between or people have said who both are; then what people's word holds together is brought together whole.
    Links of nodes that are not live count for nothing; people's word about them counts. The outcome does not depend on
    the order of any argument, and connected parts do not depend on each other. Raises Contradiction.
    """
    live = set(records)
    facts, pins = list(facts), list(pins)
    wrong = contradiction(facts, pins)
    if wrong is not None:
        raise Contradiction(wrong)
    links = [each for each in links if each.a in live and each.b in live]
    parts = _parts(live, links, _bound(facts, pins), automatic)
    for a, b in _apart(parts.bound, facts, pins):
        parts.keep_apart(a, b)
    return frozenset(each for part in parts.within.values() for each in part.clusters(chance(automatic)))


@dataclass(slots=True)
class _Part:
    """What is connected: its groups, how likely its pairs are, and which groups stay apart."""

    groups: list[Cluster] = field(default_factory=list)
    likely: dict[tuple[Node, Node], float] = field(default_factory=dict)
    apart: set[frozenset[Cluster]] = field(default_factory=set)

    def clusters(self, least: float) -> Iterable[Cluster]:
        """What the links make, then whole clusters brought together by people's word: it adds, and pushes nobody out.

        Where that would bring together whom people keep apart, their groups are joined one by one from the beginning.
        """
        alone = [frozenset((each,)) for group in self.groups for each in group]
        apart = {
            frozenset((frozenset((a,)), frozenset((b,))))
            for one, other in self.apart
            for a in one
            for b in other
        }
        together = _Groups()
        for cluster in (*join_groups(alone, self.likely, apart, least=least), *self.groups):
            first, *others = sorted(cluster)
            together.root(first)
            for each in others:
                together.join(first, each)
        if any(together.root(min(one)) == together.root(min(other)) for one, other in self.apart):
            return join_groups(self.groups, self.likely, self.apart, least=least)
        found: dict[Hashable, set[Node]] = {}
        for (each,) in alone:
            found.setdefault(together.root(each), set()).add(each)
        return map(frozenset, found.values())


@dataclass(slots=True)
class _Parts:
    """Parts by their root in `connected`; groups that people's word holds together by their root in `bound`."""

    bound: _Groups
    connected: _Groups
    groups: dict[Hashable, Cluster]
    within: dict[Hashable, _Part]

    def keep_apart(self, one: Hashable, other: Hashable) -> None:
        if one in self.groups and other in self.groups:
            a, b = self.groups[one], self.groups[other]
            part = self.connected.root(min(a))
            if part == self.connected.root(min(b)):
                self.within[part].apart.add(frozenset((a, b)))


def _parts(live: set[Node], links: list[Pair], bound: _Groups, automatic: float) -> _Parts:
    connected = _Groups()
    held: dict[Hashable, set[Node]] = {}
    for each in live:
        connected.join(each, (bound.root(each),))
        held.setdefault(bound.root(each), set()).add(each)
    for link in links:
        if link.weight >= automatic:
            connected.join(link.a, link.b)
    groups = {root: frozenset(some) for root, some in held.items()}
    within: dict[Hashable, _Part] = {}
    for group in groups.values():
        within.setdefault(connected.root(min(group)), _Part()).groups.append(group)
    for link in links:
        part = connected.root(link.a)
        if part == connected.root(link.b):
            pair = (min(link.a, link.b), max(link.a, link.b))
            within[part].likely[pair] = max(chance(link.weight), within[part].likely.get(pair, 0.0))
    return _Parts(bound, connected, groups, within)


def chance(bits: float) -> float:
    """The probability whose odds are 2 to the power of `bits`."""
    return 1.0 / (1.0 + float(2.0 ** -max(bits, -1000.0)))


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as it stands: `number` is also its age. Nodes are live ones, the earliest first.

    `founder` stands for the person ("" once no node does); `pinned` is said by people to be of it; `members` are
    identified as it now, by anyone; `into` is the person that it is one with, if any.
    """

    number: int
    founder: Node = ""
    pinned: tuple[Node, ...] = ()
    members: tuple[Node, ...] = ()
    into: int | None = None


@dataclass(slots=True)
class Assignment:
    """Who the clusters are. A cluster without any known identity is in `new`, by the node that founds one."""

    of: dict[Node, int] = field(default_factory=dict)
    new: dict[Node, Cluster] = field(default_factory=dict)
    into: dict[int, int] = field(default_factory=dict)
    founders: dict[int, Node] = field(default_factory=dict)
    seatless: set[int] = field(default_factory=set)


def assign(
    clusters: Iterable[Cluster],
    identities: Sequence[Identity],
    *,
    pinned_to: Mapping[Node, int],
    order: Mapping[Node, int],
) -> Assignment:
    """Which identity each cluster has.

    Every identity has a seat: a node pinned to it; else its founder, unless people said that this is somebody else;
    else the earliest of its members, which becomes its founder. A cluster is the oldest identity seated in it, and the
    others are one with that one for as long as they sit there. An identity without a seat keeps to whom it was one with.
    `order` gives each node's age; the oldest node of a cluster without identity founds a new one.
    """
    where = {each: cluster for cluster in clusters for each in cluster}
    done = Assignment()
    seated: dict[Cluster, list[int]] = {}
    for identity in sorted(identities, key=lambda one: one.number):
        seat = _seat(identity, where, pinned_to)
        if seat is None:
            done.seatless.add(identity.number)
            continue
        if seat != identity.founder and not identity.pinned:
            done.founders[identity.number] = seat
        seated.setdefault(where[seat], []).append(identity.number)
    for cluster, numbers in seated.items():
        oldest = min(numbers)
        done.of.update(dict.fromkeys(cluster, oldest))
        done.into.update({each: oldest for each in numbers if each != oldest})
    for identity in identities:
        if identity.number in done.seatless and identity.into is not None:
            done.into[identity.number] = done.into.get(identity.into, identity.into)
    for cluster in set(where.values()) - seated.keys():
        done.new[min(cluster, key=lambda one: (order.get(one, 0), one))] = cluster
    return done


def _seat(identity: Identity, where: Mapping[Node, Cluster], pinned_to: Mapping[Node, int]) -> Node | None:
    for each in identity.pinned:
        if each in where:
            return each
    founder = identity.founder
    if founder in where and pinned_to.get(founder, identity.number) == identity.number:
        return founder
    return next(
        (
            each
            for each in identity.members
            if each in where and pinned_to.get(each, identity.number) == identity.number
        ),
        None,
    )
