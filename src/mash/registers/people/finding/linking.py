"""Link all live records at once by the model in force: the first records of a hub, and a new model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from math import log
from typing import Protocol

import numpy as np

from mash.foundation.kernel import Ref
from mash.foundation.visibility import acting
from mash.registers.people.clusters.arrivals import link_all
from mash.registers.people.clusters.keep import Outcome
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.finding.engine import MATCHING, live_records, rows_of
from mash.registers.people.matching import batch
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.table import Rows, Vocabularies


class NoModelError(ValueError):
    """No model is in force. The message is a sentence."""


class Linker(Protocol):
    """`batch.link`, or what gives the same."""

    def __call__(self, rows: Rows, words: Vocabularies, model: Model, *, least: float) -> batch.Links: ...


def link_records(*, at: datetime, linker: Linker = batch.link) -> Outcome:
    """Compare every live record with those it shares a key with, keep the links, and settle who is who.

    The outcome is that of the same records arriving one by one. Raises NoModelError.
    """
    with acting(MATCHING, at):
        kept = model_in_force(at)
        if kept is None:
            raise NoModelError("No model is in force. Train one, and let somebody else approve it.")
        model = Model.from_body(kept.body)
        words = Vocabularies()
        numbers, rows = rows_of(live_records(), words)
        if not numbers:
            return Outcome()
        model.dress(rows, words)
        links = linker(rows, words, model, least=model.review)
        return link_all(
            by=MATCHING, at=at, links=_by_number(links, numbers), cause=Ref("model", kept.version)
        )


def _by_number(links: batch.Links, numbers: list[int]) -> Iterator[tuple[int, int, float, float]]:
    bits = np.log(links.likely / np.maximum(1 - links.likely, 1e-300)) / log(2)
    for (a, b), weight, likely in zip(
        links.pairs.tolist(), bits.tolist(), links.likely.tolist(), strict=True
    ):
        yield numbers[a], numbers[b], weight, likely
