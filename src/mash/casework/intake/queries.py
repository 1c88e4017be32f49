"""Reading what arrived, for the people who sent it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mash.casework.intake import vault
from mash.casework.intake.models import Contact, Draft, Feedback
from mash.casework.intake.vault import Answers
from mash.foundation.kernel import Actor
from mash.foundation.visibility import as_service


@dataclass(frozen=True, slots=True)
class Answer:
    """What one referrer may read about what they sent. `given_at` is None while there is nothing to read."""

    ref: str
    population: str
    klass: str
    received_at: datetime
    given_at: datetime | None = None
    outcome: str = ""
    reason: str = ""
    feedback: int | None = None


def held_draft(by: Actor) -> tuple[Draft, Answers] | None:
    """The draft that `by` holds, and its answers."""
    draft = Draft.objects.filter(public_id=by.key).first()
    return (draft, vault.unseal(draft.sealed)) if draft else None


def drafts_of(by: Actor) -> list[Draft]:
    """Unsent drafts of the signed-in person, the latest first."""
    if by.user is None:
        return []
    return list(Draft.objects.filter(user_id=by.user, submitted_at__isnull=True).order_by("-saved_at"))


def answers_of(by: Actor) -> list[Answer]:
    """Everything that the signed-in person sent, with what they may read of its answer, the latest first."""
    if by.user is None:
        return []
    with as_service("feedback"):
        sent = list(
            Contact.objects.filter(referrer__user_id=by.user)
            .select_related("referrer")
            .order_by("-received_at")[:200]
        )
        given = _given([one.pk for one in sent])
    return [_answer(one, given.get(one.pk)) for one in sent]


def answer_of(reference: str, *, user: int | None, any_user: bool) -> Answer | None:
    """The answer to one contact; as the service `feedback`. Without `any_user`, of that user's own only."""
    found = Contact.objects.filter(ref=reference).select_related("referrer")
    if not any_user:
        found = found.filter(referrer__user_id=user) if user is not None else found.none()
    contact = found.first()
    return _answer(contact, _given([contact.pk]).get(contact.pk)) if contact else None


def _given(contacts: list[int]) -> dict[int, Feedback]:
    # What was told once stays told; a withheld answer is as if it were not there.
    rows = Feedback.objects.filter(contact__in=contacts, withheld_reason="").order_by("at", "pk")
    return {row.contact_id: row for row in rows}


def _answer(contact: Contact, feedback: Feedback | None) -> Answer:
    return Answer(
        ref=contact.ref,
        population=contact.population,
        klass=contact.referrer.klass,
        received_at=contact.received_at,
        given_at=feedback.at if feedback else None,
        outcome=feedback.outcome if feedback else "",
        reason=feedback.reason if feedback else "",
        feedback=feedback.pk if feedback else None,
    )
