"""A standard in words: steps, times, who, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mash.registers.accounts.roles import ROLES
from mash.registers.clocks.rules import DayRule, Timescale, Unit
from mash.registers.standards.compare import Difference, Line
from mash.registers.standards.queries import label
from mash.registers.standards.rules import Deciders, Minimum, Of, Runs, Severity, Timing

type Words = str | Promise

STEPS: Final[dict[str, Words]] = {
    "acknowledge": gettext_lazy("Acknowledge"),
    "rate": gettext_lazy("Rate"),
    "answer_request": gettext_lazy("An agency answers"),
    "decide": gettext_lazy("Decide"),
    "feedback": gettext_lazy("Answer the referrer"),
    "complete_after_immediate_protection": gettext_lazy("Complete after immediate protection"),
    "break_glass": gettext_lazy("Break-glass lasts"),
    "review_break_glass": gettext_lazy("Review a break-glass"),
    "clear": gettext_lazy("Look at hidden records before closing"),
    "written_follow_up": gettext_lazy("A telephone referral in writing"),
    "strategy_discussion": gettext_lazy("Strategy discussion"),
    "initial_conference": gettext_lazy("Initial child protection conference"),
    "assessment": gettext_lazy("Assessment"),
    "serious_incident": gettext_lazy("Notify a serious incident"),
    "planning_meeting": gettext_lazy("Planning meeting"),
    "case_conference": gettext_lazy("Case conference"),
    "first_review": gettext_lazy("First review"),
    "advocate_contact": gettext_lazy("Adviser in touch with the victim"),
}
STARTS: Final[dict[str, Words]] = {
    "contact": gettext_lazy("from receipt"),
    "rating": gettext_lazy("from the rating"),
    "request": gettext_lazy("from the request"),
    "decision": gettext_lazy("from the decision"),
    "opening": gettext_lazy("from the opening"),
    "closing": gettext_lazy("from the closing"),
    "enquiry": gettext_lazy("from the start of the section 47 enquiry"),
    "discussion": gettext_lazy("from the strategy discussion"),
    "incident": gettext_lazy("from when the incident is known"),
}
RATINGS: Final[dict[str, Words]] = {
    "": gettext_lazy("every rating"),
    "red": gettext_lazy("red"),
    "amber": gettext_lazy("amber"),
    "green": gettext_lazy("green"),
    "blue": gettext_lazy("blue"),
}
UNITS: Final[dict[str, Words]] = {
    "working_minutes": gettext_lazy("Working minutes"),
    "working_days": gettext_lazy("Working days"),
    "elapsed_minutes": gettext_lazy("Minutes by the clock"),
    "calendar_days": gettext_lazy("Calendar days"),
}
RUNS: Final[dict[str, Words]] = {
    "desk": gettext_lazy("The desk's opening hours"),
    "always": gettext_lazy("All time, past closing too"),
}
DAY_RULES: Final[dict[str, Words]] = {
    "by_close": gettext_lazy("By the close of the last day"),
    "full_days": gettext_lazy("Whole days from the hour"),
}
BASES: Final[dict[str, Words]] = {
    "national": gettext_lazy("National"),
    "published": gettext_lazy("Published elsewhere"),
    "local": gettext_lazy("Local: the hub's own"),
}
OFS: Final[dict[str, Words]] = {
    "referral": gettext_lazy("A referral"),
    "answer": gettext_lazy("An agency's answer"),
    "decision": gettext_lazy("A decision"),
}
SEVERITIES: Final[dict[str, Words]] = {
    "required": gettext_lazy("Required: no decision is made without it, protection excepted"),
    "expected": gettext_lazy("Expected: one may go on without it and say why"),
}
# The verbs that close a gap, by the page on which it is done.
VERBS: Final[dict[str, Words]] = {
    "": gettext_lazy("None"),
    "view-history": gettext_lazy("Read the history"),
    "ask-agency": gettext_lazy("Ask an agency"),
    "consider-household": gettext_lazy("Consider the family"),
    "edit-decision": gettext_lazy("Write it with the decision"),
    "record-told": gettext_lazy("Say who was told"),
    "record-voice": gettext_lazy("Record what the child says"),
    "record-wishes": gettext_lazy("Record what the adult wants"),
    "record-capacity": gettext_lazy("Record capacity"),
    "review-hypothesis": gettext_lazy("Consider another explanation"),
    "apply-s42-test": gettext_lazy("Answer the section 42(1) test"),
    "edit-subject": gettext_lazy("Say who it is"),
    "edit-concern": gettext_lazy("Say what the worry is"),
    "edit-danger": gettext_lazy("Say whether there is danger now"),
    "edit-referrer": gettext_lazy("Say who refers"),
    "edit-household": gettext_lazy("Say who is in the household"),
    "edit-needs": gettext_lazy("Say what care is needed"),
    "answer-subject": gettext_lazy("Answer for each person"),
    "edit-item": gettext_lazy("Say what each item is"),
    "give-view": gettext_lazy("Give the agency's view"),
}
PARTS: Final[dict[str, Words]] = {
    "timescale": gettext_lazy("Time"),
    "minimum": gettext_lazy("What must be there"),
    "decision_role": gettext_lazy("Who may decide"),
    "quorum": gettext_lazy("Who must be at a meeting"),
}


def length(time: Timescale) -> str:
    """ "1 working day", "4 hours", "the same working day"."""
    n = time.amount
    if time.unit in {Unit.WORKING_DAYS, Unit.CALENDAR_DAYS}:
        working = time.unit is Unit.WORKING_DAYS
        if n == 0 and time.day_rule is DayRule.BY_CLOSE:
            return _("the same working day") if working else _("the same day")
        words = (
            ngettext("%(n)d working day", "%(n)d working days", n)
            if working
            else ngettext("%(n)d day", "%(n)d days", n)
        )
        full = _(", counted from the hour") if time.day_rule is DayRule.FULL_DAYS else ""
        return words % {"n": n} + full
    working = time.unit is Unit.WORKING_MINUTES
    hours, rest = divmod(n, 60)
    if hours and not rest:
        words = (
            ngettext("%(n)d working hour", "%(n)d working hours", hours)
            if working
            else ngettext("%(n)d hour", "%(n)d hours", hours)
        )
        return words % {"n": hours}
    words = (
        ngettext("%(n)d working minute", "%(n)d working minutes", n)
        if working
        else ngettext("%(n)d minute", "%(n)d minutes", n)
    )
    return words % {"n": n}


def step(key: str, rating: str = "") -> str:
    """ "Decide, amber"."""
    said = str(STEPS.get(key, key))
    return f"{said}, {RATINGS.get(rating, rating)}" if rating else said


def time_words(one: Timing) -> str:
    """ "1 working day from receipt", with what else bends it."""
    past = _(", past closing time") if one.runs is Runs.ALWAYS else ""
    return f"{length(one.timescale)} {STARTS[one.starts_from]}{past}"


def roles(keys: Iterable[str]) -> str:
    return ", ".join(sorted(str(ROLES[one].title) if one in ROLES else one for one in keys))


def seats(keys: Iterable[str], *, at: datetime) -> str:
    return ", ".join(sorted(label("quorum-seat", one, at=at) for one in keys))


def ratings(keys: Iterable[str]) -> str:
    held = set(keys)
    return ", ".join(str(words) for key, words in RATINGS.items() if key in held) or str(RATINGS[""])


def name(part: str, key: tuple[str, ...], line: Line | None, *, at: datetime) -> str:
    """What a line is about: "Decide, amber"; the minimum's label; the route; the meeting."""
    if part == "timescale":
        return step(*key)
    if isinstance(line, Minimum):
        return f"{OFS[line.of]}: {line.label}"
    if part == "minimum":
        return f"{OFS[key[0]]}: {key[1]}"
    return label("route" if part == "decision_role" else "quorum-kind", key[0], at=at)


def binding(line: Minimum) -> str:
    """How a minimum binds. What a referral or an answer must hold is shown to whoever reads, and nothing enforces it."""
    if line.of is not Of.DECISION:
        return _("shown, and stops nothing")
    return _("required") if line.severity is Severity.REQUIRED else _("expected")


def said(line: Line | None, *, at: datetime) -> str:
    """A line in one row of words; "" where there is none."""
    if line is None:
        return ""
    if isinstance(line, Timing):
        return _("%(time)s; warns at %(percent)d %%. %(basis)s: %(source)s") % {
            "time": time_words(line),
            "percent": int(line.warn_at * 100),
            "basis": BASES[line.basis],
            "source": line.source,
        }
    if isinstance(line, Minimum):
        times = _("%(n)d of them, ") % {"n": line.quantity} if line.quantity > 1 else ""
        words = _('%(label)s: %(times)s%(required)s, %(ratings)s. While missing: "%(gap)s"') % {
            "label": line.label,
            "times": times,
            "required": binding(line),
            "ratings": ratings(line.ratings),
            "gap": line.gap,
        }
        return f"{words} {_closed_by(line)}" if line.action else words
    if isinstance(line, Deciders):
        return roles(line.roles) + (f". {line.floor}" if line.floor else "")
    return f"{seats(line.seats, at=at)}. {BASES[line.basis]}: {line.source}"


def sentence(one: Difference, *, at: datetime) -> str:
    """One difference as a reader says it: "Decide, amber: 1 working day → 2 working days", and whatever else differs."""
    about = name(one.part, one.key, one.now or one.was, at=at)
    if isinstance(one.was, Timing) and isinstance(one.now, Timing):
        return f"{about}: {_changes(_of_time(one.was, one.now))}"
    if isinstance(one.was, Minimum) and isinstance(one.now, Minimum):
        return f"{about}: {_changes(_of_minimum(one.was, one.now))}"
    if one.was is None:
        return f"{about}: {said(one.now, at=at)}"
    if one.now is None:
        return f"{about}: {said(one.was, at=at)}"
    return f"{about}: {said(one.was, at=at)} → {said(one.now, at=at)}"


def _changes(pairs: Iterable[tuple[str, str]]) -> str:
    """Each thing that reads otherwise, the old beside the new."""
    return "; ".join(f"{was} → {now}" for was, now in pairs if was != now)


def _of_time(was: Timing, now: Timing) -> Iterator[tuple[str, str]]:
    if (was.starts_from, was.runs) == (now.starts_from, now.runs):
        yield length(was.timescale), length(now.timescale)
    else:
        yield time_words(was), time_words(now)
    if was.timescale.day_rule != now.timescale.day_rule:
        yield str(DAY_RULES[was.timescale.day_rule]), str(DAY_RULES[now.timescale.day_rule])
    percent = _("warns at %(percent)d %%")
    early = _("%(n)d %%") % {"n": int(now.warn_at * 100)}
    yield (
        percent % {"percent": int(was.warn_at * 100)},
        early if was.warn_at != now.warn_at else percent % {"percent": int(now.warn_at * 100)},
    )
    yield str(BASES[was.basis]), str(BASES[now.basis])
    yield was.source, now.source


def _of_minimum(was: Minimum, now: Minimum) -> Iterator[tuple[str, str]]:
    yield was.label, now.label
    many = _("%(n)d of them")
    yield many % {"n": was.quantity}, many % {"n": now.quantity}
    yield str(SEVERITIES[was.severity]), str(SEVERITIES[now.severity])
    yield ratings(was.ratings), ratings(now.ratings)
    yield was.gap, now.gap
    yield _closed_by(was), verb(now.action) if was.action != now.action else _closed_by(now)


def verb(action: str) -> str:
    """What closes a gap; one of a hub's own stands as it is written."""
    return str(VERBS.get(action, action))


def _closed_by(line: Minimum) -> str:
    return _("Closed by: %(verb)s") % {"verb": verb(line.action)}
