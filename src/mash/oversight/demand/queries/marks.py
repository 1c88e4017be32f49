"""Reading marks: those on some things, and those of a time by kind, channel and sender."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db.models import Q, QuerySet

from mash.casework.calls.models import Call
from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Further
from mash.oversight.demand.models import Mark, Misdirected
from mash.oversight.demand.things import Thing

CLASSES: Final = ("professional", "public", "anonymous")


def standing(things: Iterable[Thing]) -> dict[tuple[str, str], list[Mark]]:
    """The marks that stand on each of these things, by its kind and reference; one statement."""
    by_column: dict[str, dict[int, Thing]] = {"contact_id": {}, "further_id": {}, "call_id": {}}
    for one in things:
        for column, number in one.itself.items():
            by_column[column][number] = one
    within = Q()
    for column, held in by_column.items():
        if held:
            within |= Q(**{f"{column}__in": list(held)})
    found: dict[tuple[str, str], list[Mark]] = {}
    if not within:
        return found
    for mark in Mark.objects.filter(within, ended_at__isnull=True):
        for column, held in by_column.items():
            if (number := getattr(mark, column)) is not None:
                thing = held[number]
                found.setdefault((thing.kind, thing.ref), []).append(mark)
    return found


def misdirected_of(contacts: Iterable[Contact]) -> dict[int, Misdirected]:
    """What stands of each contact that was sent to the hub by mistake, by the contact's number."""
    rows = Misdirected.objects.filter(contact__in=[one.pk for one in contacts], ended_at__isnull=True)
    return {one.contact_id: one for one in rows}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent something: the agency as it was written, or only the class of sender. `key` names neither."""

    key: str
    agency: str
    klass: str


def sender_of(klass: str, agency: str) -> Sender:
    """An agency by its name, however it is spaced or spelt in capitals; else the class."""
    folded = " ".join(agency.split()).casefold()
    known = folded if klass == "professional" and folded else ""
    key = sha256(f"{klass}\n{known}".encode()).hexdigest()[:20]
    return Sender(key, " ".join(agency.split()) if known else "", klass)


@dataclass(frozen=True, slots=True)
class Came:
    """One thing that came in a time: `thing` is contact, mail or call, `pk` its number; `kinds` are the marks on it.

    `elsewhere` is where a contact belongs that was sent here by mistake, "" of all others.
    """

    thing: str
    pk: int
    channel: str
    at: datetime
    sender: Sender
    kinds: tuple[str, ...] = ()
    elsewhere: str = ""


def came(desk: int, *, since: datetime, until: datetime, only_marked: bool = False) -> list[Came]:
    """Everything that came to a desk in that time, as the actor sees it, or only what is marked or misdirected; five statements.

    A call of which a contact was made counts once, as the contact, with the marks of both.
    """
    marks: dict[tuple[str, int], list[str]] = {}
    for one in marks_of(desk, since=since, until=until):
        for thing, number in (("contact", one.contact_id), ("mail", one.further_id), ("call", one.call_id)):
            if number is not None:
                marks.setdefault((thing, number), []).append(one.kind)
    elsewhere = dict(
        Misdirected.objects.filter(
            ended_at__isnull=True,
            matter__desk_id=desk,
            contact__received_at__gte=since,
            contact__received_at__lt=until,
        ).values_list("contact_id", "elsewhere")
    )
    calls = Call.objects.filter(desk_id=desk, started_at__gte=since, started_at__lt=until)
    alone: list[Came] = []
    for pk, contact, at, caller in calls.values_list("pk", "contact_id", "started_at", "caller"):
        said = tuple(marks.get(("call", pk), ()))
        if contact:
            marks.setdefault(("contact", contact), []).extend(said)
        else:
            klass = caller.get("klass") or (
                "public" if caller.get("name") or caller.get("phone") else "anonymous"
            )
            alone.append(Came("call", pk, "telephone", at, sender_of(klass, caller.get("agency", "")), said))
    contacts = Contact.objects.filter(matter__desk_id=desk, received_at__gte=since, received_at__lt=until)
    if only_marked:
        of_contacts = [number for thing, number in marks if thing == "contact"]
        contacts = contacts.filter(pk__in={*of_contacts, *elsewhere})
        alone = [each for each in alone if each.kinds]
    found = [
        Came(
            "contact",
            pk,
            channel,
            at,
            sender_of(klass or "anonymous", agency or ""),
            tuple(dict.fromkeys(marks.get(("contact", pk), ()))),
            elsewhere.get(pk, ""),
        )
        for pk, channel, at, klass, agency in contacts.values_list(
            "pk", "channel", "received_at", "referrer__klass", "referrer__agency"
        )
    ]
    further = Further.objects.filter(matter__desk_id=desk, received_at__gte=since, received_at__lt=until)
    if only_marked:
        further = further.filter(pk__in=[number for thing, number in marks if thing == "mail"])
    found += [
        Came(
            "mail",
            pk,
            "mail",
            at,
            sender_of(klass or "anonymous", agency or ""),
            tuple(marks.get(("mail", pk), ())),
        )
        for pk, at, klass, agency in further.values_list(
            "pk", "received_at", "contact__referrer__klass", "contact__referrer__agency"
        )
    ]
    return [*found, *alone]


def marks_of(desk: int, *, since: datetime, until: datetime, kind: str = "") -> QuerySet[Mark]:
    """The marks that stand on what came to a desk in that time, of a kind or of all."""
    found = Mark.objects.filter(
        desk_id=desk, came_at__gte=since, came_at__lt=until, ended_at__isnull=True
    ).order_by("-came_at", "-pk")
    return found.filter(kind=kind) if kind else found


def senders(found: Iterable[Came]) -> list[tuple[Sender, list[Came]]]:
    """What came by each sender, the most marked first and then the most; the spelling is the commonest one."""
    held: dict[str, list[Came]] = {}
    for one in found:
        held.setdefault(one.sender.key, []).append(one)
    named = [(Counter(one.sender for one in some).most_common(1)[0][0], some) for some in held.values()]
    return sorted(
        named, key=lambda pair: (-sum(bool(one.kinds) for one in pair[1]), -len(pair[1]), pair[0].key)
    )
