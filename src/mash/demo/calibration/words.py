"""The comparison with the held-back year as a table, and in words where the fit misses and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mash.demo.calibration.fit import FITTED_ON, HELD_BACK, Compared, compare
from mash.demo.calibration.published import authority

if TYPE_CHECKING:
    from mash.demo.county.worry import Hub

NOTABLE: Final = {"count": 0.03, "share": 0.01}
"""A miss worth a sentence: 3 % of a volume, 1 percentage point of a share."""

HUBS: Final[tuple[Hub, ...]] = ("county", "city")


def shown(row: Compared, value: float) -> str:
    """A figure as a reader wants it: a whole number, or a percentage with one decimal."""
    return f"{value:,.0f}" if row.unit == "count" else f"{value:.1%}"


def missed_by(row: Compared) -> str:
    return f"{row.miss:+.1%}" if row.unit == "count" else f"{row.miss * 100:+.1f} points"


def in_words(row: Compared) -> str | None:
    """Why the forecast of a volume or a proportion misses; None when it does not miss notably."""
    if abs(row.miss) < NOTABLE[row.unit]:
        return None
    earlier, later = FITTED_ON
    fell, falls_on = row.later < row.earlier, row.actual < row.later
    if fell and falls_on and row.miss > 0:
        why = "the fall went on faster than the half that the fit carries on, so the forecast is too high"
    elif fell and falls_on:
        why = "the fall all but stopped, while the fit carries half of it on, so the forecast is too low"
    elif fell:
        why = "the fall turned into a rise, which two years could not show, so the forecast is too low"
    elif falls_on:
        why = "the rise turned into a fall, which two years could not show, so the forecast is too high"
    else:
        why = "the rise changed its pace, which two years could not show"
    return (
        f"{row.measure} {'fell' if fell else 'rose'} from {shown(row, row.earlier)} ({earlier}) to "
        f"{shown(row, row.later)} ({later}); the fit says {shown(row, row.forecast)}, {HELD_BACK} was "
        f"{shown(row, row.actual)}: {why}."
    )


def mix_in_words(rows: list[Compared], label: str) -> str | None:
    """Which parts of a mix (sources, months) the pooled years miss, in one sentence, or None."""
    parts = [
        f"{row.measure.removeprefix(f'{label}: ')} by {missed_by(row)}"
        for row in rows
        if row.measure.startswith(f"{label}:") and abs(row.miss) >= NOTABLE["share"]
    ]
    if not parts:
        return None
    return (
        f"{label} mix, pooled over two years, misses {', '.join(parts)}: a part that is on the move is met "
        "half-way, and a swing of one year is averaged away."
    )


def report(hub: Hub) -> list[str]:
    """The lines of one authority's comparison, the table first and the misses in words below."""
    rows = compare(hub)
    earlier, later = FITTED_ON
    lines = [
        f"{authority(hub)} (the demo’s {hub}); years end in March",
        f"{'':34}{earlier:>9}{later:>9}{'forecast':>10}{HELD_BACK:>9}  {'miss':>12}",
    ]
    lines += [
        f"{row.measure:34}{shown(row, row.earlier):>9}{shown(row, row.later):>9}"
        f"{shown(row, row.forecast):>10}{shown(row, row.actual):>9}  {missed_by(row):>12}"
        for row in rows
    ]
    found = [in_words(row) for row in rows if ":" not in row.measure]
    found += [mix_in_words(rows, label) for label in ("Source", "Month")]
    sentences = [sentence for sentence in found if sentence]
    return [*lines, "", "Where it misses:", *(f"- {sentence}" for sentence in sentences)]
