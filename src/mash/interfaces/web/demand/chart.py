"""The picture of a day: a bar an hour for what came, a mark for what is usual, and a line for who is on duty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mash.oversight.demand.queries.board import Board

# In the picture's own units.
WIDTH: Final = 720
HEIGHT: Final = 190
_LEFT, _TOP, _FOOT = 34, 10, 160


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour: its place, and the heights from the foot of what came and what is usual (None: nothing)."""

    x: float
    width: float
    height: float
    usual: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`staff` are runs of points "x,y x,y", one for each stretch of hours in which it is known who is on duty."""

    bars: tuple[Bar, ...]
    staff: tuple[str, ...]
    most: int
    foot: int = _FOOT
    left: int = _LEFT
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(board: Board) -> Chart:
    """The day's picture; arrivals and people share one scale, from nothing to the most of either."""
    rows = board.rows
    values = [v for one in rows for v in (one.arrivals, one.usual, one.staff) if v is not None]
    most = max(1, *(int(-(-v // 1)) for v in values)) if values else 1
    step = (WIDTH - _LEFT) / len(rows)
    tall = (_FOOT - _TOP) / most
    bars = tuple(
        Bar(
            x=round(_LEFT + place * step + 2, 1),
            width=round(step - 4, 1),
            height=round((one.arrivals or 0) * tall, 1),
            usual=None if not one.usual else round(_FOOT - one.usual * tall, 1),
            text=f"{one.span.hour:02}",
        )
        for place, one in enumerate(rows)
    )
    runs: list[list[str]] = [[]]
    for place, one in enumerate(rows):
        if one.staff is None:
            runs.append([])
            continue
        y = round(_FOOT - one.staff * tall, 1)
        runs[-1] += [f"{round(_LEFT + place * step, 1)},{y}", f"{round(_LEFT + (place + 1) * step, 1)},{y}"]
    return Chart(bars, tuple(" ".join(one) for one in runs if one), most)
