"""Every timescale that an area publishes is said by what ships: each in a test of its own name.

The figures of the list `published-timescale` are due, on a desk open from nine to five on working days, when the area says.
"""

import tomllib
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from mash.registers import standards
from mash.registers.clocks.rules import ALWAYS, Calendar, DayRule, Nation, Timescale, Unit, due, office_hours
from mash.registers.standards.documents import read_codes, read_standard

DATA = Path(standards.__file__).parent / "data"
DESK = Calendar("desk", weekly=office_hours(time(9), time(17)), nation=Nation.ENGLAND)
# A Tuesday at ten, in summer time.
TEN = datetime(2026, 6, 9, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 6, 12, 15, 59, tzinfo=UTC)


def june(day, hour, minute=0):
    """That moment by the desk's wall, an hour before UTC."""
    return datetime(2026, 6, day, hour - 1, minute, tzinfo=UTC)


def published():
    document = tomllib.loads((DATA / "codes" / "keeping.toml").read_text("utf-8"))
    (found,) = (one for one in read_codes(document) if one.key == "published-timescale")
    return {one["code"]: one for one in found.codes}


PUBLISHED = published()
EXPECTED = {
    # area: step, rating, and when it is due that began on Tuesday at ten
    "oxfordshire-rate": ("rate", "", june(10, 17)),
    "oxfordshire-red": ("decide", "red", june(9, 14)),
    "oxfordshire-amber": ("decide", "amber", june(10, 17)),
    "oxfordshire-green": ("decide", "green", june(12, 17)),
    "surrey-4": ("decide", "red", june(9, 14)),
    "surrey-3": ("decide", "amber", june(12, 10)),
    "surrey-2": ("decide", "green", june(12, 10)),
    "hackney-initial": ("rate", "", june(10, 10)),
    "hackney-red": ("decide", "red", june(9, 14)),
    "hackney-amber": ("decide", "amber", june(10, 10)),
    "hackney-green": ("decide", "green", june(12, 10)),
    "merton-answers": ("answer_request", "red", june(9, 12)),
    "mast-green": ("decide", "green", june(10, 10)),
    "nottinghamshire-rate": ("rate", "", june(10, 10)),
    "kcsie-acknowledge": ("acknowledge", "", june(10, 17)),
    "shropshire-written": ("written_follow_up", "", june(10, 10)),
    "nottingham-written": ("written_follow_up", "", june(11, 10)),
    "liverpool-written": ("written_follow_up", "", june(10, 17)),
    "herefordshire-written": ("written_follow_up", "", june(11, 17)),
    "nottinghamshire-discussion": ("strategy_discussion", "", june(10, 10)),
    "nottinghamshire-same-day": ("strategy_discussion", "red", datetime(2026, 6, 9, 23, tzinfo=UTC)),
    "conference": ("initial_conference", "", june(30, 17)),
    "shropshire-assessment": ("assessment", "", datetime(2026, 8, 11, 16, tzinfo=UTC)),
    "nelincs-incident": ("serious_incident", "", june(16, 17)),
    "adults-acknowledge": ("acknowledge", "", june(9, 17)),
    "adults-acknowledge-24": ("acknowledge", "", june(10, 10)),
    "somerset-planning": ("planning_meeting", "red", june(10, 17)),
    "older-decide": ("decide", "", june(10, 17)),
    "older-planning": ("planning_meeting", "", june(16, 17)),
    "older-assessment": ("assessment", "", datetime(2026, 7, 7, 23, tzinfo=UTC)),
    "older-conference": ("case_conference", "", datetime(2026, 7, 7, 23, tzinfo=UTC)),
    "older-review": ("first_review", "", datetime(2026, 7, 21, 23, tzinfo=UTC)),
    "idva": ("advocate_contact", "", june(11, 17)),
}


def length(one):
    said = one["attributes"]
    return Timescale(said["amount"], Unit(said["unit"]))


def test_no_published_figure_is_without_its_test():
    assert set(PUBLISHED) == set(EXPECTED)


@pytest.mark.parametrize("code", EXPECTED)
def test_a_published_figure_is_due_when_its_area_says(code):
    step, rating, when = EXPECTED[code]
    one = PUBLISHED[code]
    assert (one["attributes"]["step"], one["attributes"].get("rating", "")) == (step, rating)
    assert due(DESK, TEN, length(one)) == when
    assert ":" in one["label"]


SHIPPED = {path.stem: read_standard(tomllib.loads(path.read_text("utf-8"))) for path in DATA.glob("*.toml")}


def timing(standard, step, rating=""):
    rows = {(one["step"], one["rating"]): one for one in SHIPPED[standard].timescales}
    return rows.get((step, rating)) or rows[step, ""]


def due_of(standard, step, rating="", *, start=TEN):
    one = timing(standard, step, rating)
    calendar = ALWAYS if one["calendar"] == "always" else DESK
    return due(calendar, start, Timescale(one["amount"], Unit(one["unit"]), DayRule(one["day_rule"])))


def test_a_referral_is_acknowledged_within_one_working_day_as_national_guidance_says():
    for name in ("children", "london_children"):
        assert due_of(name, "acknowledge") == june(10, 17)
        assert due_of(name, "acknowledge", start=FRIDAY) == june(15, 17)
        assert timing(name, "acknowledge")["basis"] == "national"


def test_the_county_example_decides_by_oxfordshire_s_colours():
    assert [due_of("children", "decide", one) for one in ("red", "amber", "green")] == [
        june(9, 14),
        june(10, 17),
        june(12, 17),
    ]
    assert due_of("children", "rate") == june(10, 17)


def test_red_runs_on_past_closing_time_as_luton_says():
    assert timing("children", "decide", "red")["calendar"] == "always"
    assert due_of("children", "decide", "red", start=FRIDAY) == june(12, 20, 59)


def test_the_london_example_decides_by_hackney_s_colours_from_the_initial_decision():
    assert due_of("london_children", "rate") == june(10, 10)
    assert [due_of("london_children", "decide", one) for one in ("red", "amber", "green")] == [
        june(9, 14),
        june(10, 10),
        june(12, 10),
    ]
    assert {timing("london_children", "decide", one)["starts_from"] for one in ("red", "amber", "green")} == {
        "rating"
    }


def test_agencies_answer_red_within_two_hours_as_merton_s_navigators_do():
    for name in ("children", "london_children"):
        assert due_of(name, "answer_request", "red") == june(9, 12)


def test_adults_red_is_four_working_hours_as_surrey_police_say():
    assert due_of("adults", "decide", "red") == june(9, 14)
    assert due_of("adults", "decide", "red", start=FRIDAY) == june(15, 12, 59)


def test_adults_amber_is_decided_by_the_end_of_the_next_working_day_as_an_older_table_says():
    assert due_of("adults", "decide", "amber") == june(10, 17)


def test_a_professional_s_telephone_referral_is_in_writing_the_next_working_day():
    for name in ("children", "london_children"):
        assert due_of(name, "written_follow_up") == june(10, 17)
        source = timing(name, "written_follow_up")["source"]
        assert all(word in source for word in ("24 hours", "48 hours", "2 working days"))


def test_a_strategy_discussion_is_within_a_day_of_a_section_47_enquiry_begun_without_one():
    one = timing("children", "strategy_discussion")
    assert (one["starts_from"], one["basis"]) == ("enquiry", "published")
    assert due_of("children", "strategy_discussion") == june(10, 10)


def test_the_initial_conference_is_fifteen_working_days_from_the_strategy_discussion():
    one = timing("children", "initial_conference")
    assert (one["starts_from"], one["basis"]) == ("discussion", "national")
    assert due_of("children", "initial_conference") == june(30, 17)


def test_an_assessment_is_forty_five_working_days_at_most_and_its_start_is_said_to_be_local():
    assert due_of("children", "assessment") == datetime(2026, 8, 11, 16, tzinfo=UTC)
    assert "own reading" in timing("children", "assessment")["source"]


def test_the_panel_is_notified_of_a_serious_incident_within_five_working_days():
    assert due_of("children", "serious_incident") == june(16, 17)


def test_adults_meetings_and_reviews_are_those_of_somerset_and_the_older_table():
    assert due_of("adults", "planning_meeting", "red") == june(10, 17)
    assert due_of("adults", "planning_meeting", "amber") == june(16, 17)
    assert due_of("adults", "assessment") == datetime(2026, 7, 7, 23, tzinfo=UTC)
    assert due_of("adults", "case_conference") == datetime(2026, 7, 7, 23, tzinfo=UTC)
    assert due_of("adults", "first_review") == datetime(2026, 7, 21, 23, tzinfo=UTC)


def test_no_time_for_adults_claims_to_be_the_law_s():
    for name in ("adults", "london_adults"):
        assert {one["basis"] for one in SHIPPED[name].timescales} <= {"published", "local"}


def test_both_examples_are_complete_for_children_and_adults():
    steps = {"acknowledge", "rate", "answer_request", "decide", "feedback", "break_glass", "review_break_glass",
             "clear", "complete_after_immediate_protection"}  # fmt: skip
    for name, parts in SHIPPED.items():
        assert steps <= {one["step"] for one in parts.timescales}, name
        assert {one["rating"] for one in parts.timescales if one["step"] == "decide"} == {
            "red",
            "amber",
            "green",
            "blue",
        }
        for of in ("referral", "answer", "decision"):
            assert any(one["of"] == of for one in parts.minimums), name
        assert parts.decision_roles
        assert parts.quorums


def test_a_strategy_discussion_has_social_care_police_and_health_in_it():
    for name in ("children", "london_children"):
        (one,) = (each for each in SHIPPED[name].quorums if each["kind"] == "strategy-discussion")
        assert set(one["seats"]) == {"social-care", "police", "health"}
        assert one["basis"] == "national"
