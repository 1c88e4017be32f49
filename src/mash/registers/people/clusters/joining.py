"""Join groups of nodes by how likely their pairs are one person. Pure; `matching.grouping` does the same for batches.

Groups are joined, best first, while each node of the one has, on average, a node in the other that it is likely to be
the same person as, and the other way round. So a chain of doubtful pairs does not pull two persons into one, and a
record that says little is not left out because it fits only some of what is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

type Node = str
type Group = frozenset[Node]


def join_groups(
    groups: Iterable[Group],
    likely: Mapping[tuple[Node, Node], float],
    apart: Collection[frozenset[Group]],
    *,
    least: float,
) -> list[Group]:
    """The groups after all joins that are at least `least` likely; those in `apart` never meet, through others neither.

    `likely` is of unordered pairs, each once; a pair that is not in it is taken for impossible.
    """
    return _Joining(groups, likely, apart).until(least)


class _Joining:
    def __init__(
        self,
        groups: Iterable[Group],
        likely: Mapping[tuple[Node, Node], float],
        apart: Collection[frozenset[Group]],
    ) -> None:
        # A group goes by its first node, so that nothing depends on the order in which things came.
        self.members: dict[Node, list[Node]] = {min(group): sorted(group) for group in groups}
        of = {each: name for name, some in self.members.items() for each in some}
        self.walls: dict[Node, set[Node]] = {name: set() for name in self.members}
        for pair in apart:
            one, other = map(min, pair)
            self.walls[one].add(other)
            self.walls[other].add(one)
        # Of each node the likeliest pair with each group that it has one with.
        self.best: dict[Node, dict[Node, float]] = {each: {} for each in of}
        for (a, b), chance in likely.items():
            for one, other in ((a, of[b]), (b, of[a])):
                if of[one] != other:
                    self.best[one][other] = max(chance, self.best[one].get(other, 0.0))
        self.fits: dict[tuple[Node, Node], float] = {}
        for name, some in self.members.items():
            for other in {near for each in some for near in self.best[each]}:
                self._weigh(name, other)

    def until(self, least: float) -> list[Group]:
        while self.fits:
            fit, (one, other) = min((-fit, pair) for pair, fit in self.fits.items())
            if -fit < least:
                break
            self._join(one, other)
        return [frozenset(some) for some in self.members.values()]

    def _weigh(self, one: Node, other: Node) -> None:
        pair = (one, other) if one < other else (other, one)
        if other in self.walls[one]:
            self.fits.pop(pair, None)
            return
        shares = [
            sum(self.best[each].get(there, 0.0) for each in self.members[here]) / len(self.members[here])
            for here, there in (pair, pair[::-1])
        ]
        self.fits[pair] = sum(shares) / 2

    def _join(self, one: Node, other: Node) -> None:
        """`other` becomes part of `one`, whose name comes first."""
        near = {name for pair in self.fits if one in pair or other in pair for name in pair} - {one, other}
        self.fits = {pair: fit for pair, fit in self.fits.items() if one not in pair and other not in pair}
        self.members[one] = sorted(self.members[one] + self.members.pop(other))
        walls = self.walls.pop(other)
        self.walls[one] |= walls
        for name in walls:
            self.walls[name] = self.walls[name] - {other} | {one}
        for chances in self.best.values():
            if other in chances:
                chances[one] = max(chances.pop(other), chances.get(one, 0.0))
        for each in self.members[one]:
            self.best[each].pop(one, None)
        for name in near:
            self._weigh(one, name)
