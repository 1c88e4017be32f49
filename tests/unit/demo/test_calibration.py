"""The fit rests on published figures, reads suppressed ones as unknown, and owns up to its misses."""

import pytest

from mash.demo.calibration.fit import Compared, carried_on, carried_on_share, compare, fit, pooled
from mash.demo.calibration.published import MONTHS, UnknownYearError, authority, count, table
from mash.demo.calibration.words import HUBS, in_words, mix_in_words, report

YEARS = (2022, 2023, 2024)


@pytest.mark.parametrize("hub", HUBS)
@pytest.mark.parametrize("year", YEARS)
def test_sources_and_months_each_add_up_to_the_referrals(hub, year):
    referrals = table(hub, year, "c1")["Referrals"]
    for name in ("c5", "c6"):
        counts = table(hub, year, name)
        assert counts.pop("Referrals") == referrals
        assert sum(counts.values()) == referrals


def test_a_suppressed_count_is_unknown_and_never_zero():
    assert count("c") is None
    assert table("county", 2024, "c3")["Physical_Abuse_unknown"] is None
    assert table("city", 2024, "c5")["Unknown"] == 0


def test_a_count_that_is_neither_a_number_nor_suppressed_is_a_fault():
    with pytest.raises(ValueError, match="not a published count"):
        count("z")


def test_a_year_that_is_not_held_says_so():
    with pytest.raises(UnknownYearError):
        table("city", 2019, "c1")


def test_a_year_is_the_financial_year_that_ends_in_march():
    # 2023-24 was published as 5,045 referrals, 14.1 % of them re-referrals, 6.6 % no further action.
    year = table("county", 2024, "c1")
    assert authority("county") == "Staffordshire"
    assert year["Referrals"] == 5045
    assert year["Re_referrals"] / 5045 == pytest.approx(0.141, abs=0.0005)
    assert year["No_Further_Action"] / 5045 == pytest.approx(0.066, abs=0.0005)


def test_a_suppressed_year_leaves_the_share_to_the_years_that_show_it():
    years = [{"a": None, "b": 90}, {"a": 10, "b": 90}]
    assert pooled(years, ["a", "b"]) == pytest.approx({"a": 0.1, "b": 0.9})
    assert pooled([{"a": None, "b": 5}], ["a", "b"]) == {"b": 1.0}


def test_half_of_the_last_change_is_carried_on():
    assert carried_on(100, 121) == pytest.approx(121 * 1.1)
    assert 0.05 < carried_on_share(0.4, 0.2) < 0.2


@pytest.mark.parametrize("hub", HUBS)
def test_the_mixes_of_a_fit_sum_to_one(hub):
    made = fit(hub)
    for mix in (made.sources, made.months, made.factors):
        assert sum(mix.values()) == pytest.approx(1)
    assert set(made.months) == set(range(1, 13))


def test_nothing_of_the_held_back_year_enters_the_fit(monkeypatch):
    before = fit("county")
    fit.cache_clear()

    def refusing(hub, year, name):
        assert year != 2024
        return table(hub, year, name)

    monkeypatch.setattr("mash.demo.calibration.fit.table", refusing)
    assert fit("county") == before
    fit.cache_clear()


def test_the_county_forecast_is_too_high_because_the_fall_went_on():
    volume, *_ = compare("county")
    assert (volume.earlier, volume.later, volume.actual) == (5595, 5400, 5045)
    assert volume.forecast > volume.actual
    assert "the fall went on faster" in in_words(volume)


def test_the_city_forecast_misses_because_the_rise_turned():
    volume, *_ = compare("city")
    assert volume.miss > 0.2
    assert "the rise turned into a fall" in in_words(volume)


@pytest.mark.parametrize(
    ("earlier", "later", "forecast", "actual", "why"),
    [
        (0.3, 0.2, 0.16, 0.19, "all but stopped"),
        (0.3, 0.2, 0.16, 0.25, "turned into a rise"),
        (0.2, 0.25, 0.27, 0.35, "changed its pace"),
    ],
)
def test_each_way_of_missing_has_its_words(earlier, later, forecast, actual, why):
    row = Compared("city", "Re-referrals", "share", earlier, later, forecast, actual)
    assert why in in_words(row)


def test_a_near_miss_needs_no_words():
    assert in_words(Compared("city", "Referrals", "count", 100, 110, 115, 116)) is None
    assert mix_in_words([Compared("city", "Month: May", "share", 0.1, 0.1, 0.1, 0.1)], "Month") is None


def test_the_report_shows_every_month_and_the_misses():
    lines = "\n".join(report("city"))
    assert all(month in lines for month in MONTHS)
    assert "Where it misses:" in lines
