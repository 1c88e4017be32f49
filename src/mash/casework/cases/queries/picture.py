"""The picture on one page: subjects, contacts, agencies' answers, history, gaps, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from mash.casework.cases.models import (
    Case,
    Clock,
    Closing,
    Decision,
    Deviation,
    HistoryView,
    Note,
    Presence,
    Rating,
    Routing,
)
from mash.casework.cases.queries.history import History, history_of
from mash.casework.cases.queries.together import Lists, Together, gather, tie
from mash.casework.cases.rules import Departure
from mash.casework.families.models import Considered, Expectation, Outcome
from mash.casework.families.queries import Unborn, near
from mash.casework.families.queries import unborn as unborn_from
from mash.casework.intake.models import Classification, Contact, Feedback, Referrer
from mash.casework.mailbox.models import Further
from mash.casework.matters.models import FurtherRecord, Matter, Subject
from mash.casework.sharing.models import Answer, Item, Openness, Request, RequestSubject
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor
from mash.registers.accounts.models import User
from mash.registers.agencies.models import Agency, Desk, Hub
from mash.registers.people.models import Address, Person, Record
from mash.registers.people.queries import each_once
from mash.registers.people.telling import tell_birth
from mash.registers.standards.queries import standard_for
from mash.registers.standards.rules import Gap, Severity, Standard
from mash.registers.standards.words import step as step_words

SIBLINGS: Final = "household-considered"
"""The standard's code for brothers, sisters and the household having been considered."""

# The clocks that a decision ends: after their time it says why it comes late.
DECIDES: Final = frozenset({"acknowledge", "rate", "decide", "complete_after_immediate_protection"})

# How long after the last sign of them somebody still counts as having a case open.
OPEN_FOR = timedelta(minutes=5)

_PROTECTED = """SELECT a.record_id FROM people_protectedaddress a
  JOIN matters_subject s ON s.record_id = a.record_id WHERE s.matter_id = %s"""

_WHO = (
    "FROM mash.all_who_are(ARRAY(SELECT person_id FROM matters_subject"
    " WHERE matter_id = %s AND person_id IS NOT NULL))"
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline."""

    at: datetime
    kind: str
    text: str
    who: str


@dataclass(frozen=True)
class Picture:
    """Everything of one case that its page shows, read in a fixed number of queries."""

    case: Case
    subjects: list[Subject]
    contacts: list[Contact]
    requests: list[Request]
    openness: list[Openness]
    classifications: list[Classification]
    ratings: list[Rating]
    clocks: list[Clock]
    decisions: list[Decision]
    feedback: list[Feedback]
    notes: list[Note]
    routings: list[Routing]
    present_now: list[Presence]
    files: list[StoredFile]
    mail: list[Further]
    protected: frozenset[int]
    history: History
    looked: frozenset[str]
    standard: Standard
    closing: Closing | None = None
    deviations: tuple[Deviation, ...] = ()
    unborn: Mapping[int, Unborn] = field(default_factory=dict)
    considered: Mapping[int, Considered] = field(default_factory=dict)
    at: datetime | None = None

    @property
    def history_viewed(self) -> bool:
        """Whether the reader had the history, as it is now, on the screen."""
        return self.history.fingerprint in self.looked

    @property
    def latest(self) -> Contact | None:
        """The contact that came last."""
        return self.contacts[-1] if self.contacts else None

    @property
    def worried_about(self) -> list[Subject]:
        return [one for one in self.subjects if one.role == "subject"]

    def current_answers(self, request: Request) -> list[Answer]:
        """The answers not superseded by a later one."""
        answers = list(request.answers.all())
        gone = {one.supersedes_id for one in answers}
        return [one for one in answers if one.pk not in gone]

    @property
    def answered(self) -> list[Request]:
        return [one for one in self.requests if one.state == "answered"]

    def decision_for(self, subject: Subject) -> Decision | None:
        """The latest full decision (not immediate protection alone) for a subject."""
        found = [
            one for one in self.decisions if one.subject_id == subject.pk and not one.immediate_protection
        ]
        return found[-1] if found else None

    @property
    def children_near(self) -> list[tuple[Person, str]]:
        """Brothers, sisters and other children of the household whom the case is not about, with how they are near."""
        own = [one.person for one in self.subjects if one.person is not None]
        stand = [*own, *self.history.people, *self.history.one_with]
        return near(self.history.household, stand, at=self.at) if self.at else []

    @property
    def not_considered(self) -> list[tuple[Person, str]]:
        """Those of the children near of whom nobody has recorded yet what was made of them."""
        return [one for one in self.children_near if one[0].pk not in self.considered]

    @property
    def siblings_recorded(self) -> bool:
        """Whether what the standard asks about brothers and sisters is on record: some were considered, and none is left."""
        return bool(self.considered) and not self.not_considered

    @property
    def siblings_words(self) -> str:
        """What was recorded of them, as the text that the standard asks for; nobody is named who is hidden from the reader."""
        names = {person.pk: str(person) for person, _why in self.history.household}
        names |= {one.person.pk: str(one.person) for one in self.subjects if one.person is not None}
        return "\n".join(
            f"{names[number]}: {one.get_outcome_display()}. {one.reason}"
            for number, one in self.considered.items()
            if number in names
        )

    def present(self, considered: Mapping[str, str] | None = None, *, rationale: str = "") -> dict[str, int]:
        """What the standard asks of a decision and is there, counted by code."""
        found = {code: 1 for code, text in (considered or {}).items() if text.strip()}
        if self.siblings_recorded:
            found.setdefault(SIBLINGS, 1)
        found["history-viewed"] = int(self.history_viewed)
        found["agencies-answered"] = len({one.agency_id for one in self.answered})
        found["rationale"] = int(bool(rationale.strip()))
        return found

    def gaps(self, considered: Mapping[str, str] | None = None, *, rationale: str = "") -> tuple[Gap, ...]:
        return self.standard.gaps(
            "decision", rating=self.case.rating, present=self.present(considered, rationale=rationale)
        )

    def departures(
        self, considered: Mapping[str, str] | None = None, *, rationale: str = "", at: datetime
    ) -> list[Departure]:
        """What a decision made at `at` would deviate from: what is expected and missing, and each time that has passed.

        That a time had passed is explained once, whoever is decided for next.
        """
        found = [
            Departure("minimum", one.minimum.code, one.minimum.gap)
            for one in self.gaps(considered, rationale=rationale)
            if one.minimum.severity == Severity.EXPECTED
        ]
        explained = {(one.code, one.at) for one in self.deviations if one.kind == "timescale"}
        for clock in self.clocks:
            running = clock.stopped_at is None and not clock.replaced and clock.step in DECIDES
            told = any(code == clock.step and when >= clock.due_at for code, when in explained)
            if running and clock.due_at < at and not told:
                text = _("The time for this has passed: %(step)s.") % {"step": step_words(clock.step)}
                found.append(Departure("timescale", clock.step, text))
        return found

    @property
    def timeline(self) -> list[Happened]:
        lines = [Happened(one.received_at, "contact", one.get_kind_display(), "") for one in self.contacts]
        lines += [Happened(one.received_at, "mail", "Further message", one.sender_name) for one in self.mail]
        lines += [
            Happened(one.at, "rating", f"Rated {one.get_rating_display()}", one.by_name)
            for one in self.ratings
        ]
        lines += [Happened(one.at, "openness", one.get_basis_display(), one.by_name) for one in self.openness]
        for one in self.requests:
            lines.append(Happened(one.sent_at, "request", f"Asked {one.agency.name}", one.sent_by_name))
            lines += [
                Happened(said.at, "answer", f"{one.agency.name}: {said.get_held_display()}", said.by_name)
                for said in one.answers.all()
            ]
        lines += [
            Happened(
                one.at,
                "decision",
                "Immediate protection" if one.immediate_protection else f"Decided: level {one.level}",
                one.by_name,
            )
            for one in self.decisions
        ]
        lines += [Happened(one.at, "feedback", "Referrer answered", one.by_name) for one in self.feedback]
        lines += [Happened(one.at, one.kind, one.text, one.by_name) for one in self.notes]
        return sorted(lines, key=lambda line: line.at)


def get_case(ref: str) -> Case:
    """The case with that reference. Raises Case.DoesNotExist for none and for one that the asker may not see."""
    found = _CASE.read(ref=ref) if "\x00" not in ref else {"cases": []}
    if not found["cases"]:
        raise Case.DoesNotExist
    (case,), (matter,) = found["cases"], found["matters"]
    desks = {one.pk: one for one in found["desks"]}
    hubs = {one.pk: one for one in found["hubs"]}
    tie(desks.values(), "authority", {one.pk: one for one in found["authorities"]})
    tie(desks.values(), "hub", hubs)
    tie([matter], "desk", desks)
    tie([matter], "hub", hubs)
    tie([case], "matter", {matter.pk: matter})
    tie([case], "desk", desks)
    tie([case], "worker", {one.pk: one for one in found["workers"]})
    return case  # type: ignore[no-any-return] # rows of any table are Any


def _case(*, ref: str) -> Lists:
    """A case and what its head names."""
    matters = Matter.objects.filter(ref=ref)
    cases = Case.objects.filter(matter__in=matters)
    desks = Desk.objects.filter(
        Q(pk__in=cases.values("desk_id")) | Q(pk__in=matters.values("desk_id"))
    ).order_by()
    return {
        "cases": cases,
        "matters": matters,
        "desks": desks,
        "hubs": Hub.objects.filter(
            Q(pk__in=desks.values("hub_id")) | Q(pk__in=matters.values("hub_id"))
        ).order_by(),
        "authorities": Agency.objects.filter(pk__in=desks.values("authority_id")).order_by(),
        "workers": User.objects.filter(pk__in=cases.values("worker_id")),
    }


_CASE = Together(_case, ref="?")


def picture_of(case: Case, *, by: Actor, at: datetime) -> Picture:
    """Read the whole picture of a case as `by` sees it: three queries, however much there is."""
    matter = case.matter
    found = _HERE.read(matter=matter.pk, user=by.user or 0, since=at - OPEN_FOR)
    _connect(matter, found)
    unborn = unborn_from(found["expectations"], found["outcomes"], at=at)
    for subject in found["subjects"]:
        latest = unborn.get(subject.pk)
        if latest is not None and latest.outcome is not None and latest.over:
            subject.ended = "" if latest.outcome.kind == "born" else latest.outcome.kind
        if latest is not None and latest.expected_on and subject.person and not subject.person.date_of_birth:
            subject.person.expected_date = latest.expected_on  # as this case has it; the row keeps the first
    history = history_of(matter, subjects=found["subjects"])
    return Picture(
        case=case,
        subjects=found["subjects"],
        contacts=found["contacts"],
        classifications=found["classifications"],
        requests=found["requests"],
        openness=found["openness"],
        ratings=found["ratings"],
        clocks=found["clocks"],
        decisions=found["decisions"],
        feedback=found["feedback"],
        notes=found["notes"],
        routings=found["routings"],
        present_now=found["present"],
        files=found["files"],
        mail=found["mail"],
        protected=frozenset(row["record_id"] for row in found["protected"]),
        history=history,
        looked=frozenset(one.fingerprint for one in found["looks"]),
        closing=next(iter(found["closings"]), None),
        deviations=tuple(found["deviations"]),
        unborn=unborn,
        considered={one.person_id: one for one in found["considered"]},
        at=at,
        standard=standard_for(matter.desk.population, at=case.received_at, hub=matter.hub.key),
    )


def _here(*, matter: int, user: int, since: datetime) -> Lists:
    """Everything of one matter that its page shows."""
    here = {"matter_id": matter}
    subjects = Subject.objects.filter(**here)
    requests = Request.objects.filter(**here)
    contacts = Contact.objects.filter(**here)
    further = FurtherRecord.objects.filter(**here)
    return {
        "subjects": subjects.order_by("place", "pk"),
        "further": further.order_by("pk"),
        "records": Record.objects.filter(
            Q(pk__in=subjects.order_by().values("record_id")) | Q(pk__in=further.values("record_id"))
        ),
        # Persons as who stands for them now, with the addresses of all who are one with them.
        "who": ("SELECT * " + _WHO, [matter]),
        "persons": Person.objects.filter(pk__in=RawSQL("SELECT stands " + _WHO, (matter,))),  # noqa: S611 - constant
        "addresses": Address.objects.filter(
            person_id__in=RawSQL("SELECT id " + _WHO, (matter,))  # noqa: S611 - constant
        ).order_by("pk"),
        "contacts": contacts.order_by("received_at", "pk"),
        "referrers": Referrer.objects.filter(**here),
        "classifications": Classification.objects.filter(**here).order_by("at", "pk"),
        "requests": requests.order_by("sent_at", "pk"),
        "agencies": Agency.objects.filter(pk__in=requests.values("agency_id")).order_by(),
        "asked": RequestSubject.objects.filter(**here).order_by("pk"),
        "answers": Answer.objects.filter(**here).order_by("at", "pk"),
        "items": Item.objects.filter(**here).order_by("pk"),
        "openness": Openness.objects.filter(**here).order_by("at", "pk"),
        "ratings": Rating.objects.filter(**here).order_by("at", "pk"),
        "clocks": Clock.objects.filter(**here).order_by("due_at"),
        "decisions": Decision.objects.filter(**here).order_by("at", "pk"),
        "deviations": Deviation.objects.filter(**here).order_by("at", "pk"),
        "closings": Closing.objects.filter(ended_at__isnull=True, **here).order_by("pk"),
        "feedback": Feedback.objects.filter(**here).order_by("at", "pk"),
        "notes": Note.objects.filter(**here).order_by("at", "pk"),
        "routings": Routing.objects.filter(**here).order_by("at", "pk"),
        "expectations": Expectation.objects.filter(**here).order_by("pk"),
        "outcomes": Outcome.objects.filter(**here).order_by("pk"),
        "considered": Considered.objects.filter(**here).order_by("pk"),
        "looks": HistoryView.objects.filter(user_id=user, **here),
        "files": StoredFile.objects.filter(
            held_for_kind="contact", held_for_id__in=contacts.order_by().values("ref")
        ).order_by("uploaded_at", "pk"),
        "mail": Further.objects.filter(**here).order_by("received_at", "pk"),
        # That there is a protected address, and never the address.
        "protected": (
            _PROTECTED,
            [matter],
        ),
        "present": Presence.objects.filter(seen_at__gt=since, **here).order_by("name"),
    }


_HERE = Together(_here, matter=-1, user=-2, since=datetime(1, 1, 1, tzinfo=UTC))


def _connect(matter: Matter, found: dict[str, list[Any]]) -> None:
    """Tie what was read together, so that no page asks again."""

    def by_number(name: str) -> dict[int, Any]:
        return {one.pk: one for one in found[name]}

    for name in ("subjects", "contacts", "requests"):
        tie(found[name], "matter", {matter.pk: matter})
    persons, stands = by_number("persons"), {row["id"]: row["stands"] for row in found["who"]}
    homes = found["addresses"]
    for address in homes:
        address.person_id = stands[address.person_id]
    for number in persons:
        mine = each_once(one for one in homes if one.person_id == number)
        gather([persons[number]], "addresses", mine, "person_id")
    tie(found["subjects"], "record", by_number("records"))
    tie(found["further"], "record", by_number("records"))
    gather(found["subjects"], "further_records", found["further"], "subject_id")
    tie(
        found["subjects"],
        "person",
        {number: persons[now] for number, now in stands.items() if now in persons},
    )
    for subject in found["subjects"]:
        if subject.person is not None:
            later = [
                one.record.said
                for one in found["further"]
                if one.subject_id == subject.pk and one.record.live
            ]
            tell_birth(subject.person, [subject.record.said, *later])
    tie(found["referrers"], "contact", by_number("contacts"))
    gather(found["contacts"], "classifications", found["classifications"], "contact_id")
    tie(found["asked"], "subject", by_number("subjects"))
    tie(found["answers"], "about", by_number("asked"))
    tie(found["requests"], "agency", by_number("agencies"))
    tie(found["requests"], "openness", by_number("openness"))
    gather(found["answers"], "items", found["items"], "answer_id")
    gather(found["requests"], "subjects", found["asked"], "request_id")
    gather(found["requests"], "answers", found["answers"], "request_id")
