"""A form under way: started, saved as it is typed, sent once, and purged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from mash.casework.intake import events, rules, vault
from mash.casework.intake.actions.receive import receive
from mash.casework.intake.arrival import Arrival
from mash.casework.intake.models import Contact, Draft, OneTimeCode
from mash.casework.intake.vault import Answers
from mash.foundation.files import actions as files
from mash.foundation.files.queries import held_for
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service


class AlreadySentError(RuntimeError):
    """The form was sent: nothing in it changes any more."""


@transaction.atomic
def start_draft(*, by: Actor, at: datetime, population: str, answers: Answers, language: str) -> Draft:
    """Keep a new form; a signed-in person's is theirs to resume by signing in."""
    with as_service("drafts"):
        draft = Draft.objects.create(
            population=population,
            language=language,
            sealed=vault.seal(answers),
            user_id=by.user,
            created_at=at,
            saved_at=at,
        )
        append(
            events.DRAFT_STARTED,
            by=by,
            at=at,
            about=[Ref("draft", draft.public_id)],
            payload={"population": population},
        )
    return draft


@transaction.atomic
def change_draft(*, by: Actor, at: datetime, change: Callable[[Answers], None]) -> Draft:
    """Change the answers of the draft that `by` holds; saved when this returns and the transaction commits.

    `change` edits the answers in place. Raises AlreadySentError, and Draft.DoesNotExist for who holds none.
    """
    draft = Draft.objects.select_for_update().get(public_id=by.key)
    if draft.submitted_at is not None:
        raise AlreadySentError(draft.ref)
    answers = vault.unseal(draft.sealed)
    change(answers)
    draft.sealed = vault.seal(answers)
    draft.saved_at = at
    draft.version += 1
    draft.save(update_fields=["sealed", "saved_at", "version"])
    return draft


@transaction.atomic
def make_passphrase(*, by: Actor, at: datetime) -> str:
    """A new passphrase for the draft that `by` holds; an earlier one stops working. Shown once, kept as a hash."""
    del at
    words = rules.new_passphrase()
    draft = Draft.objects.select_for_update().get(public_id=by.key)
    if draft.submitted_at is not None:
        raise AlreadySentError(draft.ref)
    draft.passphrase = make_password(words)
    draft.save(update_fields=["passphrase"])
    return words


@transaction.atomic
def send_draft(
    *, by: Actor, at: datetime, arrival: Callable[[Draft, Answers], Arrival], receipt: Answers
) -> Contact | None:
    """Make the draft that `by` holds into one contact, move its files, and empty it.

    Sent before: returns None and changes nothing, however often it is sent. `receipt` is what its sender may
    still read for an hour.
    """
    draft = Draft.objects.select_for_update().get(public_id=by.key)
    if draft.submitted_at is not None:
        return None
    contact = receive(by=by, at=at, arrival=arrival(draft, vault.unseal(draft.sealed)), ref=draft.ref)
    with as_service("intake"):
        files.move(by=by, at=at, held_for=Ref("draft", draft.public_id), to=Ref("contact", contact.ref))
    draft.sealed = vault.seal({"receipt": receipt})
    draft.submitted_at = at
    draft.contact_ref = contact.ref
    draft.save(update_fields=["sealed", "submitted_at", "contact_ref"])
    return contact


@transaction.atomic
def show_passphrase_once(*, by: Actor, at: datetime) -> str:
    """The passphrase made when the form was sent, the first time that it is asked for; then an empty string."""
    draft = Draft.objects.select_for_update().get(public_id=by.key)
    if not rules.receipt_open(draft.submitted_at, at):
        return ""
    held = vault.unseal(draft.sealed)
    words = str(held.get("receipt", {}).pop("passphrase", ""))
    if words:
        draft.sealed = vault.seal(held)
        draft.save(update_fields=["sealed"])
    return words


@transaction.atomic
def purge_drafts(*, by: Actor, at: datetime, older_than: timedelta = rules.DRAFT_LIFE) -> int:
    """Delete drafts not saved for `older_than` and their files, empty receipts after their hour, drop old codes.

    Returns how many drafts went. `by` is the worker.
    """
    with as_service("drafts"):
        for draft in Draft.objects.filter(
            submitted_at__isnull=False, submitted_at__lte=at - rules.RECEIPT_LIFE
        ).exclude(version=0):
            # Version 0 marks a receipt that was emptied, so that each is touched once.
            draft.sealed, draft.version = vault.seal({}), 0
            draft.save(update_fields=["sealed", "version"])
        old = list(Draft.objects.filter(saved_at__lte=at - older_than).values_list("pk", "public_id"))
        for _, public_id in old:
            for file in held_for(Ref("draft", public_id)):
                files.purge(file.public_id, by=by, at=at, reason="draft-purged")
        Draft.objects.filter(pk__in=[pk for pk, _ in old]).delete()
        OneTimeCode.objects.filter(expires_at__lte=at - timedelta(days=1)).delete()
        if old:
            append(events.DRAFT_PURGED, by=by, at=at, about=[], payload={"count": len(old)})
    return len(old)
