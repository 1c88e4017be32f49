"""Ask a national register, keep what it answers, and accept that as what a source said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mash.casework.matters.actions import add_record
from mash.casework.matters.models import Subject
from mash.casework.national import errors, events, rules
from mash.casework.national.models import Question
from mash.casework.national.rules import Step
from mash.foundation.adapters.pds import Answer, Outcome, is_on
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may
from mash.registers.people.actions import receive_record
from mash.registers.people.models import Record
from mash.registers.people.rules import Said
from mash.registers.standards.queries import codes

PERMISSION = "people:pds:look-up"
PURPOSES = "pds-purpose"


@dataclass(frozen=True, slots=True)
class Try:
    """One try to have a question answered: what the record says, and what its requests are known by."""

    question: str
    said: Said
    request: UUID


def may_ask(*, by: Actor, subject: Subject) -> Verdict:
    """Whether the register may be asked about this subject."""
    allowed = may(by, PERMISSION)
    if not allowed:
        return allowed
    if not is_on():
        return errors.off()
    return ALLOWED if rules.first(subject.record.said) else errors.too_little()


@transaction.atomic
def ask(*, by: Actor, at: datetime, subject: Subject, purpose: str) -> Question | Refused:
    """Put a question to the register. It leaves once this is committed, by the worker; one waits at a time."""
    about = _about(subject)
    allowed = may_ask(by=by, subject=subject)
    if allowed and purpose not in {one.code for one in codes(PURPOSES, at=at)}:
        allowed = errors.no_purpose()
    if isinstance(allowed, Refused):
        return refuse(PERMISSION, allowed, by=by, at=at, about=about)
    question, new = Question.objects.get_or_create(
        subject=subject,
        state="waiting",
        defaults={
            "matter_id": subject.matter_id,
            "purpose": purpose,
            "by": str(by),
            "at": at,
            "due_at": at,
        },
    )
    if new:
        payload = {"purpose": purpose, "sends": rules.sends(subject.record.said)}
        append(events.ASKED, by=by, at=at, about=about, payload=payload)
    return question


@transaction.atomic
def begin(*, at: datetime, question: str) -> Try | None:
    """Take up a waiting question (public id), for the worker; None where it is being asked or is answered.

    The network is asked after this is committed, with no transaction open. A try of which nothing is heard again counts
    as lost after a while and is begun anew.
    """
    with as_service("national"):
        waiting = Question.objects.select_for_update(of=("self",), skip_locked=True)
        found = waiting.filter(public_id=question, state="waiting", due_at__lte=at).first()
        if found is None:
            return None
        found.attempts += 1
        found.due_at = at + rules.LOST_AFTER
        found.save(update_fields=["attempts", "due_at"])
        with as_service("intake"):
            said = Subject.objects.select_related("record").get(pk=found.subject_id).record.said
        return Try(found.public_id, said, found.request)


@transaction.atomic
def keep(*, at: datetime, question: str, step: Step, answer: Answer) -> None:
    """Keep what a try brought; a question that was answered meanwhile stays as it is."""
    with as_service("national"):
        found = Question.objects.select_for_update(of=("self",)).get(public_id=question)
        if found.state != "waiting":
            return
        later = rules.wait_for(answer, found.attempts)
        found.step, found.reason = step, answer.reason
        if answer.outcome is Outcome.FAILED and later is not None:
            found.due_at = at + later
        else:
            found.state = "failed" if answer.outcome is Outcome.FAILED else "answered"
            found.outcome, found.answered_at = answer.outcome, at
            found.matches = [rules.said_of(one) for one in answer.matches]
        found.save()


@transaction.atomic
def accept(*, by: Actor, at: datetime, question: Question, place: int) -> Record | Refused:
    """Keep the match in that place (from 0) as a record by the register, beside what others said of the subject."""
    subject = question.subject
    about = _about(subject)
    allowed = may(by, PERMISSION)
    if not allowed:
        return refuse(PERMISSION, allowed, by=by, at=at, about=about)
    with as_service("national"):
        held = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
        if held.accepted_id or not 0 <= place < len(held.matches):
            return refuse(PERMISSION, errors.not_there(), by=by, at=at, about=about)
        said: Said = held.matches[place]["said"]
        with as_service("intake"):
            record = receive_record(at=at, said=said, source=Ref("pds", held.public_id))
        held.accepted, held.accepted_by, held.accepted_at = record, str(by), at
        held.matches, held.forgotten_at = [], at
        held.save(update_fields=["accepted", "accepted_by", "accepted_at", "matches", "forgotten_at"])
    added = add_record(by=by, at=at, subject=subject, record=record, reason="accepted from the NHS register")
    if isinstance(added, Refused):
        transaction.set_rollback(True)
        return added
    append(
        events.ACCEPTED,
        by=by,
        at=at,
        about=about,
        payload={
            "question": held.public_id,
            "superseded": "identifiers" in said,
            "restricted": bool(said.get("whereabouts_withheld")),
        },
    )
    return record


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Blank the matches that nobody accepted in time; that was asked and what came of it stays. How many."""
    with as_service("national"):
        old = Question.objects.filter(
            state="answered", forgotten_at__isnull=True, answered_at__lt=at - rules.KEPT
        )
        return old.update(matches=[], forgotten_at=at)


def _about(subject: Subject) -> list[Ref]:
    person = [Ref("person", subject.person.public_id)] if subject.person else []
    return [Ref("matter", subject.matter.ref), *person]
