"""What the engine finds in a small synthetic hub: wide margins, so that only a real loss shows."""

import numpy as np
import pytest
from tests.unit.matching.conftest import AT

from mash.registers.people.matching import batch
from mash.registers.people.matching.compare import arrays
from mash.registers.people.matching.evaluation import evaluate
from mash.registers.people.matching.explain import explain
from mash.registers.people.matching.reading import People
from mash.registers.people.matching.score import Weights, score_pairs
from mash.registers.people.matching.table import Coded


@pytest.fixture(scope="module")
def judged(small):
    def coded(column):
        words, codes = np.unique(np.array(column, str), return_inverse=True)
        return Coded([str(each) for each in words], codes)

    columns = {field: coded(column) for field, column in small.columns.items()}
    truth = coded(small.records["person_id"])
    return evaluate(People({**columns, "truth": truth}, {}), at=AT, model=small.model)


def test_persons_are_found_without_labels(judged):
    assert judged["f1"] > 0.97
    assert judged["cluster_f1"] > 0.97
    assert judged["recall_at_precision_99"] > 0.95
    assert judged["best_f1"] - judged["f1_at_half"] < 0.015


def test_the_probability_shown_is_about_the_share_observed(judged):
    assert judged["calibration"]["error"] < 0.03


def test_relatives_in_one_home_are_told_from_one_person(small):
    """Of pairs in one home that are not one person, most are called a household, and hardly any one person."""
    home, who = small.records["household_id"], small.records["person_id"]
    order = np.argsort(home.astype(str), kind="stable")
    beside = np.stack([order[:-1], order[1:]], axis=1).astype(np.int32)
    related = (home[beside[:, 0]] == home[beside[:, 1]]) & (who[beside[:, 0]] != who[beside[:, 1]])
    pairs = beside[related]
    scores = score_pairs(pairs[:, 0], pairs[:, 1], small.rows, *arrays(small.words), Weights.of(small.model))
    same, household = batch.probabilities(scores)
    assert len(pairs) > 1_000
    assert (same > small.model.automatic).mean() < 0.01
    assert (household > same).mean() > 0.9


def test_twins_are_mostly_two_persons(small):
    records = small.records
    born = {}
    for place in range(len(small.rows)):
        if len(records["date_of_birth"][place]) == 10:
            born.setdefault((records["household_id"][place], records["date_of_birth"][place]), []).append(
                place
            )
    twins = [
        (a, b)
        for places in born.values()
        for a in places
        for b in places
        if a < b and records["person_id"][a] != records["person_id"][b]
    ]
    assert len(twins) > 10
    pairs = np.array(twins, np.int32)
    scores = score_pairs(pairs[:, 0], pairs[:, 1], small.rows, *arrays(small.words), Weights.of(small.model))
    same, _household = batch.probabilities(scores)
    assert (same < small.model.automatic).mean() > 0.6


def test_a_rare_name_in_common_tells_more_than_a_common_one(small):
    rates = {word: rate for word, rate in small.model.names["given"].items() if word}
    said = {"family_name": "Quarrington", "date_of_birth": "1984-05-06"}
    rare, common = (
        explain(small.model, {**said, "given_name": word}, {**said, "given_name": word}).weight
        for word in (min(rates, key=rates.get), max(rates, key=rates.get))
    )
    assert rare > common + 1
