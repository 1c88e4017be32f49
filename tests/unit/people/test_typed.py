"""One line, as a screener types it while listening."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.registers.people.typed import read_typed

TODAY = date(2026, 11, 22)


def read(text):
    return read_typed(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "said", "names"),
    [
        ("rosa bellweather", {}, ("rosa", "bellweather")),
        ("O'Brien-Núñez", {}, ("O'Brien-Núñez",)),
        ("rosa 14/3/2017", {"born": {"day": 14, "month": 3, "year": 2017}}, ("rosa",)),
        ("rosa 14.3.17", {"born": {"day": 14, "month": 3, "year": 2017}}, ("rosa",)),
        ("walter 2/11/41", {"born": {"day": 2, "month": 11, "year": 1941}}, ("walter",)),
        ("2017-03-14", {"born": {"day": 14, "month": 3, "year": 2017}}, ()),
        ("31/02/2015", {"born": {"day": 31, "month": 2, "year": 2015}}, ()),
        ("bellweather 2017", {"born": {"year": 2017}}, ("bellweather",)),
        ("999 000 0018", {"nhs_number": "9990000018"}, ()),
        ("01632 960111", {"phone": "01632960111"}, ()),
        ("4 zz1 4ab", {"address": {"postcode": "ZZ1 4AB", "lines": "4"}}, ()),
        ("teacher@example.org", {"email": "teacher@example.org"}, ()),
        ("A123456789012 rosa", {"upn": "A123456789012"}, ("rosa",)),
        ("", {}, ()),
    ],
)
def test_each_part_is_read_as_what_it_is(text, said, names):
    assert read(text) == (said, names)


@given(st.text(max_size=300))
def test_anything_can_be_typed(text):
    said, names = read(text)
    assert all(names)
    assert set(said) <= {"born", "nhs_number", "phone", "upn", "email", "address"}
