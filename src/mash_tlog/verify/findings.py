"""What the verifier found: each finding has a place and a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

MOST = 100
"""Findings that are kept; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`leaf` is the place in the tree (the number of leaves before it), `number` the entry's own, where known.

    With `until` the place is somewhere among the leaves from `leaf` to that one.
    """

    kind: str
    text: str
    leaf: int | None = None
    number: int | None = None
    until: int | None = None

    @property
    def place(self) -> str:
        """Where, in words: empty where no leaf is meant."""
        if self.leaf is None:
            return ""
        if self.until is not None and self.until > self.leaf:
            return f"leaves {self.leaf} to {self.until}"
        return f"leaf {self.leaf}" + ("" if self.number is None else f" (entry {self.number})")


class Findings:
    """Findings as they come in; the first by place is the one to look at."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._kinds: Counter[str] = Counter()

    def add(
        self,
        kind: str,
        text: str,
        leaf: int | None = None,
        number: int | None = None,
        *,
        until: int | None = None,
    ) -> None:
        self._kinds[kind] += 1
        if self._kinds[kind] <= MOST:
            self._kept.append(Finding(kind, text, leaf, number, until))

    def count(self) -> int:
        """How many there are, also those that are not kept."""
        return self._kinds.total()

    def kinds(self) -> dict[str, int]:
        """How many of each kind."""
        return dict(sorted(self._kinds.items()))

    def sorted(self) -> list[Finding]:
        """By place, an exact one before a stretch that ends there or later; those without a place come last."""

        def place(each: Finding) -> tuple[bool, int, int]:
            end = each.leaf if each.until is None else each.until
            return end is None, end or 0, each.leaf or 0

        return sorted(self._kept, key=place)
