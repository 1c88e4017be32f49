"""How far records have moved from what a model knows, what chance explains of it, and what is too few to say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from math import log, sqrt
from typing import Any, Final, Literal

type What = Literal["values", "missing", "linking", "likely", "calibration"]
type State = Literal["few", "still", "moved", "much"]

Counted = dict[str, Any]
"""`all` and `new`: `records`, `missing` {field: records}, `values` {field: {value: records}}, `linking` {fate: records} and
`likely` {tenth: records}. `groups`: {trait: {value: {records, linked, uncertain, contacts, unknown}}}. `judged`: `tenths`
[{shown, same, pairs}] and `groups` {trait: {value: {pairs, same, shown}}}.
"""

MOVED: Final = 0.1
MUCH: Final = 0.25
"""The population stability index from which a field has moved, and has moved much: the rule of thumb of credit scoring
(Siddiqi, Credit Risk Scorecards, 2006). Below `chance` nothing counts as moved, whatever the index says.
"""
POINTS: Final = 0.1
"""The difference of two shares, in 1, from which it is much; half of it is moved. A choice: one record in ten."""
CHANCE: Final = 3.09
"""Standard deviations of what one look in a thousand reaches by chance. A look asks some twenty questions."""
CLUSTERED: Final = 4
"""Records come by homes and by persons: about so many share a family name or an address, and count as one of their own."""
FEWEST: Final = 200
"""New records, below which a look says nothing of them; and 20 pairs in a tenth of the probability, or in a group."""
FEWEST_PAIRS: Final = 20
RARE: Final = 0.01
"""Values that are less than this of what was, are taken together: an index of empty places tells of nothing."""
SMALL: Final = 10
"""A number of records below this is not shown."""
PERIOD: Final = timedelta(days=28)
"""Records of so many days are the new ones. Four whole weeks: agencies send lists by the week or by the month."""
QUIET: Final = timedelta(days=91)
"""What somebody was asked about is not asked again for so long."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing held against what it was. `value` is an index or a difference, `chance` what chance may reach.

    `before` and `now` are shares, where there are two; `size` is how many records or pairs it was seen in.
    """

    what: What
    field: str
    value: float
    chance: float
    size: int
    state: State
    before: float | None = None
    now: float | None = None

    @property
    def code(self) -> str:
        return f"{self.what}:{self.field}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Finding:
        return cls(**kept)


def stability(before: Mapping[str, float], now: Mapping[str, int]) -> tuple[float, float]:
    """The population stability index of two counts by value, and what chance alone reaches in one look of a thousand.

    The sum over values of (now - before) ln(now / before) of their shares, rare values taken together. If nothing has
    moved it is distributed as (1/n + 1/N) times chi-squared with one degree fewer than there are values (Yurdakul and
    Naranjo, 2020, Journal of Risk Model Validation 14 (4)).
    """
    was, many = sum(before.values()), sum(now.values())
    if not was or not many:
        return 0.0, 0.0
    kept = [value for value, count in before.items() if count >= RARE * was]
    pairs = [(before[value], float(now.get(value, 0))) for value in kept]
    rest = (was - sum(one for one, _ in pairs), many - sum(other for _, other in pairs))
    pairs += [rest] if max(rest) > 0 else []
    if len(pairs) < 2:
        return 0.0, 0.0
    half = 0.5 * len(pairs)  # half a record in each place, so that none is empty
    shares = [((one + 0.5) / (was + half), (other + 0.5) / (many + half)) for one, other in pairs]
    return sum((b - a) * log(b / a) for a, b in shares), (1 / was + 1 / many) * _chi_squared(len(pairs) - 1)


def _chi_squared(degrees: int) -> float:
    """What chi-squared reaches once in a thousand, after Wilson and Hilferty (1931)."""
    part = 2 / (9 * degrees)
    return float(degrees * (1 - part + CHANCE * sqrt(part)) ** 3)


def wilson(hits: float, of: int, *, deviations: float = 1.96) -> tuple[float, float]:
    """The interval in which a share lies, 95 in 100 by default (Wilson, 1927); (0, 1) of nothing."""
    if of <= 0:
        return 0.0, 1.0
    share, spread = hits / of, deviations**2 / of
    middle = (share + spread / 2) / (1 + spread)
    reach = deviations * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def by_index(what: What, field: str, before: Mapping[str, float], now: Mapping[str, int]) -> Finding:
    """Whether the values of a field are spread as before."""
    size = sum(now.values())
    value, chance = stability(before, now)
    if not chance:  # one value alone, or none
        return Finding(what, field, 0.0, 0.0, size, "few")
    chance *= CLUSTERED
    return Finding(what, field, value, chance, size, _state(value, chance, size, MOVED, MUCH))


def by_share(
    what: What, field: str, before: tuple[int, int], now: tuple[int, int], *, fewest: int = FEWEST
) -> Finding:
    """Whether a share is as before; each is (how many, of how many)."""
    (hits, was), (found, size) = before, now
    if not was or not size:
        return Finding(what, field, 0.0, 0.0, size, "few")
    one, other = hits / was, found / size
    whole = (hits + found) / (was + size)
    chance = CHANCE * sqrt(CLUSTERED * whole * (1 - whole) * (1 / was + 1 / size))
    value = other - one
    state = _state(abs(value), chance, size, POINTS / 2, POINTS, fewest=fewest)
    return Finding(what, field, value, chance, size, state, one, other)


def by_judgments(field: str, shown: float, same: int, pairs: int) -> Finding:
    """Whether people found as many pairs to be one person as the probability shown said (`shown`, their mean)."""
    if not pairs:
        return Finding("calibration", field, 0.0, 0.0, 0, "few", shown, None)
    low, high = wilson(same, pairs, deviations=CHANCE)
    value = same / pairs - shown
    outside = not low <= shown <= high
    state: State = "few" if pairs < FEWEST_PAIRS else "still"
    if state != "few" and outside:
        state = "much" if abs(value) >= POINTS else "moved"
    return Finding("calibration", field, value, (high - low) / 2, pairs, state, shown, same / pairs)


def _state(
    value: float, chance: float, size: int, moved: float, much: float, *, fewest: int = FEWEST
) -> State:
    if size < fewest:
        return "few"
    if value <= chance or value < moved:
        return "still"
    return "much" if value >= much else "moved"


def asks(findings: Iterable[Finding], asked: Iterable[str]) -> bool:
    """Whether somebody is to be asked: something moved much that nobody was `asked` about lately (codes)."""
    return bool({one.code for one in findings if one.state == "much"} - set(asked))


def hidden(counts: Mapping[str, int]) -> frozenset[str]:
    """The values whose numbers are not shown: the small ones, and one more where a single one could be worked out."""
    small = {value for value, count in counts.items() if 0 < count < SMALL}
    if len(small) == 1:
        others = sorted((count, value) for value, count in counts.items() if count and value not in small)
        small |= {value for _, value in others[:1]}
    return frozenset(small)
