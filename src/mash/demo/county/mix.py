"""The mix of a generated year held against the fit that it was made from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mash.demo.calibration.fit import fit
from mash.demo.calibration.published import MONTHS
from mash.demo.calibration.words import HUBS
from mash.demo.county.assumptions import ASSUMPTIONS, VOLUMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mash.demo.county.plan import Slot
    from mash.demo.county.worry import Hub


@dataclass(frozen=True, slots=True)
class Line:
    """One share (0 to 1) of a hub's children's referrals: as fitted and as generated."""

    hub: Hub
    measure: str
    fitted: float
    made: float

    @property
    def off(self) -> float:
        return self.made - self.fitted


def referrals(slots: Sequence[Slot], hub: Hub) -> list[Slot]:
    """The contacts that the published figures count: children's referrals of that hub."""
    return [slot for slot in slots if (slot.hub, slot.desk, slot.kind) == (hub, "children", "referral")]


def mix(slots: Sequence[Slot], hub: Hub) -> list[Line]:
    """Re-referral and no-further-action shares, sources and months of one hub. Needs at least one referral."""
    shape, counted = fit(hub), referrals(slots, hub)
    number = len(counted)
    sources = Counter(slot.source for slot in counted)
    months = Counter(slot.at.month for slot in counted)
    return [
        Line(hub, "Re-referrals", shape.rereferral, sum(slot.rereferral for slot in counted) / number),
        Line(hub, "No further action", shape.nfa, sum(slot.outcome == "nfa" for slot in counted) / number),
        *(
            Line(hub, f"Source: {source.replace('_', ' ')}", share, sources[source] / number)
            for source, share in shape.sources.items()
        ),
        *(
            Line(hub, f"Month: {MONTHS[month - 1]}", share, months[month] / number)
            for month, share in shape.months.items()
        ),
    ]


def report(slots: Sequence[Slot]) -> list[str]:
    """Lines to print: each hub's mix beside its fit, then the contacts that rest on assumptions."""
    lines: list[str] = []
    for hub in HUBS:
        number = len(referrals(slots, hub))
        lines.append(f"{hub}: {number:,} children’s referrals (as fitted: {fit(hub).volume:,.0f})")
        lines.append(f"{'':34}{'fitted':>8}{'made':>8}{'off':>14}")
        lines += [
            f"{line.measure:34}{line.fitted:>8.1%}{line.made:>8.1%}{line.off * 100:>+7.2f} points"
            for line in mix(slots, hub)
        ]
        lines.append("")
    kinds = Counter((slot.desk, slot.kind) for slot in slots)
    lines.append("Assumed, not calibrated:")
    lines += [
        f"- {kinds[desk, kind]:,} {desk} {kind}: {ASSUMPTIONS[f'{desk}:{kind}'].sentence} ({ratio})"
        for desk, kind, ratio, _ in VOLUMES
    ]
    return lines
