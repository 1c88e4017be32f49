"""Reading marks: those on some things, and those of a time by kind, channel and sender."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from mash.casework.calls.models import Call
from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Further
from mash.oversight.demand.models import Mark, Misdirected
from mash.oversight.demand.things import Thing


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


@lru_cache(maxsize=4096)
def sender_of(klass: str, agency: str) -> Sender:
    """An agency by its name, however it is spaced or spelt in capitals; else the class."""
    spaced = " ".join(agency.split())
    known = spaced.casefold() if klass == "professional" else ""
    key = sha256(f"{klass}\n{known}".encode()).hexdigest()[:20]
    return Sender(key, spaced if known else "", klass)


GONE: Final = "gone"
"""The class of callers of whom nothing is kept any more: it is not that they did not say who they were."""
OTHER: Final = "other"
"""The class of whoever else writes in the thread of a contact: a family member who answers is not the agency that sent it."""

# Whose each is, before it is counted. An address is somebody's own where it is verified.
_CLASS_OF_FURTHER: Final = Case(
    When(
        ~Q(sender="") & Q(verified=True, sender__iexact=F("contact__referrer__email")),
        then=F("contact__referrer__klass"),
    ),
    default=Value(OTHER),
)
# What may leave the hub: nothing of a case that is kept to named people.
_CALLS_THAT_MAY_LEAVE: Final = (Q(matter__isnull=True) | Q(matter__restriction="open")) & (
    Q(advice__matter__isnull=True) | Q(advice__matter__restriction="open")
)


def _caller(said: Mapping[str, Any], emptied_at: datetime | None) -> Sender:
    """Who called, as calls.rules.class_of tells it."""
    if emptied_at is not None:
        return sender_of(GONE, "")
    klass = said.get("klass") or ("public" if said.get("name") or said.get("phone") else "anonymous")
    return sender_of(klass, said.get("agency", ""))


def totals(
    desk: int, *, since: datetime, until: datetime, leaves: bool = False
) -> Counter[tuple[str, Sender]]:
    """How much came to a desk in that time by each channel and sender, as the actor sees it; three statements.

    What came are contacts, later mails, and calls of which no contact was made. With `leaves` nothing of a case counts that is
    kept to named people: that is not told outside, whoever sees it.
    """
    found: Counter[tuple[str, Sender]] = Counter()
    contacts = Contact.objects.filter(matter__desk_id=desk, received_at__gte=since, received_at__lt=until)
    for channel, klass, agency, many in (
        (contacts.filter(matter__restriction="open") if leaves else contacts)
        .order_by()
        .values_list("channel", "referrer__klass", "referrer__agency")
        .annotate(many=Count("pk"))
    ):
        found[channel, sender_of(klass or "anonymous", agency or "")] += many
    further = Further.objects.filter(matter__desk_id=desk, received_at__gte=since, received_at__lt=until)
    for klass, agency, many in (
        (further.filter(matter__restriction="open") if leaves else further)
        .order_by()
        .values_list(_CLASS_OF_FURTHER, "contact__referrer__agency")
        .annotate(many=Count("pk"))
    ):
        found["mail", sender_of(klass or "anonymous", agency or "")] += many
    alone = Call.objects.filter(
        desk_id=desk, started_at__gte=since, started_at__lt=until, contact__isnull=True
    )
    if leaves:
        alone = alone.filter(_CALLS_THAT_MAY_LEAVE)
    found.update(
        ("telephone", _caller(said, emptied)) for said, emptied in alone.values_list("caller", "emptied_at")
    )
    return found


def senders_in(came: Mapping[tuple[str, Sender], int]) -> dict[str, Sender]:
    """Who sent what came, by their key; of an agency the commonest spelling."""
    spelt: Counter[Sender] = Counter()
    for (_channel, sender), many in came.items():
        spelt[sender] += many
    found: dict[str, Sender] = {}
    for sender, _many in spelt.most_common():
        found.setdefault(sender.key, sender)
    return found


@dataclass(frozen=True, slots=True)
class Marked:
    """One thing that is marked or belongs elsewhere: `thing` is contact, mail or call, `pk` its number, `at` when it came.

    `kinds` are the marks on it; `elsewhere` is where a contact belongs that was sent here by mistake, "" of all others.
    """

    thing: str
    pk: int
    channel: str
    at: datetime
    sender: Sender
    kinds: tuple[str, ...] = ()
    elsewhere: str = ""


def marked(desk: int, *, since: datetime, until: datetime, leaves: bool = False) -> list[Marked]:
    """What is marked, or belongs elsewhere, of all that came to a desk in that time, as the actor sees it; five statements.

    A call of which a contact was made counts once, as the contact, with the marks of both. `leaves` as of `totals`.
    """
    marks: dict[tuple[str, int], dict[str, None]] = {}
    rows = marks_of(desk, since=since, until=until).values_list(
        "kind", "contact_id", "further_id", "call_id", "call__contact_id"
    )
    for kind, contact, further, call, made in rows:
        thing, number = (
            ("contact", contact or made)
            if contact or made
            else ("mail", further)
            if further
            else ("call", call)
        )
        marks.setdefault((thing, number), {})[kind] = None
    elsewhere = dict(
        Misdirected.objects.filter(
            ended_at__isnull=True,
            matter__desk_id=desk,
            contact__received_at__gte=since,
            contact__received_at__lt=until,
        ).values_list("contact_id", "elsewhere")
    )

    def numbers(thing: str) -> list[int]:
        return [number for kind, number in marks if kind == thing]

    open_alone = {"matter__restriction": "open"} if leaves else {}
    found = [
        Marked(
            "contact",
            pk,
            channel,
            at,
            sender_of(klass or "anonymous", agency or ""),
            tuple(marks.get(("contact", pk), ())),
            elsewhere.get(pk, ""),
        )
        for pk, channel, at, klass, agency in Contact.objects.filter(
            pk__in={*numbers("contact"), *elsewhere}, **open_alone
        ).values_list("pk", "channel", "received_at", "referrer__klass", "referrer__agency")
    ]
    found += [
        Marked(
            "mail", pk, "mail", at, sender_of(klass or "anonymous", agency or ""), tuple(marks["mail", pk])
        )
        for pk, at, klass, agency in Further.objects.filter(pk__in=numbers("mail"), **open_alone).values_list(
            "pk", "received_at", _CLASS_OF_FURTHER, "contact__referrer__agency"
        )
    ]
    found += [
        Marked("call", pk, "telephone", at, _caller(said, emptied), tuple(marks["call", pk]))
        for pk, at, said, emptied in Call.objects.filter(
            _CALLS_THAT_MAY_LEAVE if leaves else Q(), pk__in=numbers("call")
        ).values_list("pk", "started_at", "caller", "emptied_at")
    ]
    return found


def marks_of(desk: int, *, since: datetime, until: datetime, kind: str = "") -> QuerySet[Mark]:
    """The marks that stand on what came to a desk in that time, of a kind or of all."""
    found = Mark.objects.filter(
        desk_id=desk, came_at__gte=since, came_at__lt=until, ended_at__isnull=True
    ).order_by("-came_at", "-pk")
    return found.filter(kind=kind) if kind else found
