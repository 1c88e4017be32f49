"""Persons, records and pairs as the templates of this room show them: plain data in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.cases.models import Case
from mash.foundation.kernel import Ref
from mash.interfaces.web.cases import words as case_words
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.people import words
from mash.registers.agencies.models import Agency
from mash.registers.people.clusters.ports import Hanging
from mash.registers.people.clusters.queries import Member
from mash.registers.people.models import Address, Person, PersonChange, Statement
from mash.registers.people.review.why import Why
from mash.registers.people.rules import Said, fold, fold_place
from mash.registers.people.rules import in_words as date_in_words
from mash.registers.people.rules import name as name_said

State = Literal["same", "different", "one", "unread"]
LEDGER_KINDS: Final = frozenset({"matter", "request", "contact", "person"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said on two sides; `state` says whether they agree, "one" that only one of them says it, and "unread" that
    the other may say it where it is not read.
    """

    key: str
    left: str
    right: str
    state: State

    @property
    def mark(self) -> str:
        return {
            "same": _("The same"),
            "different": _("Different"),
            "one": _("Only one says"),
            "unread": _("Not compared here"),
        }[self.state]


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record behind a person. `lines` are what it said beside the person's own; None where only its agency reads it.

    `why` says in words why the record is of this person, `likely` how sure the machine is, `decided` who said so and when.
    """

    record: str
    title: str
    received: datetime
    lines: tuple[Line, ...] | None
    why: str
    likely: str
    model: str
    decided: str
    since: datetime
    earlier: str


@dataclass(frozen=True, slots=True)
class CaseShown:
    ref: str
    title: str
    worker: str
    opened: datetime
    open: bool


@dataclass(frozen=True, slots=True)
class HangingShown:
    """Something that hangs on a person; `href` is empty for what has no page."""

    ref: str
    kind: str
    title: str
    since: datetime
    open: bool
    href: str


def born_words(person: Person) -> str:
    if person.date_of_birth:
        said = uk_date(person.date_of_birth)
        return _("about %(date)s") % {"date": said} if person.birth_estimated else said
    if person.expected_date:
        return _("expected %(date)s") % {"date": uk_date(person.expected_date)}
    return _("not known")


def address_words(one: Address) -> str:
    text = one.lines
    if one.postcode and one.postcode not in text:
        text = ", ".join(filter(None, (text, one.postcode)))
    return (
        _("%(address)s (until %(date)s)") % {"address": text, "date": uk_date(one.until_on)}
        if one.until_on
        else text
    )


def own(person: Person, addresses: Iterable[Address], at: datetime) -> dict[str, str]:
    """What the index says of a person, by the label under which a record says the same."""
    found = {
        _("First name"): person.given_name,
        _("Family name"): person.family_name,
        _("Also called"): person.known_as,
        _("Date of birth"): born_words(person) if person.date_of_birth else "",
        _("Expected date of birth"): uk_date(person.expected_date) if person.expected_date else "",
        _("Sex"): case_words.sex(person.sex, at),
        _("NHS number"): case_words.spaced(person.nhs_number),
        _("Unique pupil number"): person.upn,
        _("Address"): "; ".join(address_words(one) for one in addresses),
        _("Telephone"): person.phone,
    }
    return {key: value for key, value in found.items() if value}


def said_of(said: Mapping[str, Any], at: datetime) -> dict[str, str]:
    """What a record said, by label."""
    names = ((_("First name"), said.get("given_name")), (_("Middle name"), said.get("middle_name")),
             (_("Family name"), said.get("family_name")))  # fmt: skip
    rows = case_words.said_rows(cast("Said", said), at)
    return {key: str(value) for key, value in (*names, *rows) if value}


def beside(
    left: Mapping[str, str], right: Mapping[str, str], *, unread: Collection[str] = ()
) -> tuple[Line, ...]:
    """Two sides, line by line: what only one says comes last. `unread` are the labels that one side may not show."""
    keys = [*left, *(key for key in right if key not in left)]
    lines = [
        Line(key, left.get(key, ""), right.get(key, ""), _state(left.get(key), right.get(key), key in unread))
        for key in keys
    ]
    return tuple(sorted(lines, key=lambda one: one.state in {"one", "unread"}))


def labels_unread(groups: Collection[str]) -> frozenset[str]:
    """The labels of what a feed may say beyond these groups of fields."""
    labels = {
        "name": (_("First name"), _("Middle name"), _("Family name"), _("Also called")),
        "date_of_birth": (_("Date of birth"), _("Expected date of birth")),
        "sex": (_("Sex"),),
        "identifiers": (_("NHS number"), _("Unique pupil number")),
        "address": (_("Address"),),
        "contact": (_("Telephone"), _("Email")),
    }
    return frozenset(label for group, some in labels.items() if group not in groups for label in some)


def _state(left: str | None, right: str | None, unread: bool = False) -> State:
    if not left or not right:
        return "unread" if unread else "one"
    if fold(left) == fold(right) or fold(right) in {fold(one) for one in left.split("; ")}:
        return "same"
    return "different"


def records(
    members: Sequence[Member],
    *,
    read: Mapping[str, Mapping[str, Any]],
    person: Person,
    mine: Mapping[str, str],
    whys: Mapping[str, Why],
    at: datetime,
) -> list[RecordShown]:
    """The records behind a person, the earliest first. `read` is what the asker may read, by public id."""
    agencies = dict(Agency.objects.filter(key__in={one.agency for one in members}).values_list("key", "name"))
    titles = {one.record: record_title(one, agencies) for one in members}
    return [
        _record(
            one,
            titles,
            lines=beside(mine, said_of(read[one.record], at)) if one.record in read else None,
            why=whys.get(one.record),
            earlier=str(one.person) if one.person.pk != person.pk else "",
        )
        for one in members
    ]


def record_title(one: Member, agencies: Mapping[str, str]) -> str:
    if one.source == "pds":
        return _("NHS register (PDS)")
    if one.source == "birth":
        return _("A birth, recorded in a case")
    if one.source == "expected":
        return _("An expected date of birth, recorded in a case")
    if one.source == "family":
        return _("Added to a case from the family")
    who = agencies.get(one.agency, one.agency) or _("The public")
    return (
        _("%(agency)s, list of people") % {"agency": who}
        if one.fed
        else _("%(agency)s, by a contact") % {"agency": who}
    )


def _record(
    one: Member, titles: Mapping[str, str], *, lines: tuple[Line, ...] | None, why: Why | None, earlier: str
) -> RecordShown:
    return RecordShown(
        record=one.record,
        title=titles[one.record],
        received=one.received_at,
        lines=lines,
        why=_("With the record of %(other)s: %(reasons)s")
        % {"other": titles.get(why.other, ""), "reasons": case_words.reasons(why.reasons)}
        if why and why.reasons
        else "",
        likely=_("%(likely)s the same person, weight %(bits).1f bits")
        % {"likely": words.likely(why.probability), "bits": why.weight}
        if why
        else "",
        model=(why.model if why else "") or one.model,
        decided=_("A person") if one.human else _("The machine"),
        since=one.since,
        earlier=earlier,
    )


def cases(found: Iterable[Case]) -> list[CaseShown]:
    return [
        CaseShown(
            one.matter.ref,
            one.title,
            one.worker.name if one.worker else _("nobody yet"),
            one.received_at,
            one.closed_at is None,
        )
        for one in found
    ]


def hanging(found: Iterable[Hanging]) -> list[HangingShown]:
    return [
        HangingShown(
            str(one.ref),
            str(words.HANGING.get(one.ref.kind, one.ref.kind)),
            one.title,
            one.since,
            one.open,
            reverse("cases:case", kwargs={"ref": one.ref.id}) if one.ref.kind == "matter" else "",
        )
        for one in found
    ]


def refs_of(found: Iterable[Hanging]) -> list[Ref]:
    """What the ledger names of these."""
    return [one.ref for one in found if one.ref.kind in LEDGER_KINDS]


def changes(found: Sequence[PersonChange], person: Person) -> list[dict[str, object]]:
    """The history in words, for the macro `timeline`."""
    names = words.names(one.by for one in found)
    shown = []
    for one in found:
        title = str(words.CHANGES.get(one.kind, one.kind))
        other = one.other if one.person_id == person.pk else one.person
        if other is not None:
            title = _("%(change)s: %(other)s") % {"change": title, "other": other}
        if one.records:
            title = _("%(change)s (%(n)d)") % {"change": title, "n": len(one.records)}
        because = words.cause(one.cause)
        text = _("Because of %(cause)s.") % {"cause": because} if because else ""
        shown.append({"title": title, "at": one.at, "by": names.get(one.by, ""), "text": text})
    return shown


@dataclass(frozen=True, slots=True)
class StatementShown:
    """What somebody said about who is who; `undo` is where it is taken back, empty where it cannot be."""

    ref: str
    title: str
    who: str
    reason: str
    by: str
    at: datetime
    state: str
    undo: str
    waits: bool
    records: int


def statements(found: Sequence[Statement]) -> list[StatementShown]:
    names = words.names(actor for one in found for actor in (one.by, one.decided_by, one.undone_by) if actor)
    return [_statement(one, names) for one in found]


def _statement(one: Statement, names: Mapping[str, str]) -> StatementShown:
    if one.undone_at:
        state = _("Undone by %(who)s, %(when)s") % {
            "who": names.get(one.undone_by, ""),
            "when": uk_date(one.undone_at),
        }
    elif one.verdict == "refused":
        state = _("Not agreed to by %(who)s") % {"who": names.get(one.decided_by, "")}
    else:
        state = _("In force") if one.verdict else _("Waits for a colleague")
    standing = one.verdict == "made" and one.undone_at is None
    return StatementShown(
        one.public_id,
        str(words.STATEMENTS[one.kind]),
        ", ".join(str(each) for each in (one.person, one.other) if each is not None),
        one.reason,
        names.get(one.by, ""),
        one.at,
        state,
        reverse("people:undo", kwargs={"statement": one.public_id}) if standing else "",
        waits=not one.verdict,
        records=len(one.records),
    )


def same_home(one: Iterable[Address], other: Iterable[Address]) -> bool:
    """Whether two people live at one address now."""
    here, there = (
        {fold_place(each.postcode, each.lines) for each in some if each.until_on is None} - {""}
        for some in (one, other)
    )
    return bool(here & there)


def one_line(said: Mapping[str, Any]) -> str:
    """A record on one line: its name and when it says they were born."""
    return ", ".join(filter(None, (name_said(said), date_in_words(said.get("born")))))
