"""What is missing from a call, what its notes lose, and when it may end. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypedDict

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict
from mash.registers.people.rules import Said

Missing = Literal["danger", "children", "safe", "number", "who", "caller", "notes"]
ORDER: Final[tuple[Missing, ...]] = ("danger", "children", "number", "safe", "caller", "who", "notes")
"""The order in which is asked: whether anybody must be protected now, then that the line may drop, then the rest."""
OPEN: Final = frozenset({"live", "dropped", "unreached"})
_NAMES: Final = ("given_name", "family_name", "nhs_number", "description")
NOBODY: Final[Said] = {"description": "Not known: told by telephone, and not named or described"}


class Caller(TypedDict, total=False):
    """Who called, as they said it; `klass` is professional, public or anonymous, `withheld` that no number was given.

    `safe` says whether it is safe to call back (yes, no, not-known), `how` what to mind when doing so.
    """

    klass: str
    source: str
    name: str
    role: str
    agency: str
    relationship: str
    phone: str
    withheld: bool
    email: str
    safe: str
    how: str


class PersonHeard(TypedDict):
    """Somebody of whom the caller speaks: `role` is one of matters.Subject.ROLES."""

    role: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What could be read of the page. `typed` is every input as typed; `unread` holds label and text of what could not."""

    notes: str
    typed: Mapping[str, str]
    caller: Caller = field(default_factory=Caller)
    people: Sequence[PersonHeard] = ()
    unread: Sequence[tuple[str, str]] = ()
    danger_now: str = ""
    children: str = ""
    place: str = ""


def missing(
    *,
    danger_now: str,
    children: str,
    caller: Mapping[str, Any],
    people: Sequence[Mapping[str, Any]],
    notes: str,
) -> tuple[Missing, ...]:
    """What has not been asked yet, in the order in which to ask it. “Not known” is an answer; nothing waits for it."""
    asked: dict[Missing, bool] = {
        "danger": bool(danger_now),
        "children": bool(children),
        "number": bool(caller.get("phone") or caller.get("withheld")),
        # Who leaves no number cannot be called back, safely or not.
        "safe": bool(caller.get("safe") or (caller.get("withheld") and not caller.get("phone"))),
        "caller": bool(caller.get("name") or caller.get("klass") == "anonymous"),
        "who": any(one.get("said", {}).get(name) for one in people for name in _NAMES),
        "notes": bool(notes.strip()),
    }
    return tuple(one for one in ORDER if not asked[one])


def takes_away(before: str, now: str) -> bool:
    """Whether the notes lose anything that stood in them: then what stood is kept beside them.

    Line ends, and spaces at the end, are no loss.
    """
    return not _plain(now).startswith(_plain(before))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip()


def worry(
    *,
    notes: str,
    danger_now: str,
    children: str,
    place: str,
    unread: Sequence[Sequence[str]] = (),
) -> str:
    """The worry of the contact that is made of it: the notes as typed, and below them what has no place of its own."""
    answers = {"yes": _("yes"), "no": _("no"), "not-known": _("not known")}
    said = answers.get(children, _("not asked"))
    lines = [_("Children present: %(answer)s") % {"answer": said}]
    if danger_now == "":
        lines.append(_("Danger now: not asked"))
    if place.strip():
        lines.append(_("Where: %(place)s") % {"place": place.strip()})
    lines += [f"{name}: {value}" for name, value in unread]
    return "\n\n".join([notes.strip() or _("Nothing was written down in this call."), "\n".join(lines)])


def may_save(*, state: str) -> Verdict:
    """Whether something typed may still be kept; after the end it may not, so that nothing late changes what was ended."""
    if state not in OPEN:
        return Refused("calls:call:ended", _("This call was ended meanwhile."))
    return ALLOWED


def may_drop(*, state: str) -> Verdict:
    if state != "live":
        return Refused("calls:call:not-live", _("The line is not open any more: look at the call again."))
    return ALLOWED


def may_try(*, state: str) -> Verdict:
    if state not in {"dropped", "unreached"}:
        return Refused("calls:call:not-dropped", _("Nobody is to be called back for this call any more."))
    return ALLOWED


def after_try(*, tried: int, most: int) -> str:
    """Where a call stands when the caller was not reached for the `tried`th time; after `most` a person decides."""
    return "dropped" if tried < most else "unreached"


def may_end(*, state: str, outcome: str, outcomes: Collection[str], reason: str, made: bool) -> Verdict:
    """Whether a call ends so, without a contact made by its ending. `made`: a contact was made of it already.

    A call of which nothing comes says why, in words.
    """
    if state not in OPEN:
        return Refused("calls:call:ended", _("This call was ended meanwhile."))
    if made:
        return ALLOWED
    if outcome not in outcomes:
        return Refused("calls:call:outcome", _("Choose what became of the call."))
    if not reason.strip():
        return Refused("calls:call:reason", _("Say why nothing more comes of this call."))
    return ALLOWED


def may_wait(*, written: str, contact: bool) -> Verdict:
    """Whether a confirmation in writing is still waited for."""
    if not contact or written != "waiting":
        return Refused("calls:written:not-waiting", _("No confirmation in writing is waited for any more."))
    return ALLOWED


def changed() -> Refused:
    return Refused(
        "calls:call:changed",
        _("Somebody else has changed this meanwhile. Look at it again before you go on."),
    )


def class_of(caller: Caller) -> str:
    """The class of the referrer; whoever says neither what nor who they are is anonymous."""
    return caller.get("klass") or ("public" if caller.get("name") or caller.get("phone") else "anonymous")


def may_write(caller: Mapping[str, Any]) -> bool:
    """Whether anything may be sent to a caller by itself: where they said that it is safe, or call from their work.

    Whoever was not asked, or does not know, may be read over the shoulder by the one whom they are afraid of.
    """
    safe = caller.get("safe", "")
    return bool(safe == "yes" or (caller.get("klass") == "professional" and safe != "no"))


def not_among(
    people: Iterable[Mapping[str, Any]], there: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Those of `people` (PersonHeard) of whom something is said, by which they are known, that stands of nobody `there`."""
    known = [{name: _folded(one.get(name)) for name in _IDENTIFY} for one in there]
    found = []
    for each in people:
        said = {name: text for name in _IDENTIFY if (text := _folded(each.get("said", {}).get(name)))}
        if said and not any(all(one[name] == text for name, text in said.items()) for one in known):
            found.append(each)
    return found


_IDENTIFY: Final = ("given_name", "family_name", "born", "age", "nhs_number", "description")


def _folded(value: object) -> object:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value or ""


def safe_words(caller: Caller) -> str:
    """What the contact says about calling back."""
    said = {
        "yes": _("Safe to call back"),
        "no": _("Not safe to call back: send nothing automatically"),
        "not-known": _("Not known whether it is safe to call back"),
    }.get(caller.get("safe", ""), _("Not asked whether it is safe to call back"))
    return f"{said}: {caller['how']}" if caller.get("how") else said


@dataclass(frozen=True, slots=True)
class Offered:
    """One call at the door: the hour of the day in which it was offered, and how many seconds until it was answered or given up."""

    hour: int
    answered: bool
    waited: int


@dataclass(frozen=True, slots=True)
class Hour:
    """The calls of one hour of the day; waits are of those that were answered, in seconds, None where none was."""

    hour: int
    offered: int
    answered: int
    mean_wait: int | None
    longest_wait: int | None

    @property
    def abandoned(self) -> int:
        return self.offered - self.answered


def by_hour(calls: Iterable[Offered]) -> list[Hour]:
    """The hours of the day in which any call was offered, in order."""
    hours: dict[int, list[Offered]] = {}
    for one in calls:
        hours.setdefault(one.hour, []).append(one)
    found = []
    for hour, those in sorted(hours.items()):
        waits = [one.waited for one in those if one.answered]
        mean = round(sum(waits) / len(waits)) if waits else None
        found.append(Hour(hour, len(those), len(waits), mean, max(waits, default=None)))
    return found
