"""What a standard's document may say, and what the ones that ship do say."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from mash.registers import standards
from mash.registers.standards.documents import read_codes, read_standard
from mash.registers.standards.errors import DocumentError

DATA = Path(standards.__file__).parent / "data"
STANDARDS = sorted(DATA.glob("*.toml"))
LISTS = sorted((DATA / "codes").glob("*.toml"))


def document(path):
    return tomllib.loads(path.read_text("utf-8"))


@pytest.fixture
def smallest():
    return {
        "key": "one",
        "version": "1",
        "title": "One",
        "population": "children",
        "state": "in_force",
        "valid_from": date(2027, 1, 1),
        "timescale": [
            {
                "step": "decide",
                "amount": 4,
                "unit": "working_days",
                "calendar": "desk",
                "starts_from": "contact",
                "basis": "local",
                "source": "ours",
            }
        ],
    }


@pytest.mark.parametrize("path", STANDARDS, ids=lambda path: path.stem)
def test_each_standard_that_ships_can_be_read(path):
    parts = read_standard(document(path))
    assert all(each["source"] for each in parts.timescales)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_each_code_list_that_ships_can_be_read(path):
    assert all(each.codes for each in read_codes(document(path)))


def test_every_route_of_a_standard_is_in_the_list_and_serves_its_population():
    lists = {each.key: each.codes for path in LISTS for each in read_codes(document(path))}
    routes = {row["code"]: row["attributes"] for row in lists["route"]}
    outcomes = {row["code"] for row in lists["referral-outcome"]}
    for path in STANDARDS:
        parts = read_standard(document(path))
        for each in parts.decision_roles:
            populations = routes[each["route"]].get("populations", ["children", "adults"])
            assert parts.head["population"] in populations
    assert {attributes["outcome"] for attributes in routes.values()} <= outcomes


def test_the_census_lists_have_all_their_codes():
    census = {each.key: len(each.codes) for each in read_codes(document(DATA / "codes" / "census.toml"))}
    assert census["source-of-referral"] == 22
    assert census["ethnicity"] == 20
    assert census["assessment-factor"] == 44


def test_what_is_left_out_takes_its_usual_value(smallest):
    [row] = read_standard(smallest).timescales
    assert (row["rating"], row["day_rule"], row["warn_percent"]) == ("", "by_close", 75)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"unit": "fortnights"}, "timescale 1: unit is 'fortnights', not one of working_minutes"),
        ({"amount": "four"}, "timescale 1: amount is 'four', not int"),
        ({"amount": True}, "timescale 1: amount is True, not int"),
        ({"rating": "purple"}, "timescale 1: rating is 'purple'"),
        ({"colour": "red"}, "timescale 1: colour is not a field"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(smallest, change, problem):
    smallest["timescale"][0].update(change)
    with pytest.raises(DocumentError, match=problem):
        read_standard(smallest)


def test_everything_wrong_is_told_at_once(smallest):
    del smallest["title"], smallest["timescale"][0]["source"]
    smallest["timescale"] *= 2
    with pytest.raises(DocumentError) as caught:
        read_standard(smallest)
    assert str(caught.value) == (
        "standard: title is missing; timescale 1: source is missing; timescale 2: source is missing; "
        "timescale: decide  is there 2 times"
    )


def test_a_code_keeps_its_other_fields_as_attributes():
    [part] = read_codes(
        {
            "valid_from": date(2027, 1, 1),
            "list": [
                {
                    "key": "l",
                    "title": "L",
                    "codes": [{"code": "a", "label": "A", "cy": "Â", "levels": [1, 2]}],
                }
            ],
        }
    )
    assert part.codes == [
        {"code": "a", "label": "A", "label_cy": "Â", "attributes": {"levels": [1, 2]}, "position": 1}
    ]


def test_a_code_twice_in_one_list_is_refused():
    rows = [{"code": "a", "label": "A"}, {"code": "a", "label": "B"}]
    with pytest.raises(DocumentError, match="l: a is there 2 times"):
        read_codes({"valid_from": date(2027, 1, 1), "list": [{"key": "l", "title": "L", "codes": rows}]})
