"""Fits each authority on the years ending March 2022 and 2023, and holds the result against 2024.

No figure of 2024 enters a fit. The method is deliberately plain, since two years cannot tell a trend from a
swing: volume, re-referral, no-further-action and section 47 proportions move on from 2023 by half of
the last change (in logarithms for volume, in log-odds for proportions); the mixes of sources, months and
factors are the two years pooled. The generated year uses these fits, not the figures of 2024.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp, log
from typing import TYPE_CHECKING, Final, Literal

from mash.demo.calibration.published import MONTHS, Table, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mash.demo.county.worry import Hub

FITTED_ON: Final = (2022, 2023)
HELD_BACK: Final = 2024
DAMPING: Final = 0.5
"""The part of the last year's change carried on into the next: a convention, not tuned to 2024."""

SOURCES: Final[tuple[str, ...]] = (
    "Individual",
    "Schools",
    "Education_Services",
    "Health_Services",
    "Housing",
    "LA_Services",
    "Police",
    "Other_legal_agency",
    "Other",
    "Anonymous",
    "Unknown",
)


@dataclass(frozen=True, slots=True)
class Fit:
    """What the generator needs to know of one authority. Shares are of all children's referrals, 0 to 1.

    `sources` by published category and `months` by month number each sum to 1. `section_47` is enquiries
    started per referral. `factors` are weights relative to each other: an assessment can name several.
    """

    hub: Hub
    volume: float
    sources: Mapping[str, float]
    months: Mapping[int, float]
    rereferral: float
    nfa: float
    section_47: float
    factors: Mapping[str, float]


def known(counts: Table, column: str) -> int:
    """A count that must be there. Raises ValueError when it is suppressed."""
    value = counts[column]
    if value is None:
        message = f"{column} is suppressed"
        raise ValueError(message)
    return value


def carried_on(earlier: float, later: float) -> float:
    """A volume one year after `later`, by half of the last change in logarithms."""
    return later * exp(DAMPING * log(later / earlier))


def carried_on_share(earlier: float, later: float) -> float:
    """A share (0 to 1, ends excluded) one year after `later`, by half of the last change in log-odds."""
    odds = [log(share / (1 - share)) for share in (earlier, later)]
    forecast = odds[1] + DAMPING * (odds[1] - odds[0])
    return 1 / (1 + exp(-forecast))


def pooled(tables: Iterable[Table], columns: Iterable[str]) -> dict[str, float]:
    """Shares of the columns over several years together, summing to 1.

    A suppressed count is unknown: its column rests on the years that show it (their mean stands in for the
    hidden year), and a column hidden in every year is left out.
    """
    years = list(tables)
    means: dict[str, float] = {}
    for column in columns:
        shown = [value for year in years if (value := year.get(column)) is not None]
        if shown:
            means[column] = sum(shown) / len(shown)
    total = sum(means.values())
    return {column: mean / total for column, mean in means.items()}


def _share(hub: Hub, year: int, column: str) -> float:
    referrals = table(hub, year, "c1")
    return known(referrals, column) / known(referrals, "Referrals")


def _section_47(hub: Hub, year: int) -> float:
    return known(table(hub, year, "c4"), "Section47") / known(table(hub, year, "c1"), "Referrals")


@cache
def fit(hub: Hub) -> Fit:
    """The fit of one authority on 2022 and 2023, forecasting the year ending March 2024."""
    earlier, later = FITTED_ON
    factors = [table(hub, year, "c3") for year in FITTED_ON]
    months = pooled((table(hub, year, "c6") for year in FITTED_ON), MONTHS)
    columns = [column for column in factors[0] if column != "Episodes_with_assessment_factor"]
    return Fit(
        hub=hub,
        volume=carried_on(
            known(table(hub, earlier, "c1"), "Referrals"), known(table(hub, later, "c1"), "Referrals")
        ),
        sources=pooled((table(hub, year, "c5") for year in FITTED_ON), SOURCES),
        months={MONTHS.index(month) + 1: share for month, share in months.items()},
        rereferral=carried_on_share(_share(hub, earlier, "Re_referrals"), _share(hub, later, "Re_referrals")),
        nfa=carried_on_share(
            _share(hub, earlier, "No_Further_Action"), _share(hub, later, "No_Further_Action")
        ),
        section_47=carried_on(_section_47(hub, earlier), _section_47(hub, later)),
        factors=pooled(factors, columns),
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of the comparison: two fitted years, the forecast and what 2024 was. Shares are 0 to 1.

    `miss` is forecast less actual: a share of the actual for a "count", a difference of shares otherwise.
    """

    hub: Hub
    measure: str
    unit: Literal["count", "share"]
    earlier: float
    later: float
    forecast: float
    actual: float

    @property
    def miss(self) -> float:
        difference = self.forecast - self.actual
        return difference / self.actual if self.unit == "count" else difference


def compare(hub: Hub) -> list[Compared]:
    """The forecast against the held-back year: volume, three shares, each source and each month."""
    earlier, later = FITTED_ON
    made = fit(hub)
    years = (earlier, later, HELD_BACK)
    volumes = [float(known(table(hub, year, "c1"), "Referrals")) for year in years]
    rows = [Compared(hub, "Referrals", "count", volumes[0], volumes[1], made.volume, volumes[2])]
    for measure, column, forecast in (
        ("Re-referrals", "Re_referrals", made.rereferral),
        ("No further action", "No_Further_Action", made.nfa),
    ):
        seen = [_share(hub, year, column) for year in years]
        rows.append(Compared(hub, measure, "share", seen[0], seen[1], forecast, seen[2]))
    seen = [_section_47(hub, year) for year in years]
    rows.append(
        Compared(hub, "Section 47 enquiries a referral", "share", seen[0], seen[1], made.section_47, seen[2])
    )
    mixes: tuple[tuple[str, str, Mapping[str, float]], ...] = (
        ("Source", "c5", made.sources),
        ("Month", "c6", {MONTHS[number - 1]: share for number, share in made.months.items()}),
    )
    for label, name, mix in mixes:
        by_year = [pooled([table(hub, year, name)], mix) for year in years]
        rows.extend(
            Compared(
                hub,
                f"{label}: {column.replace('_', ' ')}",
                "share",
                by_year[0][column],
                by_year[1][column],
                share,
                by_year[2][column],
            )
            for column, share in mix.items()
        )
    return rows
