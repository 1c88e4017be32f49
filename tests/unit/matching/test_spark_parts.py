"""What runs in Spark's processes, without Spark: batches of Arrow in, pairs out, as a batch in one process has them."""

import pickle
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from mash.registers.people.matching import spark
from mash.registers.people.matching.compare import arrays


@dataclass(frozen=True)
class _Given:
    value: bytes


def test_blocks_that_batches_cut_bring_the_pairs_of_a_batch(small):
    least = float(np.log(small.model.review / (1 - small.model.review)))
    given = _Given(pickle.dumps((arrays(small.words), small.model.body(), least)))
    rows = spark._batch(place=np.arange(len(small.rows)), row=small.rows)
    keyed = pa.Table.from_batches(spark._keyed(given, [rows])).sort_by(
        [("block", "ascending"), ("place", "ascending")]
    )
    scored = pa.Table.from_batches(spark._scored(given, keyed.combine_chunks().to_batches(max_chunksize=997)))
    one, two = (scored.column(each).to_numpy() for each in ("one", "two"))
    assert two[one == spark.NOBODY].sum() == small.links.compared
    pairs = set(zip(one[one >= 0].tolist(), two[one >= 0].tolist(), strict=True))
    assert len(pairs) == (one >= 0).sum()
    assert pairs == set(map(tuple, small.links.pairs.tolist()))
