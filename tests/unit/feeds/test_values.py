"""What cells mean, in all the ways in which agencies write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mash.registers.people.feeds import values
from mash.registers.people.rules import as_date


@pytest.mark.parametrize(
    ("cell", "day", "odd"),
    [
        ("2015-02-28", (28, 2, 2015), ()),
        ("2015-02-28 00:00:00", (28, 2, 2015), ()),
        ("28/02/2015", (28, 2, 2015), ()),
        ("28.2.2015", (28, 2, 2015), ()),
        ("28-Feb-2015", (28, 2, 2015), ()),
        ("28th February 2015", (28, 2, 2015), ()),
        ("February 28, 2015", (28, 2, 2015), ()),
        ("20150228", (28, 2, 2015), ()),
        ("3/4/16", (3, 4, 2016), ("century",)),
        ("3/4/87", (3, 4, 1987), ("century",)),
        ("02/28/2015", (28, 2, 2015), ("turned",)),
        ("31/02/2015", (31, 2, 2015), ("impossible",)),
        ("2015-13-40", (40, 13, 2015), ("impossible",)),
        ("00/02/2015", (None, 2, 2015), ("partial",)),
        ("2015", (None, None, 2015), ("partial",)),
        ("06/2015", (None, 6, 2015), ("partial",)),
        ("June 2015", (None, 6, 2015), ("partial",)),
        ("2015-06", (None, 6, 2015), ("partial",)),
        ("42063", (28, 2, 2015), ("serial",)),
    ],
)
def test_days(cell, day, odd):
    found = values.born(cell)
    assert (found.value.get("day"), found.value.get("month"), found.value.get("year")) == day
    assert found.odd == odd


@pytest.mark.parametrize("cell", ["soon", "00/00/0000", "12", "٢٨/٠٢/٢٠١٥x", "1/2/3/4"])
def test_what_is_no_day(cell):
    assert values.born(cell) == (None, ("date",))


def test_american_files_are_read_month_first():
    assert values.born("03/04/2015", "mdy").value == {"day": 4, "month": 3, "year": 2015}


@given(some.dates())
def test_every_real_day_is_read_as_itself(day):
    assert as_date(values.born(day.isoformat()).value) == day
    assert as_date(values.born(f"{day.day}/{day.month}/{day.year:04}").value) == day


@given(some.text())
def test_no_text_makes_a_reader_fail(cell):
    plain = values.text(cell).value
    for reader in (
        values.born,
        values.nhs_number,
        values.upn,
        values.postcode,
        values.sex,
        values.phone,
        values.email,
    ):
        if plain is not None:
            reader(plain)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  Ada   Kerr ", ("Ada Kerr", ())),
        ("N/A", (None, ())),
        ("A\x00da", ("Ada", ("control",))),
        ("Zoe\u0308", ("Zoë", ())),
        ("Zo\ufffd", ("Zo\ufffd", ("letters",))),
        ("=HYPERLINK(1)", ("=HYPERLINK(1)", ("formula",))),
        ("-Ada", ("-Ada", ())),
        ("+44 7700 900982", ("+44 7700 900982", ())),
        ("x" * 1_000_000, (None, ("long",))),
        ("\x00" * 9, (None, ("control",))),
    ],
)
def test_text(cell, expected):
    assert values.text(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("999 000 0018", ("9990000018", ())),
        ("9990000018.0", ("9990000018", ())),
        ("9990000019", ("9990000019", ("check",))),
        ("999000001", ("0999000001", ("check",))),
        ("12345", (None, ("digits",))),
        ("9999999999", (None, ("placeholder",))),
        ("٩٩٩٠٠٠٠٠١٨", (None, ("digits",))),
    ],
)
def test_nhs_numbers(cell, expected):
    assert values.nhs_number(cell) == expected


def test_pupil_numbers_have_a_check_letter():
    # 2*8 + 3*0 + 4*1 + 5*2 + 6*0 + 7*0 + 8*0 + 9*0 + 10*1 + 11*9 + 12*0 + 13*0 = 139; 139 mod 23 = 1: B
    assert values.upn_letter("801200001900") == "B"
    assert values.upn("B801200001900") == ("B801200001900", ())
    assert values.upn("b8012 0000 1900") == ("B801200001900", ())
    assert values.upn("A801200001900") == ("A801200001900", ("check",))
    assert values.upn("B80120000190") == (None, ("upn",))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("zz14ab", ("ZZ1 4AB", ())),
        ("ZZ1  4AB", ("ZZ1 4AB", ())),
        ("ZZ1", ("ZZ1", ("part",))),
        ("ZZ99 3WZ", (None, ("no-place",))),
        ("75008", ("75008", ("postcode",))),
        ("nowhere at all", (None, ("postcode",))),
    ],
)
def test_postcodes(cell, expected):
    assert values.postcode(cell) == expected


def test_sexes_are_codes_of_several_makers():
    assert [values.sex(one).value for one in ("F", "female", "2", "M", "1", "X")] == [
        "female", "female", "female", "male", "male", "other",
    ]  # fmt: skip
    assert values.sex("U") == (None, ())
    assert values.sex("W") == (None, ("sex",))
    assert values.sex("W", {"w": "female"}) == ("female", ())
