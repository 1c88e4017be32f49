"""What a record that came in is linked with: the index as the scorer of clusters."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from mash.foundation.visibility.session import current
from mash.registers.people.clusters.queries import version_at
from mash.registers.people.finding import ask
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Record


class IndexAwayError(RuntimeError):
    """The process that has the index does not answer; what asked can be tried again."""


def links_of(record: Record, *, model: str | None = None) -> Iterable[tuple[int, float, float]]:
    """Other live records at least as likely as the model's review threshold: number, weight in bits, probability.

    The index takes this record in first, should it not have it yet: of two records, whichever is asked about last
    meets the other. An index that still weighs by another model counts as away; `model` is the version in force where
    the caller has read it already. Raises IndexAwayError.
    """
    version = version_at(current()[1]) if model is None else model
    found = ask.pairs_of(values_of(record.said), of=record.pk, model=version)
    if found is None:
        raise IndexAwayError
    return [(one.key, one.weight / log(2), one.probability) for one in found]
