"""Learn a model from the hub's own live records."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from mash.foundation.visibility import acting
from mash.registers.people.clusters.arrivals import keep_model
from mash.registers.people.finding.engine import MATCHING
from mash.registers.people.matching import batch
from mash.registers.people.matching.evaluation import calibration
from mash.registers.people.matching.explain import explain
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.table import Rows, Vocabularies
from mash.registers.people.matching.training import train
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Record
from mash.registers.people.review.outcomes import labels
from mash.registers.people.watch import rules
from mash.registers.people.watch.actions import keep_training
from mash.registers.people.watch.counting import Judged, count, material
from mash.registers.people.watch.queries import open_records

FEWEST = 1_000  # records: with fewer, what is learnt is chance


class TooFewError(ValueError):
    """There are too few records to learn from. The message is a sentence."""


def train_on_records(*, at: datetime, version: str | None = None) -> Model:
    """A new version, kept and not yet in force: somebody else approves it. Raises TooFewError.

    Records that came in with a restricted matter are left out: nothing of theirs enters the frequencies. What the
    records were like is kept with it: for whoever approves it, and for the looks at it once it is in force.
    """
    version = version or f"{at:%Y-%m-%d %H:%M}"
    words, since = Vocabularies(), at - rules.PERIOD
    with acting(MATCHING, at):
        found = material(open_records(), words, since=since)
        if len(found.numbers) < FEWEST:
            raise TooFewError(f"There are {len(found.numbers)} records; a model needs at least {FEWEST}.")
        model = train(found.rows, words, at=at, version=version)
        judged = _judged(model)
        model = replace(model, calibration=_calibrated(judged))
        counted = count(found, words, model, _likeliest(found.rows, words, model), judged)
        kept = keep_model(
            by=MATCHING, at=at, version=version, body=model.body(), automatic=model.automatic_bits
        )
        keep_training(by=MATCHING, at=at, model=kept, counted=counted, since=since)
    return model


def _judged(model: Model) -> list[Judged]:
    """What people said of pairs, with the probability that this model gives them: none of it taught the model."""
    said = labels()
    numbers = {number for one in said for number in (one.a, one.b)}
    values = {one.pk: values_of(one.said) for one in Record.objects.filter(pk__in=numbers)}
    return [
        Judged(one.a, one.b, one.same, explain(model, values[one.a], values[one.b]).probability)
        for one in said
        if one.a in values and one.b in values
    ]


def _calibrated(judged: list[Judged]) -> list[list[float]]:
    """By tenths of the probability that this model gives: the mean given, the share that reviewers called one person, pairs.

    For whoever approves the model: these pairs were reviewed, so that nothing of them taught it.
    """
    given = np.array([one.probability for one in judged])
    bins = calibration(given, np.array([one.same for one in judged], np.bool_))["bins"]
    return [[each["shown"], each["observed"], float(each["pairs"])] for each in bins]


def _likeliest(rows: Rows, words: Vocabularies, model: Model) -> npt.NDArray[np.float64]:
    """How likely each record is one person with the record that it is most like."""
    links = batch.link(model.dress(rows, words), words, model, least=model.review)
    best = np.zeros(len(rows))
    for side in (0, 1):
        np.maximum.at(best, links.pairs[:, side], links.likely)
    return best
