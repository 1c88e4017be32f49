"""The port by which each room says what waits for somebody: a room registers a source, the list of tasks asks them all.

Nothing is kept: a source reads its room's own rows as whoever asks sees them, in a fixed number of statements, however
much waits. What somebody may not see waits for nobody else's list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.time import LONDON


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that waits for whoever asks: `what` to do, `link` where it is done, a path of this site.

    `ref` is the reference that is shown beside it, "" for none; `about` what the ledger names when it is shown. `due` is
    None where nothing sets a time; `whole_day` says that it is due at the end of a day and not at a time of it.
    """

    what: str
    link: str
    ref: str = ""
    about: tuple[Ref, ...] = ()
    since: datetime | None = None
    due: datetime | None = None
    whole_day: bool = False


type Source = Callable[[Actor, datetime], Iterable[Task]]

# By the room's own word, so that a room registers once however often it is loaded.
sources: Final[dict[str, Source]] = {}


def tasks_of(by: Actor, at: datetime) -> list[Task]:
    """All that waits for this seat: what is due first, then what has no time, the longest waiting first."""
    found = [task for source in sources.values() for task in source(by, at)]
    return sorted(found, key=_order)


def _order(one: Task) -> tuple[bool, float, float, str]:
    return (
        one.due is None,
        one.due.timestamp() if one.due else 0.0,
        one.since.timestamp() if one.since else 0.0,
        one.link,
    )


def end_of(day: date) -> datetime:
    """When a day is over in London: what is due on it is late from then."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON)
