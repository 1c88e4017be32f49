"""A believable year of contacts, the same for the same seed: `year(seed, until=...)`.

The outline is made at once; each contact is told in full only when it is asked for, from a random source of
its own, so that the newest weeks are ready long before the year is and the order of asking changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from mash.demo.county.account import Account
from mash.demo.county.calendar import LONDON
from mash.demo.county.households import Pool
from mash.demo.county.plan import Planner, Slot
from mash.demo.county.referrers import referrer
from mash.demo.county.supplied import as_supplied
from mash.demo.county.text import PLAIN, Marks, Where
from mash.demo.county.work import Work
from mash.demo.county.worry import Worry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from mash.demo.county.worry import Channel, Subject

WEEK: Final = timedelta(days=7)
RECENT_WEEKS: Final = 3


class Year:
    """The year's contacts. Iterating gives the newest week first; within a week they come in order of time."""

    def __init__(self, seed: str, until: datetime, referrals: int | None, marks: Marks) -> None:
        if until.tzinfo is None:
            message = "until must be an aware datetime"
            raise ValueError(message)
        self.seed, self.until, self.marks = seed, until.astimezone(LONDON), marks
        self.slots = Planner(seed, self.until).plan(referrals)
        self._pool = Pool(seed, self.until.date())

    def __len__(self) -> int:
        return len(self.slots)

    def __iter__(self) -> Iterator[Worry]:
        yield from self.recent()
        yield from self.rest()

    def recent(self, weeks: int = RECENT_WEEKS) -> Iterator[Worry]:
        """The last `weeks` weeks before `until`."""
        return self._told(lambda back: back < weeks)

    def rest(self, weeks: int = RECENT_WEEKS) -> Iterator[Worry]:
        """Everything before the last `weeks` weeks."""
        return self._told(lambda back: back >= weeks)

    def _told(self, wanted: Callable[[int], bool]) -> Iterator[Worry]:
        by_week: dict[int, list[Slot]] = {}
        for slot in self.slots:
            by_week.setdefault((self.until - slot.at) // WEEK, []).append(slot)
        for back in sorted(by_week):
            if wanted(back):
                yield from (self.tell(slot) for slot in by_week[back])

    def tell(self, slot: Slot, *, restricted: bool = False) -> Worry:
        """One contact of the outline in full; `restricted` says in its markers that few may see it."""
        rng = Random(f"{self.seed}:{slot.id}")
        household = self._pool.household(slot.household, slot.hub, slot.desk, slot.first_seen)
        where = Where(story=slot.id, hub=slot.hub, about=household.key, restricted=restricted)
        text = self.marks.at(where)
        account = Account(rng, slot, household, text)
        told_by, code = referrer(
            self.seed,
            rng,
            text,
            source=slot.source,
            hub=slot.hub,
            desk=slot.desk,
            school=household.members[0].person.school,
        )
        subjects = self._subjects(rng, slot, account, where, careful=told_by.professional)
        concern = account.told(told_by)
        done = Work(
            account, subjects, concern, told_by, marks=self.marks, where=where, until=self.until
        ).done()
        return Worry(
            id=slot.id,
            received_at=slot.at,
            hub=slot.hub,
            desk=slot.desk,
            kind=slot.kind,
            channel=_channel(rng, slot),
            source=slot.source,
            source_code=code,
            referrer=told_by,
            household=household.key,
            subjects=subjects,
            concern=concern,
            ratings=done.ratings,
            asked=done.asked,
            decisions=done.decisions,
            feedback_at=done.feedback_at,
            feedback_withheld=done.feedback_withheld,
            state=done.state,
            rereferral=slot.rereferral,
            previous=slot.previous,
            previous_on=slot.previous_on,
            incident=slot.incident,
        )

    def _subjects(
        self, rng: Random, slot: Slot, account: Account, where: Where, *, careful: bool
    ) -> tuple[Subject, ...]:
        """The household as this referrer knows it: the first person always, siblings and others mostly."""
        members = account.household.members
        sibling = 0.92 if careful else 0.75
        chosen = [
            member
            for index, member in enumerate(members)
            if index == 0 or rng.random() < (sibling if member.focus else 0.88)
        ]
        day = slot.at.date()
        return tuple(
            as_supplied(rng, member, day, self.marks, careful=careful, where=where) for member in chosen
        )


def _channel(rng: Random, slot: Slot) -> Channel:
    if slot.kind == "police-notification":
        return "police-system"
    if slot.source in {"Individual", "Anonymous", "Unknown"}:
        return rng.choices(("form", "phone"), (45, 55))[0]
    return rng.choices(("form", "phone", "email"), (74, 16, 10))[0]


def year(seed: str | int, *, until: datetime, referrals: int | None = None, marks: Marks = PLAIN) -> Year:
    """The 365 days up to `until` (aware), newest weeks first.

    `referrals` is the number of children's referrals of both hubs together, None for as many as the fit says;
    all other contacts are in proportion to it. Everything follows from `seed`, `until` and `referrals`.
    """
    return Year(str(seed), until, referrals, marks)
