"""Where a day stands, and files that a page looks at before it keeps them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mash.casework.notifications.columns import Columns
from mash.casework.notifications.days import Figures, Signed, state_of
from mash.casework.notifications.rules import Reader, digest_of_headings
from mash.casework.notifications.uploads import examples, look, preview, unknown_roles

FRIDAY, SATURDAY = date(2026, 6, 12), date(2026, 6, 13)
SOME = Figures(sent=3, received=2, duplicates=0, rejected=1, waiting=0, declared=3)
NONE = Figures(sent=0, received=0, duplicates=0, rejected=0, waiting=0, declared=None)
LONDON = ZoneInfo("Europe/London")


def state(day=FRIDAY, hour=12, *, expects="working-days", batches=0, figures=NONE, signed=()):
    return state_of(
        expects=expects,
        expected_by=time(9),
        day=day,
        now=datetime.combine(day, time(hour), LONDON),
        batches=batches,
        figures=figures,
        signed=signed,
    )


def test_a_day_is_waited_for_missing_open_signed_or_different():
    hub, force = Signed("hub", True, SOME.as_json()), Signed("force", True, SOME.as_json())
    differs = Signed("force", False, SOME.as_json())
    assert state(hour=8) == "waited-for"
    assert state(hour=9) == "missing"
    assert state(SATURDAY) == "not-expected"
    assert state(SATURDAY, expects="every-day") == "missing"
    assert state(batches=1, figures=SOME) == "open"
    assert state(batches=1, figures=SOME, signed=[hub]) == "hub-signed"
    assert state(batches=1, figures=SOME, signed=[hub, differs]) == "difference"
    assert (
        state(batches=1, figures=SOME, signed=[hub, differs, force]) == "signed"
    )  # the latest of each side counts
    assert state(batches=2, figures=SOME, signed=[Signed("hub", True, NONE.as_json()), force]) == "changed"
    failed = Figures(**{**SOME.as_json(), "failed": 1})
    assert state(batches=2, figures=failed, signed=[hub, force]) == "changed"
    assert (
        state(signed=[Signed("hub", True, NONE.as_json())]) == "hub-signed"
    )  # that nothing came is signed too


def test_headings_in_another_order_are_the_same():
    assert digest_of_headings(["a", "b"]) == digest_of_headings(["b", "a"])
    assert digest_of_headings(["a", "b"]) != digest_of_headings(["a", "b", "c"])


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Ref,Text,Role\n1,Shouting,Nominal\n2,,Nominal\n,Noise,mother\n", encoding="utf-8")
    return look(path, "a.csv")[0]


def test_a_preview_says_what_would_become_of_the_rows(table):
    columns = Columns({"Ref": "reference", "Text": "summary", "Role": "person.1.role"})
    reader = Reader(columns, populations={"children"}, own="children", today=FRIDAY)
    found = preview(table, reader)
    assert (found.tried, found.rejected, found.whole) == (3, 2, True)
    assert {(code, column) for code, column, _count in found.reasons} == {
        ("nothing-said", "Text"),
        ("no-reference", "Ref"),
    }
    assert examples(table)[0] == ["1", "2"]
    assert unknown_roles(table, columns) == ["nominal"]
