"""How well persons are found in a file that says who is who: trained without labels, judged by them."""

from __future__ import annotations

import resource
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from mash.registers.people.matching import batch
from mash.registers.people.matching.bias import by_group
from mash.registers.people.matching.grouping import Groups
from mash.registers.people.matching.index import Index
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.reading import People
from mash.registers.people.matching.table import Coded, Rows, Vocabularies, encode
from mash.registers.people.matching.training import EXHAUSTIVE, train

Floats = npt.NDArray[np.float64]
LEAST = 0.01  # pairs less likely than this are not looked at again
JOINED_FROM = 0.1  # groups are judged at thresholds from here up
QUERIES = 5_000


class NotLabelledError(ValueError):
    """A file that does not say who is who. The message is a sentence for whoever named it."""


def evaluate(
    people: People, *, at: datetime, queries: People | None = None, model: Model | None = None
) -> dict[str, Any]:
    """Train (or take `model`), link, group, and hold the result against the truth.

    "links" are what the system makes: two records linked at a threshold are in one group when groups are joined down to
    it. "pairs" are the probabilities of single pairs before grouping. Times are in seconds, memory in MiB.
    """
    if people.truth is None:
        raise NotLabelledError("The file has no column that says who is who. Name it with --truth.")
    truth = _numbers(people.truth)
    stages: dict[str, float] = {}
    words = Vocabularies()
    with _timed(stages, "read_values"):
        rows = encode(people.compared, words)
    with _timed(stages, "train"):
        model = model or train(rows, words, at=at, version=f"evaluation of {at:%Y-%m-%d}")
        model.dress(rows, words)
    with _timed(stages, "link"):
        links = batch.link(rows, words, model, least=LEAST, exhaustive=len(rows) <= EXHAUSTIVE)
    with _timed(stages, "group"):
        groups = batch.group(rows, words, model, links, least=JOINED_FROM)
    in_truth = _pairs_among(truth)
    linked = _curve_of_joins(groups, truth)
    same = truth[links.pairs[:, 0]] == truth[links.pairs[:, 1]]
    found: dict[str, Any] = {
        "records": len(people),
        "persons": int(truth.max(initial=-1)) + 1,
        "columns": people.understood,
        "true_pairs": in_truth,
        "compared_pairs": links.compared,
        "threshold": model.automatic,
        **_judged(linked, in_truth, model.automatic),
        "pairs": _judged(_curve_of_pairs(links.likely, same), in_truth, model.automatic),
        "clusters": _clusters(_at(groups, len(rows), model.automatic), truth),
        "calibration": calibration(links.likely, same),
    }
    errors = _errors(rows, _at(groups, len(rows), model.automatic), truth, links.pairs)
    found["by_group"] = errors.pop("by_group")
    found["errors"] = errors
    found["cluster_f1"] = found["clusters"]["f1"]
    if queries is not None:
        with _timed(stages, "lookups"):
            found |= _looked_up(people, queries, model)
    found["seconds"] = {name: round(seconds, 3) for name, seconds in stages.items()}
    found["peak_memory_mib"] = round(_peak_mib(), 1)
    return found


@contextmanager
def _timed(stages: dict[str, float], name: str) -> Iterator[None]:
    begin = perf_counter()
    yield
    stages[name] = perf_counter() - begin


def _peak_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _numbers(truth: Any) -> npt.NDArray[np.int64]:
    """Persons by number; the same text is the same person, whatever its place among the words."""
    names: dict[str, int] = {}
    words = np.array([names.setdefault(each, len(names)) for each in truth.words], np.int64)
    return np.unique(words[truth.codes], return_inverse=True)[1]


def _pairs_among(labels: npt.NDArray[Any]) -> int:
    counts = np.bincount(labels).astype(float)
    return int((counts * (counts - 1) / 2).sum())


# A curve is three arrays of one length: thresholds falling, the true and all pairs linked down to each.
Curve = tuple[Floats, Floats, Floats]


def _curve_of_pairs(likely: Floats, same: npt.NDArray[np.bool_]) -> Curve:
    order = np.argsort(-likely, kind="stable")
    return likely[order], np.cumsum(same[order]).astype(float), np.arange(1.0, len(order) + 1)


def _curve_of_joins(groups: Groups, truth: npt.NDArray[np.int64]) -> Curve:
    joins = groups.joins[np.argsort(-groups.joins[:, 2], kind="stable")]
    members: dict[int, Counter[int]] = {}
    true = np.zeros(len(joins))
    every = np.zeros(len(joins))
    for place, (one, two) in enumerate(joins[:, :2].astype(int).tolist()):
        a = members.pop(one, None) or Counter({int(truth[one]): 1})
        b = members.pop(two, None) or Counter({int(truth[two]): 1})
        every[place] = a.total() * b.total()
        true[place] = sum(many * a.get(each, 0) for each, many in b.items())
        members[one] = a + b
    return joins[:, 2], np.cumsum(true), np.cumsum(every)


def _judged(curve: Curve, in_truth: int, threshold: float) -> dict[str, Any]:
    likely, true, every = curve
    if not len(likely) or not in_truth:
        return {"precision": 1.0, "recall": 0.0, "f1": 0.0, "f1_at_half": 0.0, "best_f1": 0.0, "best_threshold": None,
                "recall_at_precision_99": 0.0, "recall_at_precision_999": 0.0}  # fmt: skip
    precision, recall = true / every, true / in_truth
    f1 = 2 * true / (every + in_truth)
    best = int(np.argmax(f1))

    def at(least: float) -> int:
        return int((likely >= least).sum()) - 1

    def recall_at(least: float) -> float:
        good = np.flatnonzero(precision >= least)
        return float(recall[good[-1]]) if len(good) else 0.0

    fixed = at(threshold)
    return {
        "precision": float(precision[fixed]) if fixed >= 0 else 1.0,
        "recall": float(recall[fixed]) if fixed >= 0 else 0.0,
        "f1": float(f1[fixed]) if fixed >= 0 else 0.0,
        "f1_at_half": float(f1[at(0.5)]) if at(0.5) >= 0 else 0.0,
        "best_f1": float(f1[best]),
        "best_threshold": float(likely[best]),
        "recall_at_precision_99": recall_at(0.99),
        "recall_at_precision_999": recall_at(0.999),
    }


def _at(groups: Groups, size: int, threshold: float) -> npt.NDArray[np.int64]:
    """The group of each record when groups are joined down to a threshold."""
    parent = np.arange(size)
    for one, two in groups.joins[groups.joins[:, 2] >= threshold][:, :2].astype(int):
        parent[two] = one
    while True:
        above = parent[parent]
        if (above == parent).all():
            return parent
        parent = above


def _clusters(group: npt.NDArray[np.int64], truth: npt.NDArray[np.int64]) -> dict[str, float]:
    """f1 of the pairs in groups, B-cubed f1, and the shares of groups and of persons that are exactly right."""
    _, found = np.unique(group, return_inverse=True)
    both = np.unique(np.stack([found, truth]), axis=1, return_inverse=True, return_counts=True)
    labels, place, counts = both[0], both[1].ravel(), both[2].astype(float)
    in_found, in_truth = np.bincount(found).astype(float), np.bincount(truth).astype(float)
    together = float((counts * (counts - 1) / 2).sum())
    f1 = 2 * together / max(_pairs_among(found) + _pairs_among(truth), 1)
    precision = float((counts[place] / in_found[found]).mean())
    recall = float((counts[place] / in_truth[truth]).mean())
    exact = float(((counts == in_found[labels[0]]) & (counts == in_truth[labels[1]])).sum())
    return {
        "f1": f1,
        "bcubed_f1": 2 * precision * recall / (precision + recall),
        "exact_precision": exact / len(in_found),
        "exact_recall": exact / len(in_truth),
        "groups": len(in_found),
    }


def calibration(likely: Floats, same: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """By tenths of the probability shown: how many pairs, the mean shown and the share that is the same person.

    `error` is the mean difference of the two, weighted by pairs; `brier` the mean squared error.
    """
    if not len(likely):
        return {"bins": [], "error": 0.0, "brier": 0.0}
    tenth = np.minimum((likely * 10).astype(int), 9)
    bins = [
        {"from": each / 10, "pairs": int((tenth == each).sum()), "shown": float(likely[tenth == each].mean()),
         "observed": float(same[tenth == each].mean())}
        for each in range(10) if (tenth == each).any()
    ]  # fmt: skip
    error = sum(each["pairs"] * abs(each["shown"] - each["observed"]) for each in bins) / len(likely)
    return {"bins": bins, "error": float(error), "brier": float(((likely - same) ** 2).mean())}


def _errors(rows: Rows, group: Any, truth: Any, pairs: Any) -> dict[str, Any]:
    """Errors by what they have in common: pairs linked wrongly, and true pairs not linked; and by whose they are."""
    linked, true = _pairs_in(group), _pairs_in(truth)
    wrong = linked[truth[linked[:, 0]] != truth[linked[:, 1]]]
    found = group[true[:, 0]] == group[true[:, 1]]
    missed = true[~found]
    compared = set(map(tuple, pairs.tolist()))
    return {
        "linked_wrongly": Counter(_kind(rows, *each) for each in wrong.tolist()),
        "missed": Counter(
            _kind(rows, *each) if tuple(each) in compared else f"hardly alike: {_kind(rows, *each)}"
            for each in missed.tolist()
        ),
        "by_group": by_group(rows, true[found], missed, wrong),
    }


def _pairs_in(labels: Any, most: int = 500_000) -> npt.NDArray[np.int32]:
    """`i4[pairs, 2]`: the pairs with the same label, the lower record first; at most about so many."""
    order = np.argsort(labels, kind="stable").astype(np.int32)
    starts = np.flatnonzero(np.r_[True, np.diff(labels[order]) != 0, True])
    sizes = np.diff(starts)
    parts, listed = [np.zeros((0, 2), np.int32)], 0
    for begin, end in zip(starts[:-1][sizes > 1], starts[1:][sizes > 1], strict=True):
        left, right = np.triu_indices(end - begin, 1)
        parts.append(np.sort(np.stack([order[begin + left], order[begin + right]], axis=1), axis=1))
        listed += len(left)
        if listed > most:
            break
    return np.concatenate(parts)


def _kind(rows: Rows, a: int, b: int) -> str:
    one, two = rows[a], rows[b]
    home = (one["postcode"] > 0 and one["postcode"] == two["postcode"]) or (
        one["phone"] > 0 and one["phone"] == two["phone"]
    )
    names = one["given"] == two["given"] and one["family"] == two["family"] and one["given"] > 0
    parts = ["same home" if home else "different homes", "same name" if names else "different names"]
    if one["year"] == 0 or two["year"] == 0:
        parts.append("a date of birth missing")
    elif (one["year"], one["month"], one["day"]) == (two["year"], two["month"], two["day"]):
        parts.append("same date of birth")
    else:
        parts.append("different dates of birth")
    return ", ".join(parts)


def _looked_up(people: People, queries: People, model: Model) -> dict[str, Any]:
    """Lookups of the queries among the records: who is found among ten, and who at 1 % of strangers called known."""
    if queries.truth is None:
        raise NotLabelledError("The queries do not say who is who.")
    truth = people.truth or Coded([], np.zeros(0, np.intp))
    index = Index(model)
    index.add_many(range(len(people)), people.compared)
    who = [truth.words[code] for code in truth.codes]
    known = set(who)
    columns = queries.compared
    weights, right, among, is_known, times = [], [], [], [], []
    for place in range(min(len(queries), QUERIES)):
        values = {field: column[place] for field, column in columns.items()}
        begin = perf_counter()
        found = index.find(values, limit=10)
        times.append(perf_counter() - begin)
        person = queries.truth[place]
        best = sorted(found, key=lambda each: -each.weight)[:10]
        is_known.append(person in known)
        weights.append(best[0].weight if best else -99.0)
        right.append(bool(best) and who[best[0].key] == person)
        among.append(any(who[each.key] == person for each in best))
    flags, top = np.array(is_known), np.array(weights)
    strangers = np.sort(top[~flags])[::-1]
    limit = strangers[int(len(strangers) * 0.01)] if len(strangers) else -99.0
    milliseconds = np.array(times) * 1000
    return {
        "queries": len(flags),
        "candidate_recall_at_10": float(np.array(among)[flags].mean()) if flags.any() else None,
        "known_at_1_percent_false": float((np.array(right) & (top > limit))[flags].mean()) if flags.any() else None,
        "right_person_first": float(np.array(right)[flags].mean()) if flags.any() else None,
        "lookup_ms": {name: round(float(np.percentile(milliseconds, q)), 3) for name, q in
                      (("p50", 50), ("p95", 95), ("p99", 99))},
        "index_bytes_a_record": round(index.memory / max(len(people), 1), 1),
    }  # fmt: skip
