"""A row dressed alone and a row dressed among many have the same rates."""

import numpy as np

from mash.registers.people.matching.table import Vocabularies, encode_one


def test_a_row_alone_is_dressed_as_among_many(small):
    rates = ["given_rate", "family_rate", "born_rate", "place_crowd", "phone_crowd"]
    crowded = np.flatnonzero((small.rows["place_crowd"] != 0) | (small.rows["phone_crowd"] != 0))
    assert len(crowded) > 20
    for place in [*range(0, 3_000, 7), *crowded[:100].tolist()]:
        words = Vocabularies()
        alone = small.model.dress(encode_one(small.said(place), words), words)
        for rate in rates:
            assert alone[rate][0] == small.rows[rate][place], (place, rate)
