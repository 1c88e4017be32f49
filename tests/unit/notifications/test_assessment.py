"""A DASH or DARA in a force's file: told by its headings, kept as it was answered, held against thresholds."""

from datetime import date

import pytest

from mash.casework.notifications.assessment import assessments_in, thresholds
from mash.casework.notifications.columns import Columns
from mash.casework.notifications.rules import Reader

LISTED = [
    ("judgement", "Judgement", {}),
    ("ticks", "Ticks", {"amount": 2}),
    ("escalation", "Reports", {"amount": 3}),
]


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("DASH 1", "dash.1"), ("DASH Q07", "dash.7"), ("dash.27", "dash.27"), ("DASH28", ""), ("DASH 3 Frightened", "dash.3"),
        ("DARA question 2", "dara.2"), ("DASH risk level", "dash.grade"), ("DASH comments", "dash.notes"), ("Dashboard", ""),
    ],
)  # fmt: skip
def test_headings_of_an_assessment(heading, target):
    assert Columns.guessed([heading]).columns.get(heading, "") == target


def test_answers_are_kept_and_odd_ones_noted():
    header = ["Ref", "Text", "DASH 2", "DASH 10", "DASH 3", "DASH grade", "DASH notes"]
    columns = Columns({**Columns.guessed(header).columns, "Ref": "reference"})
    reader = Reader(columns, populations={"children"}, own="children", today=date(2026, 6, 9))
    cells = ["R1", "Shouting", "Y", "perhaps", "not known", "High", "She has\nnowhere to go."]
    reading = reader.read(dict(zip(header, cells, strict=True)))
    assert [tuple(one) for one in reading.noted if one.code == "answer"] == [("answer", "DASH 10")]
    (found,) = assessments_in(reading.said.assessments)
    assert found.answers == [(2, "yes"), (3, "not-known"), (10, "perhaps")]
    assert (found.grade, found.notes) == ("High", "She has\nnowhere to go.")
    # Another answer is another notification.
    other = reader.read({**dict(zip(header, cells, strict=True)), "DASH 2": "N"})
    assert other.digest != reading.digest
    assert reader.read({"Ref": "R1", "Text": "Shouting"}).said.assessments == {}


def test_thresholds_say_what_is_reached_and_leave_judgement_to_people():
    (dash,) = assessments_in({"dash": {"answers": {"1": "yes", "2": "yes", "3": "no"}, "grade": "Standard"}})
    found = thresholds(dash, LISTED, reports=2)
    assert [(one.code, one.here, one.met) for one in found] == [
        ("judgement", None, None),
        ("ticks", 2, True),
        ("escalation", 2, False),
    ]
    (dara,) = assessments_in({"dara": {"answers": {"1": "yes", "2": "yes"}}})
    assert thresholds(dara, LISTED, reports=3)[1].met is None  # ticks are the DASH's


def test_what_is_no_assessment_is_none():
    assert assessments_in({"dash": "14", "grade": "High"}) == []
