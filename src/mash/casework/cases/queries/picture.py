"""The picture on one page: subjects, contacts, agencies' answers, history, gaps, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from mash.casework.cases.models import Case, Clock, Decision, HistoryView, Note, Rating
from mash.casework.cases.queries.history import History, history_of
from mash.casework.intake.models import Contact, Feedback
from mash.casework.matters.models import Subject
from mash.casework.sharing.models import Answer, Openness, Request
from mash.foundation.kernel import Actor
from mash.registers.standards.queries import standard_for
from mash.registers.standards.rules import Gap, Standard


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
    ratings: list[Rating]
    clocks: list[Clock]
    decisions: list[Decision]
    feedback: list[Feedback]
    notes: list[Note]
    history: History
    history_viewed: bool
    standard: Standard

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

    def present(self, considered: Mapping[str, str] | None = None, *, rationale: str = "") -> dict[str, int]:
        """What the standard asks of a decision and is there, counted by code."""
        found = {code: 1 for code, text in (considered or {}).items() if text.strip()}
        found["history-viewed"] = int(self.history_viewed)
        found["agencies-answered"] = len({one.agency_id for one in self.answered})
        found["rationale"] = int(bool(rationale.strip()))
        return found

    def gaps(self, considered: Mapping[str, str] | None = None, *, rationale: str = "") -> tuple[Gap, ...]:
        return self.standard.gaps(
            "decision", rating=self.case.rating, present=self.present(considered, rationale=rationale)
        )

    @property
    def timeline(self) -> list[Happened]:
        lines = [Happened(one.received_at, "contact", one.get_kind_display(), "") for one in self.contacts]
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
    return Case.objects.select_related(
        "matter__hub", "matter__desk__authority", "matter__desk__hub", "desk", "worker"
    ).get(matter__ref=ref)


def picture_of(case: Case, *, by: Actor, at: datetime) -> Picture:
    """Read the whole picture of a case as `by` sees it."""
    matter = case.matter
    subjects = list(matter.subjects.select_related("record", "person").prefetch_related("person__addresses"))
    history = history_of(matter, subjects=subjects)
    return Picture(
        case=case,
        subjects=subjects,
        contacts=list(matter.contacts.select_related("referrer").order_by("received_at")),
        requests=list(
            Request.objects.filter(matter=matter)
            .select_related("agency")
            .prefetch_related(
                Prefetch("answers", Answer.objects.select_related("about").prefetch_related("items"))
            )
            .order_by("sent_at", "pk")
        ),
        openness=list(matter.openness.order_by("at")),
        ratings=list(matter.ratings.all()),
        clocks=list(matter.clocks.all()),
        decisions=list(matter.decisions.all()),
        feedback=list(Feedback.objects.filter(matter=matter).order_by("at")),
        notes=list(matter.notes.order_by("at")),
        history=history,
        history_viewed=HistoryView.objects.filter(
            matter=matter, user_id=by.user, fingerprint=history.fingerprint
        ).exists(),
        standard=standard_for(matter.desk.population, at=case.received_at, hub=matter.hub.key),
    )
