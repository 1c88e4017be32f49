"""Learn a model from the hub's own live records."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db.models.expressions import RawSQL

from mash.foundation.visibility import acting
from mash.registers.people.clusters.arrivals import keep_model
from mash.registers.people.finding.engine import MATCHING, columns_of, live_records
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.table import Vocabularies, encode
from mash.registers.people.matching.training import train

_FINDABLE = "SELECT mash.findable(ARRAY(SELECT id FROM people_record WHERE live))"
FEWEST = 1_000  # records: with fewer, what is learnt is chance


class TooFewError(ValueError):
    """There are too few records to learn from. The message is a sentence."""


def train_on_records(*, at: datetime, version: str | None = None) -> Model:
    """A new version, kept and not yet in force: somebody else approves it. Raises TooFewError.

    Records that came in with a restricted matter are left out: nothing of theirs enters the frequencies.
    """
    version = version or f"{at:%Y-%m-%d %H:%M}"
    words = Vocabularies()
    with acting(MATCHING, at):
        open_ones = live_records().filter(pk__in=RawSQL(_FINDABLE, ()))  # noqa: S611 - constant
        parts = [encode(columns, words) for _, columns in columns_of(open_ones)]
        size = sum(map(len, parts))
        if size < FEWEST:
            raise TooFewError(f"There are {size} records; a model needs at least {FEWEST}.")
        model = train(np.concatenate(parts), words, at=at, version=version)
        keep_model(by=MATCHING, at=at, version=version, body=model.body(), automatic=model.automatic_bits)
    return model
