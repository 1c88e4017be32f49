"""What the pages of the room show, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.sharing.deciding import Decided
from mash.casework.sharing.models import Answer, Item, Request, SealedAnswer, SealedItem
from mash.casework.sharing.queries import QUEUES, Asked, TimeLeft, current_answers, current_sealed
from mash.casework.sharing.rules import LATER, SEALED
from mash.interfaces.web.agency.answer_forms import category_label
from mash.interfaces.web.agency.forms import HANDLING, date_words
from mash.interfaces.web.agency.working import Typed
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.marks import MARK_LISTS, marks_words
from mash.registers.agreements.rules import Mode, Permitted
from mash.registers.agreements.words import Names, explain, gateway, who_could
from mash.registers.standards.queries import label

Row = dict[str, Any]


def queue_words(queue: str) -> str:
    return {
        "open": _("To answer"),
        "waiting": _("Waiting"),
        "acknowledged": _("Acknowledged"),
        "answered": _("Answered"),
        "withdrawn": _("Withdrawn"),
    }[queue]


def queues(counts: dict[str, int], current: str) -> list[Row]:
    """The inbox's queues as a sub-navigation with counts."""
    inbox = reverse("agency:inbox")
    return [
        {
            "text": queue_words(key),
            "href": f"{inbox}?state={key}",
            "current": key == current,
            "count": counts[key],
        }
        for key in QUEUES
    ]


@dataclass(frozen=True, slots=True)
class InboxRow:
    ref: str
    href: str
    names: str
    rating: str
    state: str
    colour: str
    sent_at: datetime
    due_at: datetime
    time_left: TimeLeft


def inbox_row(asked: Asked) -> InboxRow:
    first, *others = asked.names or ("",)
    more = _(" and %(n)d more") % {"n": len(others)} if others else ""
    return InboxRow(
        ref=asked.request.ref,
        href=reverse("agency:request", args=[asked.request.ref]),
        names=f"{first}{more}",
        rating=asked.request.rating,
        state=state_words(asked.request),
        colour=STATE_COLOURS[asked.request.state],
        sent_at=asked.request.sent_at,
        due_at=asked.request.due_at,
        time_left=asked.time_left,
    )


STATE_COLOURS = {"sent": "blue", "acknowledged": "purple", "answered": "green", "withdrawn": "grey"}


def state_words(request: Request) -> str:
    return {
        "sent": _("Waiting"),
        "acknowledged": _("Acknowledged"),
        "answered": _("Answered"),
        "withdrawn": _("Withdrawn"),
    }[request.state]


def ground_words(request: Request) -> str:
    return {
        "s47": _("Reasonable cause to suspect significant harm (Children Act 1989, section 47)"),
        "below-s47": _(
            "Below section 47: the family has been told or has agreed, or the hub has recorded why not"
        ),
        "s42": _("Adult safeguarding enquiry (Care Act 2014, section 42)"),
        "adult-below-s42": _(
            "Adult concern below section 42: the adult has been told or has agreed, or the hub has recorded why not"
        ),
    }[request.ground]


def person_rows(given: dict[str, str]) -> list[Row]:
    """The identifiers that the agency needs to search. What is empty is left out, except the first two."""
    rows: list[Row] = [
        {"key": _("Name"), "value": given.get("name", "")},
        {"key": _("Date of birth"), "value": given.get("date_of_birth") or _("Not known")},
    ]
    optional = {
        "expected": _("Expected date of birth"),
        "nhs_number": _("NHS number"),
        "address": _("Address"),
        "role": _("Part in the concern"),
    }
    return rows + [{"key": words, "value": given[key]} for key, words in optional.items() if given.get(key)]


def held_words(held: str) -> str:
    return {
        "": "",
        "nothing-held": _("Searched: nothing held"),
        "held": _("Something is held; the detail will follow"),
        "disclosed": _("Held and disclosed"),
        "withheld": _("Held and withheld"),
        LATER: _("No open answer yet"),
    }.get(held, held)


def confidence_words(confidence: str) -> str:
    return {"certain": _("Certain"), "probable": _("Probable"), "unsure": _("Unsure")}.get(confidence, "")


@dataclass(frozen=True, slots=True)
class Resting:
    """What each thing that is told rests on, as rows of a table; `stopped` where a clause permits some of it not."""

    rows: list[list[str]]
    stopped: bool


def resting(decided: Iterable[Decided], *, at: datetime) -> Resting | None:
    """None where nothing is told."""
    names = Names.read(at=at)
    pairs = dict(pair for one in decided for pair in zip(one.asks, one.answers, strict=True))
    rows = []
    for ask, one in pairs.items():
        why = (
            "; ".join(gateway(one.by.clause, names))
            if isinstance(one, Permitted)
            else " ".join(who_could(one, ask, names))
        )
        what = names.of("categories", ask.category)
        if ask.mode is Mode.EXISTENCE:
            what = _("That something is held, and not what")
        whom = names.all_of("populations", ask.about).lower()
        rows.append([f"{what} ({whom})", explain(one, ask, names), why])
    return Resting(rows, not all(pairs.values())) if rows else None


def fields_rows(said: dict[str, str], at: datetime) -> list[Row]:
    """One person's answer without its items, as rows of a summary."""
    rows: list[Row] = [
        {"key": _("Held"), "value": held_words(said.get("held", ""))},
        {"key": _("Systems searched"), "value": said.get("systems_searched", "")},
        {"key": _("Sure of the person"), "value": confidence_words(said.get("identity_confidence", ""))},
    ]
    if said.get("held") == "withheld":
        code = said.get("withheld_code", "")
        rows += [
            {"key": _("Why withheld"), "value": label("withhold-reason", code, at=at) if code else ""},
            {"key": _("Reason explained"), "prose": said.get("withheld_reason", "")},
        ]
    level = said.get("level_suggested", "")
    return [
        *rows,
        {"key": _("Strengths"), "prose": said.get("strengths", "")},
        {"key": _("Worries"), "prose": said.get("worries", "")},
        {
            "key": _("Level suggested"),
            "value": label("level-of-need", level, at=at) if level else _("No view"),
        },
    ]


@dataclass(frozen=True, slots=True)
class ItemShown:
    kind: str
    category: str
    happened: str
    text: str
    handling: str
    family_may_know: str
    marks: str
    sealed: bool = False
    sealed_reason: str = ""


def item_shown(item: dict[str, str], at: datetime) -> ItemShown:
    """An item from its values, kept or typed; what is not yet chosen is empty."""
    return ItemShown(
        kind={"fact": _("Fact"), "opinion": _("Opinion"), "intelligence": _("Intelligence")}.get(
            item.get("kind", ""), ""
        ),
        category=category_label(item.get("category", "")),
        happened=item.get("happened") or _typed_date(item),
        text=item.get("text", ""),
        handling=str(dict(HANDLING).get(item.get("handling", ""), "")),
        sealed=item.get("handling") == SEALED,
        sealed_reason=item.get("sealed_reason", "") if item.get("handling") == SEALED else "",
        marks=marks_words(
            {name: item.get(name, "") for name in MARK_LISTS},
            item.get("kept_until") or _typed_date(item, "kept_until"),
            at,
        ),
        family_may_know={
            "yes": _("The family may know"),
            "no": _("The family may not know"),
            "ask": _("Ask us before the family is told"),
        }.get(item.get("family_may_know", ""), ""),
    )


def _typed_date(item: dict[str, str], name: str = "happened_on") -> str:
    if f"{name}-not_known" in item:
        return _("Date not known")
    return " ".join(filter(None, (item.get(f"{name}-{part}") for part in ("day", "month", "year"))))


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer that was sent: for the person's card, and beneath it those that it took the place of."""

    rows: list[Row]
    items: list[ItemShown]
    by: str
    at: datetime


def answer_shown(answer: Answer, at: datetime) -> AnswerShown:
    said = {
        name: str(getattr(answer, name) or "")
        for name in (
            "held",
            "systems_searched",
            "identity_confidence",
            "withheld_code",
            "withheld_reason",
            "strengths",
            "worries",
            "level_suggested",
        )
    }
    items = [_kept(one, one.handling, at) for one in answer.items.all()]
    return AnswerShown(fields_rows(said, at), items, answer.by_name, answer.at)


def _kept(item: Item | SealedItem, handling: str, at: datetime) -> ItemShown:
    return item_shown(
        {
            "kind": item.kind,
            "category": item.category,
            "happened": date_words(item.happened_on),
            "text": item.text,
            "handling": handling,
            "sealed_reason": getattr(item, "reason", ""),
            "family_may_know": item.family_may_know,
            "kept_until": uk_date(item.kept_until) if item.kept_until else "",
            **{name: getattr(item, name) for name in MARK_LISTS},
        },
        at,
    )


def sealed_shown(sealed: SealedAnswer, at: datetime) -> AnswerShown:
    """What stands under seal; the agency's view with it where nothing is said openly."""
    said = {
        name: str(getattr(sealed, name) or "")
        for name in ("systems_searched", "identity_confidence", "strengths", "worries", "level_suggested")
    }
    rows = fields_rows({**said, "held": LATER}, at)[1:] if any(said.values()) else []
    return AnswerShown(
        rows, [_kept(one, SEALED, at) for one in sealed.items.all()], sealed.by_name, sealed.at
    )


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person asked about, with what was answered of them or how far the answer is."""

    number: int
    name: str
    rows: list[Row]
    answer: AnswerShown | None
    earlier: list[AnswerShown]
    sealed: AnswerShown | None
    href: str
    progress: str


def people_shown(request: Request, typed: list[Typed], ready: list[bool], at: datetime) -> list[PersonShown]:
    standing = {one.about_id: one for one in current_answers(request)}
    sealed = {one.about_id: one for one in current_sealed(request)}
    shown = []
    for number, subject in enumerate(request.subjects.all(), 1):
        answer = standing.get(subject.pk)
        earlier = [one for one in request.answers.all() if one.about_id == subject.pk and one != answer]
        progress = (
            _("Ready to send")
            if ready[number - 1]
            else _("Under way")
            if typed[number - 1].started
            else _("Not started")
        )
        shown.append(
            PersonShown(
                number=number,
                name=str(subject.given.get("name", "")),
                rows=person_rows(subject.given),
                answer=answer_shown(answer, at) if answer else None,
                earlier=[answer_shown(one, at) for one in reversed(earlier)],
                sealed=sealed_shown(sealed[subject.pk], at) if subject.pk in sealed else None,
                href=reverse("agency:answer", args=[request.ref, number]),
                progress=progress,
            )
        )
    return shown


@dataclass(frozen=True, slots=True)
class Difference:
    what: str
    mine: str
    theirs: str


def differences(mine: Typed, theirs: Typed, at: datetime) -> list[Difference]:
    """Where what was typed and what a colleague saved part ways: every text in full, on both sides."""
    found = [
        Difference(one["key"], _cell(one), _cell(other))
        for one, other in zip(_all_rows(mine, at), _all_rows(theirs, at), strict=True)
        if _cell(one) != _cell(other)
    ]
    for number in range(max(len(mine.items), len(theirs.items))):
        here, there = (_item_text(one.items, number, at) for one in (mine, theirs))
        if here != there:
            found.append(Difference(_("Item %(n)d") % {"n": number + 1}, here, there))
    return found


def _all_rows(typed: Typed, at: datetime) -> list[Row]:
    # As if withheld, so that both sides have the same rows and no text stays unsaid.
    rows = fields_rows({**typed.fields, "held": "withheld"}, at)
    return [{"key": _("Held"), "value": held_words(typed.fields.get("held", ""))}, *rows[1:]]


def _cell(row: Row) -> str:
    return str(row.get("prose") or row.get("value") or "")


def _item_text(items: list[dict[str, str]], number: int, at: datetime) -> str:
    if number >= len(items):
        return ""
    shown = item_shown(items[number], at)
    lines = (
        shown.kind,
        shown.category,
        shown.happened,
        shown.text,
        shown.marks,
        shown.handling,
        shown.sealed_reason,
        shown.family_may_know,
    )
    return "\n".join(filter(None, lines))
