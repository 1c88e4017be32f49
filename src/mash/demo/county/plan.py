"""The year in outline: when each contact comes, from whom, about which household, and how it will end.

Cheap, so that the newest weeks can be told in full before the rest is. Months and sources of children's
referrals meet the fit in both margins at once (iterative proportional fitting over the days on which a source
is open), so that schools may be silent in August without August's total falling short.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from mash.demo.calibration.fit import Fit, fit
from mash.demo.county.assumptions import VOLUMES, assumed
from mash.demo.county.calendar import DAY, LONDON, day_weight, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mash.demo.county.worry import DeskKind, Hub, Kind, Outcome

YEAR: Final = timedelta(days=365)
LONGEST_CHAIN: Final = timedelta(days=550)
"""No re-referral later than this after the household was first seen, so that children stay children."""
FITTING_ROUNDS: Final = 60
GOLDEN: Final = 0.6180339887
"""Spreads twelve rounding points evenly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One contact in outline. `source` is the published category; `first_seen` dates the household."""

    id: str
    at: datetime
    hub: Hub
    desk: DeskKind
    kind: Kind
    source: str
    household: int
    first_seen: date
    outcome: Outcome
    rereferral: bool = False
    previous: str = ""
    previous_on: date | None = None
    incident: str = ""


def fitted_cells(shape: Fit, days: Sequence[date]) -> dict[tuple[str, int], float]:
    """Share of each (source, month) so that both margins follow `shape` over the given days."""
    sources = [source for source, share in shape.sources.items() if share > 0]
    cells = {
        (source, month): sum(day_weight(source, day) for day in days if day.month == month)
        for source in sources
        for month in shape.months
    }
    for _ in range(FITTING_ROUNDS):
        for axis, target in ((1, shape.months), (0, shape.sources)):
            sums: Counter[str | int] = Counter()
            for cell, share in cells.items():
                sums[cell[axis]] += share  # type: ignore[assignment]  # a Counter of shares
            wanted: Mapping[str | int, float] = dict(target.items())
            cells = {
                cell: share * wanted[cell[axis]] / sums[cell[axis]] if sums[cell[axis]] else 0.0
                for cell, share in cells.items()
            }
    return cells


def whole[K](shares: Mapping[K, float], total: int) -> dict[K, int]:
    """Whole numbers that sum to `total` in proportion to the shares (largest remainders)."""
    scale = total / sum(shares.values())
    counts = {key: int(share * scale) for key, share in shares.items()}
    by_remainder = sorted(shares, key=lambda key: counts[key] - shares[key] * scale)
    for key in by_remainder[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


def whole_cells(cells: Mapping[tuple[str, int], float], total: int) -> dict[tuple[str, int], int]:
    """Whole numbers for each (source, month) that sum to `total`, months exact and sources within a few.

    Rounds running sums down each month, so that a small source, whose every cell is below a half, is not lost;
    each month rounds at its own point, so that the errors of twelve months do not add up.
    """
    by_month: dict[int, float] = {}
    for (_, month), share in cells.items():
        by_month[month] = by_month.get(month, 0.0) + share
    exact = whole(by_month, total)
    running = dict.fromkeys(by_month, 0.0)
    given = dict.fromkeys(by_month, 0)
    counts: dict[tuple[str, int], int] = {}
    for (source, month), share in cells.items():
        running[month] += share * exact[month] / by_month[month]
        upto = min(exact[month], int(running[month] + 0.02 + month * GOLDEN % 0.96))
        counts[source, month] = upto - given[month]
        given[month] = upto
    return counts


class Planner:
    """Makes the outline of one seed's year ending at `until`."""

    def __init__(self, seed: str, until: datetime) -> None:
        self.rng = Random(f"{seed}:plan")
        self.until = until.astimezone(LONDON)
        last = self.until.date()
        self.days = [last - DAY * back for back in range(364, -1, -1)]
        self.households = 0

    def plan(self, referrals: int | None) -> list[Slot]:
        """All contacts of the year in order of time. `referrals`: children's, both hubs; None as fitted."""
        fits = [fit("county"), fit("city")]
        total = sum(made.volume for made in fits)
        wanted = round(total) if referrals is None else referrals
        volumes = whole({made.hub: made.volume for made in fits}, wanted)
        slots: list[Slot] = []
        for made in fits:
            known = self.referrals(made, volumes[made.hub])
            slots += known
            adults: list[Slot] = []
            for desk, kind, ratio, sources in VOLUMES:
                number = round(ratio * volumes[made.hub])
                base = known if desk == "children" else adults
                more = self.others(made, desk=desk, kind=kind, number=number, sources=sources, known=base)
                if (desk, kind) == ("adults", "referral"):
                    adults = more
                slots += more
        return sorted(slots, key=lambda slot: (slot.at, slot.id))

    def new_household(self) -> int:
        self.households += 1
        return self.households

    def new_id(self, letter: str = "w") -> str:
        return f"{letter}{self.rng.getrandbits(48):012x}"

    def time(self, source: str, day: date) -> datetime:
        """A moment on that day, or some whole weeks earlier if that has not come by the year's end."""
        at = moment(self.rng, source, day)
        while at > self.until or day_weight(source, at.date()) == 0:
            at -= DAY * 7
        return at

    def referrals(self, made: Fit, number: int) -> list[Slot]:
        """One hub's children's referrals, with the fitted sources, months, repeats and outcomes."""
        rng = self.rng
        arrivals: list[tuple[datetime, str]] = []
        for (source, month), count in whole_cells(fitted_cells(made, self.days), number).items():
            open_days = [day for day in self.days if day.month == month]
            weights = [day_weight(source, day) for day in open_days]
            if count:
                arrivals += [
                    (self.time(source, day), source) for day in rng.choices(open_days, weights, k=count)
                ]
        arrivals.sort()
        outcomes = self.outcomes(
            number,
            {
                "nfa": made.nfa,
                "early-help": assumed("children:early-help"),
                "advice": assumed("children:advice"),
                "strategy-s47": made.section_47 * assumed("children:s47-at-front-door"),
            },
            "assessment",
        )
        slots = [
            self.slot(at, source, outcome, hub=made.hub, desk="children", kind="referral")
            for (at, source), outcome in zip(arrivals, outcomes, strict=True)
        ]
        return self.repeats(slots, made.rereferral)

    def outcomes(self, number: int, shares: Mapping[Outcome, float], otherwise: Outcome) -> list[Outcome]:
        counts = {outcome: round(share * number) for outcome, share in shares.items()}
        found: list[Outcome] = [outcome for outcome, count in counts.items() for _ in range(count)]
        found = (found + [otherwise] * max(0, number - len(found)))[:number]
        self.rng.shuffle(found)
        return found

    def slot(
        self, at: datetime, source: str, outcome: Outcome, *, hub: Hub, desk: DeskKind, kind: Kind
    ) -> Slot:
        return Slot(
            id=self.new_id(),
            at=at,
            hub=hub,
            desk=desk,
            kind=kind,
            source=source,
            household=0,
            first_seen=at.date(),
            outcome=outcome,
        )

    def repeats(self, slots: list[Slot], share: float) -> list[Slot]:
        """Gives each slot, in order of time, a household: a new one, or for `share` one seen within the year."""
        rng = self.rng
        again = set(rng.sample(range(len(slots)), round(share * len(slots))))
        done: list[Slot] = []
        times: list[datetime] = []
        latest: dict[int, int] = {}
        for index, slot in enumerate(slots):
            settled = self.repeated(slot, done, times, latest) if index in again else None
            settled = settled or replace(slot, household=self.new_household())
            latest[settled.household] = index
            done.append(settled)
            times.append(settled.at)
        return done

    def repeated(
        self, slot: Slot, done: list[Slot], times: list[datetime], latest: dict[int, int]
    ) -> Slot | None:
        """`slot` as a re-referral: of a referral in the generated year, or of one before it began."""
        gap = timedelta(days=min(360.0, 3 + self.rng.expovariate(1 / 130)))
        at = bisect_right(times, slot.at - gap)
        for index in range(at - 1, max(-1, at - 12), -1):
            earlier = done[index]
            fresh = latest[earlier.household] == index
            if fresh and slot.at.date() - earlier.first_seen < LONGEST_CHAIN:
                return replace(
                    slot,
                    household=earlier.household,
                    first_seen=earlier.first_seen,
                    rereferral=True,
                    previous=earlier.id,
                )
        on = slot.at.date()
        before = max(min(on - gap, self.days[0] - DAY), on - DAY * 364)
        return replace(
            slot, household=self.new_household(), first_seen=before, rereferral=True, previous_on=before
        )

    def others(
        self,
        made: Fit,
        *,
        desk: DeskKind,
        kind: Kind,
        number: int,
        sources: Iterable[tuple[str, int]],
        known: list[Slot],
    ) -> list[Slot]:
        """Contacts that are not children's referrals: volumes and sources are assumptions, months as fitted."""
        rng = self.rng
        names, weights = zip(*sources, strict=True)
        months = [made.months[day.month] for day in self.days]
        slots: list[Slot] = []
        concern = kind == "referral"
        shares: dict[Outcome, float] = {}
        if concern:
            shares = {
                "nfa": assumed("adults:nfa"),
                "s42-enquiry": assumed("adults:s42"),
                "other-enquiry": 0.08,
            }
        ends = self.outcomes(number, shares, "assessment")
        for end in ends:
            source = rng.choices(names, weights)[0]
            day = rng.choices(self.days, months)[0]
            while rng.random() * 1.3 >= day_weight(source, day):
                day = rng.choices(self.days, months)[0]
            outcome: Outcome = end if concern else _ending(rng, kind)
            slot = self.slot(self.time(source, day), source, outcome, hub=made.hub, desk=desk, kind=kind)
            if not concern and known and rng.random() < assumed("known"):
                slot = self.about_known(slot, rng.choice(known))
            slots.append(slot if slot.household else replace(slot, household=self.new_household()))
        if concern:
            slots.sort(key=lambda slot: slot.at)
            return self.repeats([replace(slot, household=0) for slot in slots], assumed("adults:repeat"))
        return slots

    def about_known(self, slot: Slot, referral: Slot) -> Slot:
        """`slot` moved to after a referral of a known household, sometimes about the same event."""
        rng = self.rng
        same = slot.kind == "police-notification" and rng.random() < assumed("same-incident")
        later = referral.at + timedelta(hours=rng.uniform(0.5, 30) if same else rng.uniform(48, 2400))
        if later > self.until or (day_weight(slot.source, later.date()) == 0 and not same):
            return slot
        if not same:
            later = moment(rng, slot.source, later.date())
        if not referral.at < later <= self.until:
            return slot
        return replace(
            slot,
            at=later,
            household=referral.household,
            first_seen=referral.first_seen,
            incident=f"i{referral.id[1:]}" if same else "",
        )


def _ending(rng: Random, kind: Kind) -> Outcome:
    ends: dict[Kind, tuple[tuple[Outcome, ...], tuple[int, ...]]] = {
        "police-notification": (("nfa", "advice", "early-help"), (55, 30, 15)),
        "consultation": (("advice", "early-help"), (80, 20)),
        "update": (("passed-to-worker",), (1,)),
        "information-request": (("advice",), (1,)),
        "misdirected": (("redirected",), (1,)),
    }
    outcomes, weights = ends[kind]
    return rng.choices(outcomes, weights)[0]
