"""Coming back: to a form that is not sent yet, or for the answer to one that was. A reference alone opens nothing.

Whether a reference exists, is a draft or was sent, is told only to who proved to be its holder: every question
is answered alike and with the same work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from mash.casework.intake import events, vault
from mash.casework.intake.actions.codes import make_code, use_code
from mash.casework.intake.models import Contact, Draft, Feedback
from mash.casework.intake.queries import Answer, answer_of
from mash.casework.intake.rules import ASKER_LENGTH, read_passphrase
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.ids import read_reference
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service

_NOBODY = make_password("nobody's passphrase")


@dataclass(frozen=True, slots=True)
class Held:
    """What a reference stands for, and how its holder can be reached; `email` and `passphrase` may be empty."""

    kind: Literal["draft", "contact", "nothing"]
    ref: str
    draft: str = ""
    email: str = ""
    language: str = "en-gb"
    passphrase: str = ""

    def about(self, asker: str) -> str:
        """What a code is about: this, for one asker. Who guesses uses up the tries of their own codes alone."""
        whole = f"{Ref(self.kind, self.draft or self.ref)}"
        return f"{whole}#{asker[:ASKER_LENGTH]}"[:40] if asker else whole[:40]


def _find(typed: str) -> Held:
    ref = read_reference(typed)[:20]
    ref = ref.replace("\x00", "")
    with as_service("feedback"):
        contact = Contact.objects.filter(ref=ref).select_related("referrer").first()
    with as_service("drafts"):
        draft = Draft.objects.filter(ref=ref, submitted_at__isnull=True).select_related("user").first()
    if contact is not None:
        who = contact.referrer
        return Held("contact", ref, email=who.email, language=contact.language, passphrase=who.passphrase)
    if draft is not None:
        email = _email_in(vault.unseal(draft.sealed)) or (draft.user.email if draft.user else "")
        return Held("draft", ref, draft.public_id, email, draft.language, draft.passphrase)
    return Held("nothing", ref)


def _email_in(answers: vault.Answers) -> str:
    you = answers.get("sections", {}).get("you", {})
    email = (you.get("email") or [""])[0].strip()
    # Whoever asked for silence gets none: their way back is the passphrase.
    return "" if you.get("quiet") or "@" not in email or len(email) > 254 else email


@transaction.atomic
def send_code(*, by: Actor, at: datetime, reference: str, asker: str = "") -> None:
    """Send a code to the address that was left with this reference, if there is one. Says nothing either way.

    `asker` is a name of at most ASKER_LENGTH characters that the asking session keeps: its code works for it alone.
    """
    held = _find(reference)
    with as_service("drafts" if held.kind == "draft" else "feedback"):
        code = make_code(held.about(asker), at=at)
        if code is None or not held.email or held.kind == "nothing":
            return
        queue_message(
            to=held.email,
            channel="email",
            template="draft_code" if held.kind == "draft" else "code",
            reference=held.ref,
            at=at,
            code=code,
            language=held.language,
            link="/resume/code" if held.kind == "draft" else "/return/code",
        )
        append(events.CODE_SENT, by=by, at=at, about=[Ref(held.kind, held.draft or held.ref)])


@transaction.atomic
def prove(
    *, by: Actor, at: datetime, reference: str, code: str = "", passphrase: str = "", asker: str = ""
) -> Held | None:
    """Who holds a reference proves it by a code or by its passphrase; None for a wrong one, which is counted.

    A code is proved by the `asker` for whom it was made.
    """
    held = _find(reference)
    how = "passphrase" if passphrase else "code"
    with as_service("drafts" if held.kind == "draft" else "feedback"):
        if passphrase:
            matches = check_password(read_passphrase(passphrase), held.passphrase or _NOBODY)
            right = matches and bool(held.passphrase)
        else:
            right = use_code(held.about(asker), code, at=at)
        about = [] if held.kind == "nothing" else [Ref(held.kind, held.draft or held.ref)]
        if not right or held.kind == "nothing":
            append(events.CODE_FAILED, by=by, at=at, about=about, payload={"how": how})
            return None
        if held.kind == "draft":
            append(events.DRAFT_RESUMED, by=by, at=at, about=about, payload={"how": how})
    return held


@transaction.atomic
def read_answer(*, by: Actor, at: datetime, reference: str, how: str) -> Answer | None:
    """The answer for the referrer who proved to be that, as far as their class may know; noted when first read.

    An answer that was withheld reads as one that is not there yet. `how` is code, passphrase or sign-in; with
    sign-in only the user's own contacts are found.
    """
    with as_service("feedback"):
        answer = answer_of(reference, user=by.user if how == "sign-in" else None, any_user=how != "sign-in")
        if answer is None:
            return None
        if answer.feedback is not None:
            Feedback.objects.filter(pk=answer.feedback, first_read_at__isnull=True).update(first_read_at=at)
        append(events.FEEDBACK_READ, by=by, at=at, about=[Ref("contact", reference)], payload={"how": how})
    return answer
