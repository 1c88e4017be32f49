"""How to reach an agency for a purpose at a moment: the ways that are open, in order, each with why. Pure.

The answer is never empty. It ends at the agency's switchboard, or, where there is none and nothing else is open, at the
hub's own number with the words that nobody is known. A way that was reported wrong stands after all that was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from mash.foundation.kernel.time import LONDON
from mash.registers.directory.rules.hours import Hours, calendar, open_until, opens_next

type Basis = Literal["hours", "outside", "always", "switchboard", "nobody"]
DAYS: Final = 4
SHOWN: Final = 3
"""How far the outlook looks ahead: over a long weekend, and how many ways it tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """In force on each day from `from_day` to `until_day`, both included; None is until further notice."""

    from_day: date
    until_day: date | None = None

    def on(self, day: date) -> bool:
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)

    def over(self) -> datetime | None:
        """The midnight at which it ends."""
        if self.until_day is None:
            return None
        return datetime.combine(self.until_day + timedelta(days=1), time(0), LONDON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way(Lasting):
    """`ref` names it; `purposes` empty is for everything; `place` is its order, 1 first.

    `checked_at` is None where nobody has checked it since it was written down.
    """

    ref: str
    kind: str
    value: str
    when: str = "always"
    hours: Hours = ()
    bank_holidays: bool = False
    purposes: frozenset[str] = frozenset()
    place: int = 1
    languages: str = ""
    note: str = ""
    written_at: datetime | None = None
    checked_at: datetime | None = None
    wrong_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn(Lasting):
    """`other` is asked instead of the post that has it."""

    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Lasting):
    """`holder` is who fills it, "" where nobody is named; `inbox` where a message to them goes, "" where there is none."""

    ref: str
    title: str
    team: str
    team_ref: str = ""
    town: str = ""
    holder: str = ""
    inbox: str = ""
    ways: tuple[Way, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What is known of one agency. `switchboard` is its own number, "" where none; `hub_phone` is the hub's at that moment."""

    agency: str
    posts: tuple[Post, ...] = ()
    switchboard: str = ""
    hub: str = ""
    hub_phone: str = ""
    by_ref: Mapping[str, Post] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_ref", {one.ref: one for one in self.posts})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One way in the answer. Until `until` at least it stays in it; None where nothing is known to end it.

    `instead_of` is the post that it stands in for and `stands_until` that one's last day. Of a switchboard and of the hub's
    number there is no `way` and no `post`.
    """

    kind: str
    value: str
    basis: Basis
    until: datetime | None = None
    way: Way | None = None
    post: Post | None = None
    instead_of: Post | None = None
    stands_until: date | None = None
    wrong_at: datetime | None = None


def local_day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def open_now(way: Way, at: datetime) -> tuple[bool, datetime | None]:
    """Whether it is in force and answered at that moment, and until when that is so at the latest, as far as is known."""
    if not way.on(local_day(at)):
        return False, None
    ends = way.over()
    if way.when == "always":
        return True, ends
    found = calendar(way.hours, bank_holidays=way.bank_holidays)
    end = open_until(found, at)
    if way.when == "hours":
        return end is not None, _first(end, ends)
    return end is None, _first(opens_next(found, at) if end is None else None, ends)


def _first(*moments: datetime | None) -> datetime | None:
    known = [one for one in moments if one is not None]
    return min(known) if known else None


def standing_for(entries: Entries, post: Post, day: date) -> tuple[Post, date | None, datetime | None]:
    """Who is asked instead of a post on a day, followed to the end: that post, its last day, and when that ends.

    A chain that comes back to where it was, or leads to a post that is not there, stands for nothing: it is the post itself.
    """
    seen, now = {post.ref}, post
    last: date | None = None
    ends: datetime | None = None
    while True:
        found = next((one for one in reversed(now.stand_ins) if one.on(day)), None)
        if found is None:
            return now, last, ends
        other = entries.by_ref.get(found.other)
        if other is None or not other.on(day) or other.ref in seen:
            return post, None, None
        seen.add(other.ref)
        now = other
        last = found.until_day if last is None else min(last, found.until_day or last)
        ends = _first(ends, found.over())


def reach(entries: Entries, *, what: str, at: datetime) -> tuple[Reached, ...]:
    """Every way that is open now for this purpose, in the order in which to try them. Never empty.

    Those for the purpose come before those for everything, then by their order. Of a post that somebody stands in for, the
    stand-in's are given; where that one has none open that nobody reported wrong, the post's own too.
    """
    day = local_day(at)
    good: dict[str, tuple[tuple[int, int, int, str], Reached]] = {}
    for post in entries.posts:
        if not post.on(day) or not any(_is_for(one, what) for one in post.ways):
            continue
        other, last, ends = standing_for(entries, post, day)
        found = _of(other, what, at, instead=other is not post)
        if other is not post and all(way.wrong_at for way, _until in found):
            found += _of(post, what, at)
        for way, until in found:
            stood = other is not post and way in other.ways
            one = Reached(
                kind=way.kind,
                value=way.value,
                basis=way.when,  # type: ignore[arg-type] # hours, outside or always
                until=_first(until, post.over(), other.over(), ends if stood else None),
                way=way,
                post=other if stood else post,
                instead_of=post if stood else None,
                stands_until=last if stood else None,
                wrong_at=way.wrong_at,
            )
            key = (0 if what in way.purposes else 1, way.place, int(stood), way.ref)
            if way.ref not in good or key < good[way.ref][0]:
                good[way.ref] = (key, one)
    ordered = [one for _key, one in sorted(good.values(), key=lambda pair: pair[0])]
    right = [one for one in ordered if one.wrong_at is None]
    wrong = [one for one in ordered if one.wrong_at is not None]
    return (*right, *_ends(entries, bare=not right), *wrong)


def _of(post: Post, what: str, at: datetime, *, instead: bool = False) -> list[tuple[Way, datetime | None]]:
    """A post's ways that are open. Whoever stands in is reached by any way where none is for the purpose."""
    found = [(way, *open_now(way, at)) for way in post.ways]
    is_open = [(way, until) for way, opened, until in found if opened]
    for_it = [one for one in is_open if _is_for(one[0], what)]
    return for_it or (is_open if instead else [])


def _is_for(way: Way, what: str) -> bool:
    return not way.purposes or what in way.purposes


def _ends(entries: Entries, *, bare: bool) -> Iterable[Reached]:
    if entries.switchboard:
        return [Reached(kind="phone", value=entries.switchboard, basis="switchboard")]
    return [Reached(kind="phone", value=entries.hub_phone, basis="nobody")] if bare else []


def next_change(entries: Entries, at: datetime) -> datetime | None:
    """The next moment after `at` at which something opens, closes, begins or ends; None where nothing is known to."""
    found: list[datetime | None] = []
    for post in entries.posts:
        lasting: list[Lasting] = [post, *post.ways, *post.stand_ins]
        found += [datetime.combine(one.from_day, time(0), LONDON) for one in lasting]
        found += [one.over() for one in lasting]
        for way in post.ways:
            if way.when != "always":
                hours = calendar(way.hours, bank_holidays=way.bank_holidays)
                found.append(open_until(hours, at) or opens_next(hours, at))
    return _first(*(one for one in found if one is not None and one > at))


def outlook(entries: Entries, *, what: str, at: datetime) -> tuple[tuple[datetime, Reached], ...]:
    """What to try first, and what after that: the moment from which on, and the way; the first at `at`.

    As far as DAYS ahead and SHOWN ways, so that a page says "until 17:00, then the duty team". The value of one whose basis is
    "nobody" is the hub's number at `at`, whatever its moment.
    """
    found = [(at, reach(entries, what=what, at=at)[0])]
    moment = next_change(entries, at)
    while moment is not None and moment <= at + timedelta(days=DAYS) and len(found) < SHOWN:
        first = reach(entries, what=what, at=moment)[0]
        if (first.way, first.basis) != (found[-1][1].way, found[-1][1].basis):
            found.append((moment, first))
        moment = next_change(entries, moment)
    return tuple(found)


def stands_for(entries: Entries, *, what: str, at: datetime) -> tuple[Post, ...]:
    """The posts that are reached for this purpose now, in order, each once; of ways reported wrong the last."""
    found = [one.post for one in reach(entries, what=what, at=at) if one.post is not None]
    return tuple({one.ref: one for one in found}.values())
