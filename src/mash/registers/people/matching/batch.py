"""Link many records at once: compare those that share a key, keep what is likely, group."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mash.registers.people.matching import blocking
from mash.registers.people.matching.compare import arrays
from mash.registers.people.matching.grouping import Groups, group_all
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.score import Weights, score_blocks, score_pairs
from mash.registers.people.matching.table import Rows, Vocabularies
from mash.registers.people.matching.training import every_pair


@dataclass(frozen=True)
class Links:
    """`pairs` i4[links, 2], their `likely` f8[links] of the same person and `household` f8[links] of one household."""

    pairs: npt.NDArray[np.int32]
    likely: npt.NDArray[np.float64]
    household: npt.NDArray[np.float64]
    compared: int


def probabilities(scores: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(same person, same household) from the two logarithms of odds of each pair."""
    top = np.maximum(scores.max(axis=1, initial=0.0), 0.0)
    same, household = np.exp(scores[:, 0] - top), np.exp(scores[:, 1] - top)
    whole = same + household + np.exp(-top)
    return same / whole, household / whole


def link(rows: Rows, words: Vocabularies, model: Model, *, least: float, exhaustive: bool = False) -> Links:
    """The pairs that are at least `least` likely to be the same person. `rows` are dressed by the model.

    Those compared share a key, as when records arrive one by one; `exhaustive` compares all, for a file of few rows.
    """
    names, places = arrays(words)
    weights = Weights.of(model)
    weighing = float(np.log(least / (1 - least)))
    if exhaustive:
        pairs = every_pair(rows)
        scores = score_pairs(pairs[:, 0], pairs[:, 1], rows, names, places, weights)
        same, household = probabilities(scores)
        kept = same >= least
        return Links(pairs[kept], same[kept], household[kept], len(pairs))
    every = blocking.without(blocking.keys_of_rows(rows, names, places), model.stop)
    found, compared = [(np.zeros((0, 2), np.int32), np.zeros((0, 2)))], 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for blocks in blocking.blocks(every, model.kinds):

            def work(part: tuple[int, int], given: blocking.Blocks = blocks) -> Any:
                return score_blocks(
                    part[0], part[1], given.place, given.kinds, given.rows, given.starts, every, rows, names, places,
                    weights, weighing,
                )  # fmt: skip

            for pairs, scores, many in pool.map(work, blocks.parts()):
                found.append((pairs, scores))
                compared += many
    pairs, scores = (np.concatenate(part) for part in zip(*found, strict=True))
    return Links(pairs, *probabilities(scores), compared)


def group(
    rows: Rows, words: Vocabularies, model: Model, links: Links, *, least: float | None = None
) -> Groups:
    """The persons among the rows, from the links at least `least` likely (the model's automatic threshold)."""
    names, places = arrays(words)
    return group_all(
        len(rows),
        links.pairs,
        links.likely,
        (rows, names, places, Weights.of(model)),
        least=model.automatic if least is None else least,
    )
