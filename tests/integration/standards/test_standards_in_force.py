"""Standards and codes, installed and asked for at a time."""

import copy
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.registers.clocks.actions import set_calendar
from mash.registers.clocks.rules import Status, office_hours
from mash.registers.standards import actions, models
from mash.registers.standards.errors import DocumentError, NoStandardError, UnknownListError
from mash.registers.standards.queries import (
    choices,
    clock_for,
    codes,
    label,
    minimum,
    standard_for,
    timescale,
)

pytestmark = pytest.mark.django_db

SETUP = Actor.service("setup")
AT = datetime(2027, 1, 13, 10, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def installed():
    with acting(SETUP, AT):
        actions.install_defaults(by=SETUP, at=AT)
        yield


def hours(opens, closes):
    from datetime import time

    return office_hours(time(opens), time(closes))


def test_installing_twice_changes_nothing(installed):
    def everything():
        tables = (models.PracticeStandard, models.Timescale, models.MinimumContent, models.Code)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    before = everything()
    actions.install_defaults(by=SETUP, at=AT)
    assert everything() == before


@pytest.mark.parametrize(
    ("rating", "due"),
    [
        ("red", datetime(2027, 1, 13, 14)),  # noqa: DTZ001 - on the wall in London
        ("amber", datetime(2027, 1, 14, 17)),  # noqa: DTZ001
        ("green", datetime(2027, 1, 18, 17)),  # noqa: DTZ001
    ],
)
def test_oxfordshire_s_published_times_to_the_decision(installed, rating, due):
    set_calendar(by=SETUP, key="county-children", title="County, children", weekly=hours(9, 17), at=AT)
    standard = standard_for("children", at=AT)
    clock = clock_for(standard, "decide", rating=rating, calendar="county-children", started=AT, at=AT)
    assert clock.due == due.replace(tzinfo=LONDON)
    assert clock.status(AT) is Status.ON_TRACK


def test_an_adult_s_red_waits_for_the_desk_and_a_child_s_runs_on(installed):
    set_calendar(by=SETUP, key="desk", title="Desk", weekly=hours(9, 17), at=AT)
    friday = datetime(2027, 1, 15, 16, tzinfo=UTC)

    def due(population):
        standard = standard_for(population, at=AT)
        clock = clock_for(standard, "decide", rating="red", calendar="desk", started=friday, at=AT)
        return clock.due

    assert due("children") == datetime(2027, 1, 15, 20, tzinfo=UTC)
    assert due("adults") == datetime(2027, 1, 18, 12, tzinfo=UTC)


def test_the_minimum_comes_in_the_standard_s_order(installed):
    standard = standard_for("children", at=AT)
    required = [each.code for each in minimum(standard, "referral") if each.severity == "required"]
    assert required == ["who", "worry", "danger-now", "referrer", "reach"]
    assert "agencies-answered" in [each.code for each in minimum(standard, "decision", "amber")]
    assert "agencies-answered" not in [each.code for each in minimum(standard, "decision", "green")]


def test_a_draft_is_not_in_force(installed):
    assert standard_for("children", at=AT).key == "county-children"
    assert models.PracticeStandard.objects.filter(key="london-children", state="draft").exists()


def test_before_the_first_standard_there_is_none(installed):
    with pytest.raises(NoStandardError):
        standard_for("children", at=datetime(2019, 1, 1, tzinfo=UTC))


@pytest.fixture
def second(installed):
    return {
        "key": "county-children",
        "version": "2",
        "title": "Practice standard for children",
        "population": "children",
        "state": "in_force",
        "valid_from": date(2027, 4, 1),
        "timescale": [
            {
                "step": "decide",
                "rating": "red",
                "amount": 120,
                "unit": "elapsed_minutes",
                "calendar": "always",
                "starts_from": "contact",
                "basis": "local",
                "source": "ours",
            }
        ],
    }


def test_a_new_version_takes_over_on_its_day_and_the_old_stays_for_older_cases(second):
    actions.load_standard(second, by=SETUP, at=AT)
    last, first = datetime(2027, 3, 31, 22, 59, tzinfo=UTC), datetime(2027, 3, 31, 23, tzinfo=UTC)
    assert standard_for("children", at=last).version == "1"
    # It is already the first of April in London.
    assert standard_for("children", at=first).version == "2"
    assert timescale(standard_for("children", at=first), "decide", "red").timescale.amount == 120


def test_a_hub_s_own_standard_goes_before_everyone_s(second):
    actions.load_standard(second | {"key": "city", "hub": "city"}, by=SETUP, at=AT)
    at = datetime(2027, 5, 1, tzinfo=UTC)
    assert standard_for("children", at=at, hub="city").key == "city"
    assert standard_for("children", at=at, hub="county").key == "county-children"


def test_a_version_is_never_rewritten(second):
    actions.load_standard(second, by=SETUP, at=AT)
    changed = copy.deepcopy(second)
    changed["timescale"][0]["amount"] = 1
    standard = actions.load_standard(changed, by=SETUP, at=AT)
    assert standard.timescales.get().amount == 120


def test_a_version_that_begins_before_the_present_one_is_refused(second):
    with pytest.raises(DocumentError, match="not before 2019-01-01"):
        actions.load_standard(second | {"valid_from": date(2019, 1, 1)}, by=SETUP, at=AT)


def test_the_database_refuses_two_standards_in_force_at_once(installed):
    row = models.PracticeStandard.objects.get(key="county-children")
    row.pk, row.version = None, "twin"
    with pytest.raises(IntegrityError, match="standards_one_in_force"), transaction.atomic():
        row.save(force_insert=True)


def lists(day, **labels):
    rows = [{"code": code, "label": text} for code, text in labels.items()]
    return {"valid_from": day, "list": [{"key": "tea", "title": "Tea", "codes": rows}]}


def test_a_label_is_the_one_of_its_time_and_an_ended_code_can_still_be_read(installed):
    actions.load_codes(lists(date(2026, 1, 1), a="Assam", b="Breakfast"), by=SETUP, at=AT)
    actions.load_codes(lists(date(2027, 6, 1), a="Assam, strong", c="Ceylon"), by=SETUP, at=AT)
    later = datetime(2027, 7, 1, tzinfo=UTC)
    assert [code.code for code in codes("tea", at=AT)] == ["a", "b"]
    assert choices("tea", at=later) == [("a", "Assam, strong"), ("c", "Ceylon")]
    assert label("tea", "a", at=AT) == "Assam"
    assert label("tea", "a", at=later) == "Assam, strong"
    assert label("tea", "b", at=later) == "Breakfast"
    assert label("tea", "z", at=later) == "z"
    # An old document over a newer one says nothing.
    actions.load_codes(lists(date(2026, 1, 1), a="Assam", b="Breakfast"), by=SETUP, at=AT)
    assert label("tea", "a", at=later) == "Assam, strong"


def test_the_database_refuses_two_readings_of_a_code_at_once(installed):
    row = models.Code.objects.get(list__key="sex", code="F")
    row.pk = None
    with pytest.raises(IntegrityError, match="standards_one_reading_of_a_code"), transaction.atomic():
        row.save(force_insert=True)


def test_routes_are_offered_by_level_and_population(installed):
    offered = [code.code for code in codes("route", at=AT, levels=4, populations="children")]
    assert offered == [
        "no-further-action",
        "s17",
        "s47",
        "open-case",
        "other-authority",
        "immediate-protection",
    ]
    adults = [code.code for code in codes("route", at=AT, levels=4, populations="adults")]
    assert "s42-enquiry" in adults
    assert "s47" not in adults


def test_a_label_is_welsh_on_a_welsh_page_and_english_where_there_is_none(installed):
    with translation.override("cy"):
        assert label("abuse-type-adults", "physical", at=AT) == "Cam-drin corfforol"
        assert label("contact-kind", "referral", at=AT) == "Referral"


def test_an_unknown_list_is_an_error(installed):
    with pytest.raises(UnknownListError):
        codes("coffee", at=AT)


def test_a_page_asks_the_database_at_most_once(installed):
    set_calendar(by=SETUP, key="desk", title="Desk", weekly=hours(9, 17), at=AT)

    def page():
        standard = standard_for("adults", at=AT)
        clock_for(standard, "decide", rating="red", calendar="desk", started=AT, at=AT)
        label("sex", "F", at=AT)

    page()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _ in range(50):
            page()
    assert len(queries) == 0
