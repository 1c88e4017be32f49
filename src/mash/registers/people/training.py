"""Learn a model from the hub's own live records."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
from django.db.models.expressions import RawSQL

from mash.foundation.visibility import acting
from mash.registers.people.clusters.arrivals import keep_model
from mash.registers.people.finding.engine import MATCHING, live_records, rows_of
from mash.registers.people.matching.evaluation import calibration
from mash.registers.people.matching.explain import explain
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.table import Vocabularies
from mash.registers.people.matching.training import train
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Record
from mash.registers.people.review.queries import labels

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
        numbers, rows = rows_of(open_ones, words)
        if len(numbers) < FEWEST:
            raise TooFewError(f"There are {len(numbers)} records; a model needs at least {FEWEST}.")
        model = train(rows, words, at=at, version=version)
        model = replace(model, calibration=_calibrated(model))
        keep_model(by=MATCHING, at=at, version=version, body=model.body(), automatic=model.automatic_bits)
    return model


def _calibrated(model: Model) -> list[list[float]]:
    """By tenths of the probability that this model gives: the mean given, the share that reviewers called one person, pairs.

    For whoever approves the model: these pairs were reviewed, so that nothing of them taught it.
    """
    said = labels()
    numbers = {number for one in said for number in (one.a, one.b)}
    values = {one.pk: values_of(one.said) for one in Record.objects.filter(pk__in=numbers)}
    pairs = [one for one in said if one.a in values and one.b in values]
    given = np.array([explain(model, values[one.a], values[one.b]).probability for one in pairs])
    bins = calibration(given, np.array([one.same for one in pairs], np.bool_))["bins"]
    return [[each["shown"], each["observed"], float(each["pairs"])] for each in bins]
