"""The standards and codes in force at a time, held in memory until their rows change."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from mash.registers.accounts.models import Seat
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import DayRule, Unit
from mash.registers.clocks.rules import Timescale as Length
from mash.registers.clocks.versions import Held

from . import models, rules
from .documents import LINES, StandardParts
from .errors import NoStandardError, UnknownListError
from .floors import Floor

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from mash.registers.clocks.rules import Clock

    from .rules import Code, Minimum, Standard, Step, Timing

REGISTER = "standards"
_LONDON = ZoneInfo("Europe/London")


def standard_for(population: str, *, at: datetime, hub: str = "") -> Standard:
    """The standard in force at `at`: the hub's own, else everyone's; the population's own, else `all`.

    Raises NoStandardError.
    """
    day = _day(at)
    in_force = [each for each in _standards.get() if each.holds_on(day)]
    for wanted in ((hub, population), (hub, "all"), ("", population), ("", "all")):
        for each in in_force:
            if (each.hub, each.population) == wanted:
                return each
    raise NoStandardError(f"no practice standard for {population} is in force on {day:%d %B %Y}")


def timescale(standard: Standard, step: Step | str, rating: str = "") -> Timing | None:
    """How long that step may take at that rating; None where the standard sets no time."""
    return standard.timing(step, rating)


def minimum(standard: Standard, of: str, rating: str | None = None) -> tuple[Minimum, ...]:
    """What is asked of a `referral`, `answer` or `decision`, in the standard's order."""
    return standard.minimum(of, rating)


def clock_for(
    standard: Standard,
    step: Step | str,
    *,
    rating: str = "",
    calendar: str,
    started: datetime,
    stopped: datetime | None = None,
    at: datetime,
) -> Clock | None:
    """The clock of a step on the calendar with that key, as known at `at`; None where no time is set."""
    timing = standard.timing(step, rating)
    if timing is None:
        return None
    return rules.clock(timing, calendar_for(calendar, at=at), started=started, stopped=stopped)


def codes(list_key: str, *, at: datetime, **attributes: object) -> tuple[Code, ...]:
    """The codes in force at `at`, in order, that say each attribute or do not speak of it.

    `codes("route", at=at, levels=4, populations="children")`. Raises UnknownListError.
    """
    day = _day(at)
    return tuple(
        code
        for code in _list(list_key)
        if code.holds_on(day) and all(code.says(name, value) for name, value in attributes.items())
    )


def label(list_key: str, code: str, *, at: datetime) -> str:
    """The code's label at `at` in the language of the page, else its latest, else the code itself."""
    day = _day(at)
    rows = [row for row in _list(list_key) if row.code == code]
    if not rows:
        return code
    found = next((row for row in rows if row.holds_on(day)), max(rows, key=lambda row: row.valid_from))
    return label_of(found)


def label_of(code: Code) -> str:
    """A code's label in the language of the page; English where there is no Welsh."""
    welsh = (get_language() or "").startswith("cy")
    return code.label_cy if welsh and code.label_cy else code.label


def choices(list_key: str, *, at: datetime, **attributes: object) -> list[tuple[str, str]]:
    """`codes` as the pairs of a form's choices."""
    return [(code.code, label_of(code)) for code in codes(list_key, at=at, **attributes)]


def _day(at: datetime) -> date:
    return at.astimezone(_LONDON).date()


def _list(key: str) -> tuple[Code, ...]:
    found = _codes.get().get(key)
    if found is None:
        raise UnknownListError(key)
    return found


# The rows of each part that is a list of lines.
LINE_MODELS: Final[dict[str, Any]] = {
    "timescale": models.Timescale,
    "minimum": models.MinimumContent,
    "decision_role": models.DecisionRole,
    "quorum": models.Quorum,
}
_RELATED: Final = {
    "timescale": "timescales",
    "minimum": "minimums",
    "decision_role": "decision_roles",
    "quorum": "quorums",
}
_SAYS: Final[dict[str, tuple[str, ...]]] = {
    "timescale": (
        "step",
        "rating",
        "amount",
        "unit",
        "day_rule",
        "calendar",
        "starts_from",
        "warn_percent",
        "basis",
        "source",
    ),
    "minimum": ("of", "code", "label", "severity", "gap", "quantity", "ratings", "action"),
    "decision_role": ("route", "roles", "floor"),
    "quorum": ("kind", "seats", "basis", "source"),
}


# In the order in which a standard says them.
_STEPS: Final = [str(one) for one in rules.Step]
_RATINGS: Final = ["", *(str(one) for one in rules.Rating)]
_OFS: Final = [str(one) for one in rules.Of]


def key_text(part: str) -> tuple[str, ...]:
    """The fields that tell one line of a part from another."""
    return LINES[part]


def rows_of(standard: models.PracticeStandard, part: str) -> dict[tuple[str, ...], dict[str, Any]]:
    """The lines of one part as documents say them, by the values that name each, in their order."""
    rows = getattr(standard, _RELATED[part]).all()
    if part == "minimum":
        rows = sorted(rows, key=lambda one: (one.of, one.position))
    else:
        rows = sorted(rows, key=lambda one: one.pk)
    said = [{name: getattr(one, name) for name in _SAYS[part]} for one in rows]
    return {tuple(str(row[name]) for name in LINES[part]): row for row in said}


def line_row(standard: models.PracticeStandard, part: str, key: tuple[str, ...]) -> QuerySet[Any]:
    """The one row of a line."""
    found: QuerySet[Any] = LINE_MODELS[part].objects.filter(
        standard=standard, **dict(zip(LINES[part], key, strict=True))
    )
    return found


def parts_of(standard: models.PracticeStandard) -> StandardParts:
    """A version as its document says it: what its digest is of."""
    head = {
        name: getattr(standard, name)
        for name in ("key", "version", "title", "population", "hub", "source", "why")
    }
    rows = {part: list(rows_of(standard, part).values()) for part in LINES}
    return StandardParts(head, rows["timescale"], rows["minimum"], rows["decision_role"], rows["quorum"])


def versions() -> QuerySet[models.PracticeStandard]:
    """Every version that the actor sees, the newest of each first, with its lines."""
    return models.PracticeStandard.objects.select_related("drafted_from").order_by(
        "population", "hub", "-valid_from", "-pk"
    )


def get_version(key: str, version: str) -> models.PracticeStandard | None:
    """One version with all its lines and approvals, in a fixed number of queries; None for one that is hidden or missing."""
    return (
        versions().prefetch_related(*_RELATED.values(), "approvals").filter(key=key, version=version).first()
    )


def newest(key: str) -> str:
    """The version of that key that begins last; "" where there is none."""
    found = models.PracticeStandard.objects.filter(key=key).order_by("-valid_from", "-pk").first()
    return found.version if found else ""


def labels_of_minimums(hub: str) -> dict[str, str]:
    """What each minimum of a decision is called, by its code: as the hub's own newest version says it, else the common one's.

    Drafts and other hubs' versions name nothing.
    """
    rows = models.MinimumContent.objects.filter(
        of=rules.Of.DECISION,
        standard__state=models.PracticeStandard.State.IN_FORCE,
        standard__hub__in=["", hub],
    ).order_by("standard__hub", "standard__valid_from", "pk")
    return dict(rows.values_list("code", "label"))


def as_rules(row: models.PracticeStandard) -> Standard:
    """A version, in force or not, as the rules read it."""
    return _standard(row)


def floors_for(population: str, *, at: datetime) -> list[Floor]:
    """The times that a standard of that population may not lengthen; one for all keeps each population's."""
    said = {} if population == rules.Population.ALL else {"populations": population}
    return [
        Floor(
            one.code, Length(int(str(one.attributes["amount"])), Unit(str(one.attributes["unit"]))), one.label
        )
        for one in codes("standard-floor", at=at, **said)
    ]


def least_approvers(*, at: datetime) -> int:
    """How many people at least are named to approve a version."""
    found = [int(str(one.attributes["least"])) for one in codes("standard-approval", at=at)]
    return max(found, default=1)


def approvers(hub: str, *, at: datetime) -> list[Seat]:
    """The board members of a hub, each once, with their user and agency."""
    held = (
        Seat.objects.filter(role="board", hub__key=hub, from_at__lte=at, user__is_active=True)
        .exclude(until_at__lte=at)
        .select_related("user", "agency")
        .order_by("user__name", "pk")
    )
    return list({seat.user_id: seat for seat in held}.values())


def _load_standards() -> tuple[Standard, ...]:
    rows = models.PracticeStandard.objects.filter(
        state=models.PracticeStandard.State.IN_FORCE
    ).prefetch_related(*_RELATED.values())
    return tuple(_standard(row) for row in rows.order_by("valid_from", "pk"))


def _standard(row: models.PracticeStandard) -> Standard:
    return rules.Standard(
        key=row.key,
        version=row.version,
        title=row.title,
        population=rules.Population(row.population),
        hub=row.hub,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        timings={
            (each.step, each.rating): _timing(each)
            for each in sorted(
                row.timescales.all(), key=lambda each: (_STEPS.index(each.step), _RATINGS.index(each.rating))
            )
        },
        minimums=tuple(
            rules.Minimum(
                of=rules.Of(each.of),
                code=each.code,
                label=each.label,
                gap=each.gap,
                action=each.action,
                severity=rules.Severity(each.severity),
                quantity=each.quantity,
                ratings=frozenset(each.ratings),
            )
            for each in sorted(row.minimums.all(), key=lambda each: (_OFS.index(each.of), each.position))
        ),
        deciders={
            each.route: rules.Deciders(each.route, frozenset(each.roles), each.floor)
            for each in row.decision_roles.all()
        },
        quorums={
            each.kind: rules.Quorum(each.kind, frozenset(each.seats), rules.Basis(each.basis), each.source)
            for each in row.quorums.all()
        },
    )


def _timing(row: models.Timescale) -> Timing:
    return rules.Timing(
        step=rules.Step(row.step),
        rating=row.rating,
        timescale=Length(row.amount, Unit(row.unit), DayRule(row.day_rule)),
        runs=rules.Runs(row.calendar),
        starts_from=rules.StartsFrom(row.starts_from),
        warn_at=Fraction(row.warn_percent, 100),
        basis=rules.Basis(row.basis),
        source=row.source,
    )


def _load_codes() -> dict[str, tuple[Code, ...]]:
    found: dict[str, list[Code]] = {key: [] for key in models.CodeList.objects.values_list("key", flat=True)}
    for row in models.Code.objects.select_related("list").order_by("position", "valid_from"):
        found[row.list.key].append(
            rules.Code(
                code=row.code,
                label=row.label,
                label_cy=row.label_cy,
                position=row.position,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                attributes=row.attributes,
            )
        )
    return {key: tuple(rows) for key, rows in found.items()}


_standards: Held[tuple[Standard, ...]] = Held(REGISTER, _load_standards)
_codes: Held[dict[str, tuple[Code, ...]]] = Held(REGISTER, _load_codes)
