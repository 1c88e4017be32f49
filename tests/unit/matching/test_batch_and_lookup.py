"""Batch and lookup are one engine: the same pairs, the same weights, whatever the order of arrival."""

from dataclasses import replace

import numpy as np
import pytest

from mash.registers.people.matching import batch, blocking
from mash.registers.people.matching.compare import arrays
from mash.registers.people.matching.index import Index
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.score import Weights, score_pairs, weight


def _weights_of_batch(small) -> dict[tuple[int, int], float]:
    pairs = small.links.pairs
    scores = score_pairs(pairs[:, 0], pairs[:, 1], small.rows, *arrays(small.words), Weights.of(small.model))
    return {(a, b): weight(*each) for (a, b), each in zip(pairs.tolist(), scores.tolist(), strict=True)}


def _arriving(small, order, *, resort: bool) -> dict[tuple[int, int], float]:
    """Pairs as records arrive one by one, each looked up before it is added."""
    index, found = Index(small.model), {}
    for count, place in enumerate(order.tolist()):
        for each in index.pairs_of(small.said(place)):
            found[min(place, each.key), max(place, each.key)] = each.weight
        index.add(place, small.said(place))
        if resort and count % 900 == 0:
            index.sort()
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_records_that_arrive_one_by_one_in_any_order_meet_the_pairs_of_a_batch(small, seed):
    order = np.random.default_rng(seed).permutation(len(small.rows))
    found, wanted = _arriving(small, order, resort=seed == 1), _weights_of_batch(small)
    assert found.keys() == wanted.keys()
    assert len(wanted) > 1_500
    assert max(abs(found[pair] - wanted[pair]) for pair in wanted) < 1e-9


def test_keys_that_the_model_stopped_bring_no_pair_to_a_batch_nor_to_a_single_record(small):
    every = blocking.keys_of_rows(small.rows, *arrays(small.words))
    values, counts = np.unique(every, return_counts=True)
    model = replace(small.model, stop=values[(counts > 2) & (values > 0)].tolist(), kinds=[4, 5, 7])
    links = batch.link(small.rows, small.words, model, least=model.review)
    index = Index(model)
    index.add_many(range(len(small.rows)), small.columns)
    found = {
        (min(place, each.key), max(place, each.key))
        for place in range(len(small.rows))
        for each in index.pairs_of(small.said(place), without=[place])
    }
    assert found == set(map(tuple, links.pairs.tolist()))
    assert 100 < len(found) < 0.9 * len(small.links.pairs)


def test_a_lookup_weighs_a_record_as_a_batch_does(small):
    index = Index(small.model)
    index.add_many(range(len(small.rows)), small.columns)
    wanted = _weights_of_batch(small)
    seen = 0
    for place in range(0, len(small.rows), 7):
        for each in index.find(small.said(place), without=[place]):
            pair = min(place, each.key), max(place, each.key)
            if pair in wanted:
                assert abs(each.weight - wanted[pair]) < 1e-9
                seen += 1
    assert seen > 300


def test_a_lookup_shows_the_best_first_and_never_what_it_was_told_to_leave_out(small):
    index = Index(small.model)
    index.add_many(range(len(small.rows)), small.columns)
    for place in range(0, 600, 3):
        found = index.find(small.said(place), limit=5, without=[place])
        assert place not in {each.key for each in found}
        best = [each.weight for each in found[:5]]
        assert best == sorted(best, reverse=True)


def test_a_lookup_leaves_out_what_is_too_unlikely_and_nothing_else(small):
    index = Index(small.model)
    index.add_many(range(len(small.rows)), small.columns)
    fewer = 0
    for place in range(0, 300, 3):
        every = index.find(small.said(place), limit=50, without=[place])
        kept = index.find(small.said(place), limit=50, without=[place], least=(0.001, 0.3))
        assert kept == [one for one in every if one.probability >= 0.001 or one.household >= 0.3]
        fewer += len(every) - len(kept)
    assert fewer > 100


def test_a_record_taken_out_is_found_no_longer(small):
    index = Index(small.model)
    index.add_many(range(len(small.rows)), small.columns)
    one, other = (int(each) for each in small.links.pairs[int(np.argmax(small.links.likely))])
    plain = index.pairs_of(small.said(one), explained=False)
    assert plain == [replace(each, reasons=()) for each in index.pairs_of(small.said(one))]
    assert other in {each.key for each in index.pairs_of(small.said(one))}
    index.remove(other)
    assert other not in {each.key for each in index.pairs_of(small.said(one))}
    index.add(other, small.said(other))
    assert other in {each.key for each in index.pairs_of(small.said(one))}


def test_a_model_read_from_its_file_weighs_alike(small):
    text = small.model.to_json()
    again = Model.from_json(text)
    assert again.to_json() == text
    first, second = Index(small.model), Index(again)
    for index in (first, second):
        index.add_many(range(500), {field: column[:500] for field, column in small.columns.items()})
    for place in range(0, 500, 9):
        assert first.find(small.said(place)) == second.find(small.said(place))


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"format": "another"}', '{"format": "mash-people-1", "colour": 3}']
)
def test_what_is_not_a_model_is_refused(text):
    with pytest.raises(ValueError, match="model"):
        Model.from_json(text)
