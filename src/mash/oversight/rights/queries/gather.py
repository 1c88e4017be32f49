"""Everything held about a person, passage by passage, as far as whoever asks may read it now.

It is read where it stands, through the policies: what was sealed, restricted or ended since is not among it. Nothing here
reads what is sealed, nor a protected address.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast

from django.db import connection
from django.utils.translation import gettext as _

from mash.casework.cases.models import Decision, Note, Rating
from mash.casework.cases.queries.looks import who_has_looked
from mash.casework.families.models import Considered, Outcome
from mash.casework.intake.models import Classification, Contact, Feedback, Referrer
from mash.casework.mailbox.models import Further
from mash.casework.matters.models import FurtherRecord, Matter, Subject
from mash.casework.sharing.models import Answer, Item, Openness, Request, Share
from mash.foundation.documents.redaction import paragraphs
from mash.foundation.kernel.time import LONDON
from mash.oversight.rights.models import RightsRequest
from mash.registers.people.models import Record
from mash.registers.people.rules import DateSaid, in_words
from mash.registers.standards.queries import codes, label

# Other packages that hold something of a person's add what they hold here.
sources: list[Callable[[Matter, frozenset[int]], Iterable[Found]]] = []

HUB: Final = "hub"
PUBLIC: Final = "public"
_PROTECTED: Final = frozenset({"lines", "postcode", "address", "secret_address"})
_HEALTH: Final = frozenset({"health", "mental-health", "ambulance"})
_SAID: Final[Mapping[str, str]] = {
    "given_name": "First name",
    "middle_name": "Middle name",
    "family_name": "Last name",
    "known_as": "Known as",
    "born": "Date of birth",
    "expected": "Expected",
    "nhs_number": "NHS number",
    "address": "Address",
}
"""What a source says first, in words; everything else follows under its own name."""
_LOOK_PAGES: Final = 40


@dataclass(frozen=True, slots=True)
class Found:
    """One passage. `ref` is `kind:id:part` and stays; `agency` a key, `hub` or `public`; `asked_in` the request it answers.

    `heading` and `source` name no person, `text` may. `ask_first` is the source's own wish to be asked.
    """

    ref: str
    kind: str
    heading: str
    source: str
    text: str
    at: datetime | None = None
    matter: str = ""
    agency: str = HUB
    asked_in: str = ""
    about_other: bool = False
    health: bool = False
    ask_first: bool = False
    happened_on: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return paragraphs(self.text)


KINDS: Final[Mapping[str, str]] = {
    "contact": "What was reported",
    "record": "Details as supplied",
    "answer": "What agencies said",
    "item": "What agencies disclosed",
    "request": "What agencies were asked",
    "openness": "What the family or adult was told",
    "decision": "Decisions and their reasons",
    "rating": "Ratings and their reasons",
    "note": "Notes",
    "feedback": "What the referrer was told",
    "share": "What was shared, or not",
    "ledger": "Who has looked",
}


def matters_of(request: RightsRequest) -> list[Matter]:
    """The person's matters that whoever asks may read now."""
    records = records_of(request.person)
    return list(
        Matter.objects.filter(pk__in=Subject.objects.filter(record__in=records).values("matter"))
        .select_related("hub")
        .order_by("opened_at", "pk")
    )


def gather(request: RightsRequest) -> list[Found]:
    """All passages, by matter, in the order in which they came to be."""
    if not request.person:
        return []
    records = records_of(request.person)
    found: list[Found] = []
    for matter in matters_of(request):
        mine = frozenset(
            Subject.objects.filter(matter=matter, record__in=records).values_list("pk", flat=True)
        )
        one = [*_matter(matter, mine), *_looks(matter, until=request.searched_at)]
        one += [each for source in sources for each in source(matter, mine)]
        found += [each for each in one if each.text.strip()]
    found += [
        _record(each, "", about_other=False)
        for each in Record.objects.filter(pk__in=records).exclude(key="").order_by("received_at", "pk")
    ]
    return found


def records_of(person: str) -> list[int]:
    """The numbers of the records that are this person's, for whoever works on a request about them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.rights_records(%s)", [person])
        return [row[0] for row in cursor.fetchall()]


def _matter(matter: Matter, mine: frozenset[int]) -> Iterator[Found]:
    yield from _contacts(matter)
    subjects = Subject.objects.filter(matter=matter).select_related("record").order_by("place", "pk")
    for subject in subjects:
        yield _record(subject.record, matter.ref, about_other=subject.pk not in mine)
    for further in FurtherRecord.objects.filter(matter=matter).select_related("record").order_by("pk"):
        yield _record(further.record, matter.ref, about_other=further.subject_id not in mine)
    yield from _sharing(matter, mine)
    yield from _work(matter, mine)


def _contacts(matter: Matter) -> Iterator[Found]:
    for one in Contact.objects.filter(matter=matter).order_by("received_at", "pk"):
        who = Referrer.objects.filter(contact=one).first()
        professional = who is not None and who.klass == "professional"
        source = _("Reported to the hub by %(who)s") % {
            "who": _("a professional") if professional else _("a member of the public")
        }
        common: dict[str, Any] = {
            "kind": "contact",
            "source": source,
            "at": one.received_at,
            "matter": matter.ref,
            "agency": PUBLIC,
        }
        yield Found(f"contact:{one.ref}:worry", heading=_("The worry"), text=one.worry, **common)
        rest = "\n\n".join(_flat(one.content))
        yield Found(
            f"contact:{one.ref}:form",
            heading=_("The form as it was sent"),
            text=rest,
            about_other=True,
            **common,
        )
    for further in Further.objects.filter(matter=matter).order_by("received_at", "pk"):
        yield Found(
            f"contact:{further.public_id}:further",
            kind="contact",
            heading=_("A further message"),
            source=_("Sent to the hub by e-mail"),
            text="\n\n".join(one for one in (further.subject, further.text) if one),
            at=further.received_at,
            matter=matter.ref,
            agency=PUBLIC,
        )
    for said in Classification.objects.filter(matter=matter).order_by("at", "pk"):
        yield _by_hub(
            f"contact:{said.pk}:classified",
            "contact",
            _("What kind of contact it was"),
            said,
            said.rationale,
            matter,
        )


def _flat(content: Mapping[str, Any]) -> Iterator[str]:
    """The answers of a form, a paragraph each, without an address that is to be kept secret."""
    for key, value in content.items():
        if isinstance(value, Mapping):
            kept = {k: v for k, v in value.items() if not (value.get("secret_address") and k in _PROTECTED)}
            lines = [f"{k.replace('_', ' ')}: {v}" for k, v in kept.items() if v not in (None, "", [], False)]
            if lines:
                yield f"{key.replace('_', ' ')}\n" + "\n".join(lines)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, Mapping):
                    yield from _flat({key: one})


def _words(value: object) -> str:
    """What a source said under one key, in words; "" for nothing."""
    if isinstance(value, Mapping):
        return (
            in_words(cast("DateSaid", value))
            if "year" in value
            else ", ".join(str(v) for v in value.values() if v)
        )
    if isinstance(value, list):
        return ", ".join(str(one) for one in value if one)
    return str(value or "")


def _record(record: Record, matter: str, *, about_other: bool) -> Found:
    said = record.said
    known = [key for key in _SAID if key in said]
    lines = [
        f"{_(_SAID.get(key, key.replace('_', ' ').capitalize()))}: {text}"
        for key in [*known, *(key for key in said if key not in _SAID)]
        if (text := _words(said[key]))
    ]
    return Found(
        f"record:{record.public_id}:said",
        kind="record",
        heading=_("Details of somebody else in the case") if about_other else _("Details as supplied"),
        source=_("Supplied by %(who)s") % {"who": record.agency or _("whoever reported it")},
        text="\n".join(lines),
        at=record.received_at,
        matter=matter,
        agency=record.agency or PUBLIC,
        about_other=about_other,
    )


def _sharing(matter: Matter, mine: frozenset[int]) -> Iterator[Found]:
    for told in Openness.objects.filter(matter=matter).order_by("at", "pk"):
        text = "\n\n".join(filter(None, (f"{told.get_basis_display()}: {told.who}", told.reason)))
        yield _by_hub(
            f"openness:{told.pk}:reason", "openness", _("What was told, and why"), told, text, matter
        )
    asked = Request.objects.filter(matter=matter).select_related("agency").order_by("sent_at", "pk")
    agencies = {}
    for one in asked:
        agencies[one.pk] = one
        text = "\n\n".join(filter(None, (one.purpose, one.question)))
        heading = _("What %(agency)s was asked") % {"agency": one.agency.name}
        yield Found(
            f"request:{one.ref}:purpose", "request", heading, _("The hub"), text, one.sent_at, matter.ref
        )
    answers = Answer.objects.filter(matter=matter).select_related("about").order_by("at", "pk")
    health = _health_categories(matter.opened_at)
    for said in answers:
        about = agencies.get(said.request_id)
        if about is None:
            continue
        for part in ("strengths", "worries", "withheld_reason"):
            text = getattr(said, part)
            yield _from_agency(f"answer:{said.public_id}:{part}", "answer", about, said, said, text, mine)
        for item in Item.objects.filter(answer=said).order_by("pk"):
            found = _from_agency(f"item:{item.public_id}:text", "item", about, said, item, item.text, mine)
            yield replace(found, health=found.health or item.category in health)
    for share in Share.objects.filter(matter=matter).order_by("at", "pk"):
        text = "\n\n".join(filter(None, (share.necessity, share.recipient_checked, share.reason)))
        yield _by_hub(
            f"share:{share.public_id}:reason", "share", share.get_outcome_display(), share, text, matter
        )


def _health_categories(at: datetime) -> set[str]:
    """Kinds of item that are health data whoever holds them, by the list of categories."""
    special = [
        one.attributes
        for one in codes("information-category", at=at)
        if one.attributes.get("special") == "health"
    ]
    return {str(kind) for one in special for kind in cast("list[object]", one.get("holds", []))}


def _from_agency(  # noqa: PLR0917 - the parts of one passage, in their order
    ref: str, kind: str, asked: Request, answer: Answer, said: Any, text: str, mine: frozenset[int]
) -> Found:
    return Found(
        ref,
        kind=kind,
        heading=said.get_kind_display() if kind == "item" else _("The agency’s answer"),
        source=asked.agency.name,
        text=text,
        at=answer.at,
        matter=asked.matter.ref,
        agency=asked.agency.key,
        asked_in=asked.ref,
        about_other=answer.about.subject_id not in mine,
        health=asked.agency.kind in _HEALTH,
        ask_first=kind == "item" and (said.handling == "ask-originator" or said.family_may_know != "yes"),
        happened_on=said.happened_on if kind == "item" else "",
    )


def _work(matter: Matter, mine: frozenset[int]) -> Iterator[Found]:
    for rating in Rating.objects.filter(matter=matter).order_by("at", "pk"):
        yield _by_hub(
            f"rating:{rating.pk}:why", "rating", _("Why it was rated so"), rating, rating.rationale, matter
        )
    decisions = Decision.objects.filter(matter=matter).prefetch_related("deviations")
    for decision in decisions.order_by("at", "pk"):
        reasons = [one.reason for one in decision.deviations.all()]
        seen = [label("threshold-indicator", code, at=decision.at) for code in decision.indicators]
        text = "\n\n".join([decision.rationale, *map(str, decision.considered.values()), *seen, *reasons])
        other = decision.subject_id not in mine
        yield _by_hub(
            f"decision:{decision.pk}:why",
            "decision",
            _("The decision’s reasons"),
            decision,
            text,
            matter,
            other=other,
        )
    for note in Note.objects.filter(matter=matter).order_by("at", "pk"):
        # A warning is about the workers whom it protects, and may come from what is sealed: it never goes unlooked at.
        warning = note.kind == "worker-safety"
        heading = note.get_kind_display()
        yield _by_hub(f"note:{note.pk}:text", "note", heading, note, note.text, matter, other=warning)
    for child in Considered.objects.filter(matter=matter).order_by("at", "pk"):
        heading = _("What was made of a child near the case")
        yield _by_hub(f"considered:{child.pk}:text", "note", heading, child, child.reason, matter, other=True)
    for end in Outcome.objects.filter(matter=matter).order_by("at", "pk"):
        heading = _("What was noted of a pregnancy")
        yield _by_hub(f"outcome:{end.pk}:text", "note", heading, end, end.note, matter, other=True)
    for told in Feedback.objects.filter(matter=matter).order_by("at", "pk"):
        text = "\n\n".join(filter(None, (told.outcome, told.reason, told.withheld_reason)))
        yield _by_hub(
            f"feedback:{told.pk}:text",
            "feedback",
            _("What the referrer was told"),
            told,
            text,
            matter,
            other=True,
        )


def _by_hub(  # noqa: PLR0917 - the parts of one passage, in their order
    ref: str, kind: str, heading: str, row: Any, text: str, matter: Matter, *, other: bool = False
) -> Found:
    return Found(ref, kind, str(heading), matter.hub.name, text, row.at, matter.ref, about_other=other)


def _looks(matter: Matter, *, until: datetime | None) -> Iterator[Found]:
    """Who has looked at the matter: by day, role and what was done, no colleague by name. As it was at the search."""
    if until is None:
        return
    counted: Counter[tuple[str, str, str]] = Counter()
    for page in range(1, _LOOK_PAGES):
        looks, more = who_has_looked(matter.ref, page=page)
        for one in looks:
            if one.at < until:
                day = one.at.astimezone(LONDON).strftime("%Y-%m-%d")
                counted[
                    day, one.role or _("The system"), one.sentence.replace(one.who, _("A colleague"), 1)
                ] += 1
        if not more:
            break
    lines = [f"{day}: {role}: {what} ({n})" for (day, role, what), n in sorted(counted.items())]
    yield Found(
        f"ledger:{matter.ref}:looks",
        "ledger",
        _("Who has looked at the case, and what was shared"),
        _("The log"),
        "\n".join(lines),
        until,
        matter.ref,
    )
