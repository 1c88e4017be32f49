"""Draft the next version of a hub's own standard, change it line by line, give it up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Hub
from mash.registers.standards import events, floors
from mash.registers.standards.documents import mark, read_line
from mash.registers.standards.errors import DocumentError
from mash.registers.standards.models import PracticeStandard
from mash.registers.standards.queries import LINE_MODELS, floors_for, key_text, line_row, rows_of

DRAFT = "standards:standard:draft"
State = PracticeStandard.State
KEY: Final = 40
"""How long a standard's key may be."""


def may_keep(by: Actor, hub: str) -> Verdict:
    """A manager keeps the standards of their own hub; the common ones come from set-up."""
    if by.kind == "service" and by.key == "setup":
        return ALLOWED
    allowed = may(by, DRAFT)
    if allowed and (not hub or by.hub != hub):
        return Refused("standards:other-hub", _("A manager keeps the standard of their own hub alone."))
    return allowed


def about(standard: PracticeStandard) -> list[Ref]:
    return [Ref("standard", standard.key)]


def said_of(standard: PracticeStandard, **more: Any) -> dict[str, Any]:
    """The payload of an event: which version, and what is said of it."""
    return {"standard": standard.key, "version": standard.version, **more}


@transaction.atomic
def draft_next(
    *, by: Actor, at: datetime, standard: PracticeStandard, hub: str, starts: date
) -> PracticeStandard | Refused:
    """A draft of the hub's own that begins as a copy of this version; refused while another is under way.
    Asked for again, it is the draft that was begun.

    `starts` is the day that is meant; it is settled when the draft comes into force.
    """
    allowed = may_keep(by, hub)
    if allowed and standard.hub not in {"", hub}:
        allowed = Refused("standards:other-hub", _("This is another hub's own standard."))
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=about(standard))
    whose = Hub.objects.filter(key=hub).first() or Hub(key=hub)
    key = standard.key if standard.hub else own_key(whose, standard.population)
    if found := _already(standard, hub):
        return found
    numbers = [
        int(one)
        for one in PracticeStandard.objects.filter(key=key).values_list("version", flat=True)
        if one.isascii() and one.isdigit()
    ]
    try:
        with transaction.atomic():
            draft = PracticeStandard.objects.create(
                key=key,
                version=str(max(numbers, default=0) + 1),
                title=standard.title if standard.hub else f"{standard.title}: {whose.name or hub}"[:200],
                population=standard.population,
                hub=hub,
                state=State.DRAFT,
                valid_from=starts,
                source=standard.source,
                installed_at=at,
                installed_by=str(by),
                installed_by_name=by.name,
                drafted_from=standard,
            )
    except IntegrityError:
        if found := _already(standard, hub):
            return found  # a colleague was quicker
        raise
    for part, model in LINE_MODELS.items():
        model.objects.bulk_create(
            model(standard=draft, **_filled(part, row, place))
            for place, row in enumerate(rows_of(standard, part).values(), 1)
        )
    append(
        events.DRAFTED,
        by=by,
        at=at,
        about=about(draft),
        payload=said_of(draft, source=f"{standard.key}.{standard.version}"),
    )
    return draft


def own_key(hub: Hub, population: str) -> str:
    """The key of a hub's own standard; one too long is cut, and told from others by the hub's number."""
    whole = f"{hub.key}-hub-{population}"
    if len(whole) <= KEY:
        return whole
    tail = f"-{hub.pk}-hub-{population}"
    return hub.key[: KEY - len(tail)] + tail


def _already(standard: PracticeStandard, hub: str) -> PracticeStandard | Refused | None:
    """What is under way: the draft itself where it was begun from this very version, since a button may be pressed twice."""
    found = PracticeStandard.objects.filter(
        hub=hub, population=standard.population, state__in=[State.DRAFT, State.OPEN]
    ).first()
    if found is None:
        return None
    if found.state == State.DRAFT and found.drafted_from_id == standard.pk:
        return found
    return Refused("standards:under-way", _("Another version of this hub's standard is under way."))


def _filled(part: str, row: Mapping[str, Any], place: int) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if part == "minimum":
        more = {"position": place}
    if part == "decision_role":  # an older text may say what the law does not let it say
        more = {"roles": floors.lawful(row["route"], row["roles"])}
    return {**row, **more}


def held_draft(standard: PracticeStandard, *, by: Actor, at: datetime) -> PracticeStandard | Refused:
    """The draft, locked, if this actor may change it."""
    allowed = may_keep(by, standard.hub)
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=about(standard))
    held = PracticeStandard.objects.select_for_update().filter(pk=standard.pk).first()
    if held is None or held.state != State.DRAFT:
        return Refused("standards:not-a-draft", _("Only a draft can be changed: draft a new version."))
    return held


def stale() -> Refused:
    return Refused(
        "standards:stale", _("A colleague has changed this since you opened it. Both texts are below.")
    )


@transaction.atomic
def set_head(
    *, by: Actor, at: datetime, standard: PracticeStandard, said: Mapping[str, Any], seen: str | None = None
) -> PracticeStandard | Refused:
    """The `title`, `why`, `source` and `valid_from` of a draft. `seen` is the mark of what the page showed."""
    held = held_draft(standard, by=by, at=at)
    if isinstance(held, Refused):
        return held
    if head_of(held) == {name: said[name] for name in HEAD}:
        return held  # the same page sent twice
    if seen is not None and seen != mark(head_of(held)):
        return stale()
    for name in HEAD:
        setattr(held, name, said[name])
    held.save(update_fields=HEAD)
    append(events.CHANGED, by=by, at=at, about=about(held), payload=said_of(held, part="head", line=""))
    return held


HEAD = ["title", "why", "source", "valid_from"]


def head_of(standard: PracticeStandard) -> dict[str, Any]:
    """What a draft says besides its lines."""
    return {name: getattr(standard, name) for name in HEAD}


@transaction.atomic
def set_line(
    *,
    by: Actor,
    at: datetime,
    standard: PracticeStandard,
    part: str,
    key: tuple[str, ...] | None,
    said: Mapping[str, Any],
    seen: str | None = None,
) -> PracticeStandard | Refused:
    """Add a line to a draft (`key` None), or say the line with that key otherwise.

    `seen` is the mark of the line as the page showed it: a colleague's other text is told and not written over. Two who
    change two lines do not meet. Refused where the law's floors or national times are lowered.
    """
    held = held_draft(standard, by=by, at=at)
    if isinstance(held, Refused):
        return held
    try:
        row = read_line(part, said)
    except DocumentError as wrong:
        return Refused("standards:line", str(wrong))
    limits = floors_for(held.population, at=at)
    lines = rows_of(held, part)
    new = tuple(str(row[name]) for name in key_text(part))
    if lines.get(new) == row and new == (key or new):
        return held  # the same page sent twice
    allowed = floors.may_set(part, row, limits)
    if allowed and key is not None and new != key:
        allowed = floors.may_remove(part, key, limits)
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=about(held))
    known = _still_there(lines, key, new, seen)
    if not known:
        return known
    model = LINE_MODELS[part]
    if key is None:
        lowest = model.objects.filter(standard=held)
        place = lowest.aggregate(most=Max("position"))["most"] or 0 if part == "minimum" else 0
        model.objects.create(standard=held, **_filled(part, row, place + 1))
    else:
        line_row(held, part, key).update(**row)
    return _changed(held, part, new, by=by, at=at)


def _still_there(
    lines: Mapping[tuple[str, ...], Mapping[str, Any]],
    key: tuple[str, ...] | None,
    new: tuple[str, ...],
    seen: str | None,
) -> Verdict:
    """Whether what the page showed is what the draft still says, and the line's new name is free."""
    if key is not None and (key not in lines or (seen is not None and mark(lines[key]) != seen)):
        return stale()
    if new != key and new in lines:
        return Refused("standards:line-taken", _("The draft says this already: change that line."))
    return ALLOWED


@transaction.atomic
def remove_line(
    *,
    by: Actor,
    at: datetime,
    standard: PracticeStandard,
    part: str,
    key: tuple[str, ...],
    seen: str | None = None,
) -> PracticeStandard | Refused:
    """Take a line out of a draft; one that is not there any more stays out."""
    held = held_draft(standard, by=by, at=at)
    if isinstance(held, Refused):
        return held
    allowed = floors.may_remove(part, key, floors_for(held.population, at=at))
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=about(held))
    lines = rows_of(held, part)
    if key not in lines:
        return held
    if seen is not None and mark(lines[key]) != seen:
        return stale()
    line_row(held, part, key).delete()
    return _changed(held, part, key, by=by, at=at)


def _changed(
    held: PracticeStandard, part: str, key: tuple[str, ...], *, by: Actor, at: datetime
) -> PracticeStandard:
    line = ".".join(one or "any" for one in key)
    append(events.CHANGED, by=by, at=at, about=about(held), payload=said_of(held, part=part, line=line))
    return held


@transaction.atomic
def drop(*, by: Actor, at: datetime, standard: PracticeStandard) -> PracticeStandard | Refused:
    """Give a draft up, or one that is open for approval. Its text is kept."""
    allowed = may_keep(by, standard.hub)
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=about(standard))
    held = PracticeStandard.objects.select_for_update().get(pk=standard.pk)
    if held.state == State.DROPPED:
        return held
    if held.state not in {State.DRAFT, State.OPEN}:
        return Refused("standards:not-under-way", _("This version is not under way any more."))
    held.state = State.DROPPED
    held.save(update_fields=["state"])
    append(events.DROPPED, by=by, at=at, about=about(held), payload=said_of(held))
    return held
