"""What an entry of the ledger may say: each key of its payload has a type, and no type holds a sentence or a name."""

import pytest

from mash.foundation.ledger.payload import answer, code, codes, day, moment, number

RIGHT = {
    number("n"): [0, -3, 2**60, None],
    answer("n"): [True, False, None],
    code("n"): ["", "s47", "contact:ABCDE", "a+b/c==", "text/plain", None],
    codes("n"): [[], ["dob", "school"], None],
    day("n"): ["2026-02-28", None],
    moment("n"): ["2026-02-28T09:00:00+00:00", "2026-07-01T09:00:00.5+01:00".replace(".5", ".500000"), None],
}
WRONG = {
    number("n"): [True, 1.0, "1", [1]],
    answer("n"): [0, 1, "yes"],
    code("n"): ["Rosa Bellweather", "José", "a\nb", "x" * 301, 47, ["s47"], True],
    codes("n"): ["s47", [47], ["two words"], [None], ("s47",)],
    day("n"): ["28/02/2026", "2026-02-30", "20260228", "2026-02-28T09:00:00+00:00", 20260228],
    moment("n"): ["2026-02-28", "2026-02-28T09:00:00", "soon", 0],
}


@pytest.mark.parametrize("key", RIGHT, ids=lambda key: key.type)
def test_what_fits(key):
    assert [value for value in RIGHT[key] if not key.fits(value)] == []
    assert [value for value in WRONG[key] if key.fits(value)] == []
