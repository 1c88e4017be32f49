"""Supply information under seal: seen by the hub's cleared people and the supplying agency, and by nobody else at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext as _

from mash.casework.matters.cleared import tell_that_nobody_can_look, who_open
from mash.casework.sharing import deciding, events
from mash.casework.sharing.models import Request, RequestSubject, SealedAnswer, SealedItem
from mash.casework.sharing.queries import asking_hub
from mash.casework.sharing.rules import LATER, MARKED, AnswerSaid, Ground
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import queue_message
from mash.registers.accounts.clearances import readers_at

_SAID = ("systems_searched", "identity_confidence", "strengths", "worries", "level_suggested")
_ITEM = ("kind", "category", "happened_on", "text", "family_may_know", *MARKED)


def may_be_sealed(request: Request, *, at: datetime) -> Verdict:
    """Whether anybody at the asking hub would see it: what nobody sees is overlooked."""
    hub = asking_hub(request)
    if hub is not None and readers_at(hub, at=at):
        return ALLOWED
    return Refused(
        "sharing:sealed:nobody-cleared",
        _("Nobody at this hub is cleared for sealed material now. Do not send it: telephone the hub."),
    )


def seal(
    request: Request,
    asked: Mapping[int, RequestSubject],
    answers: Iterable[AnswerSaid],
    without_clause: Ground | None,
    *,
    by: Actor,
    at: datetime,
) -> list[SealedAnswer]:
    """Keep what the agency seals of each subject; part of answering, in its transaction. Returns what is new.

    What it rests on stands under the seal with it: a decision to share beside it would say that there is something.
    """
    made = []
    for said in answers:
        decided = deciding.answering(at=at, request=request, answers=[said], sealed=True)
        ground = asdict(without_clause) if without_clause and decided.refused else {}
        rests_on = {"clauses": decided.named, **ground} if decided.asks else {}
        row = _seal(asked[said.subject], said, rests_on, by=by, at=at)
        if row is not None:
            made.append(row)
    if not made:
        return made
    append(
        events.SEALED,
        by=by,
        at=at,
        about=[Ref("sealed", one.public_id) for one in made],
        payload={"items": SealedItem.objects.filter(answer__in=made).count()},
    )
    hub = asking_hub(request)
    if hub is None:
        return made
    # An agency must not tell from a refusal that a case is restricted. What nobody named on it is cleared for is taken all
    # the same, and those who can clear somebody hear of it at once.
    readers = who_open(request.matter_id, readers_at(hub, at=at))
    if not readers:
        tell_that_nobody_can_look(hub, at=at)
    # The agency knows its request and not the case: that is the reference which it can give.
    for seat in readers:
        queue_message(
            to=seat.user.email,
            channel="email",
            template="look_again",
            reference=request.ref,
            at=at,
            link="/desk/sealed",
        )
    return made


def _seal(
    about: RequestSubject, said: AnswerSaid, rests_on: dict[str, object], *, by: Actor, at: datetime
) -> SealedAnswer | None:
    earlier = about.sealed_answers.filter(superseded_by__isnull=True).order_by("-pk").first()
    if earlier is None and not said.sealed_items:
        return None
    # What is said openly holds the agency's view; where nothing is, the seal covers it too.
    view = {name: getattr(said, name) for name in _SAID} if said.held == LATER and said.sealed_items else {}
    if earlier is not None and _same(earlier, said, view):
        return None
    row = SealedAnswer.objects.create(
        matter_id=about.matter_id,
        request_id=about.request_id,
        about=about,
        by=str(by),
        by_name=by.name,
        at=at,
        supersedes=earlier,
        rests_on=rests_on,
        **view,
    )
    for item in said.sealed_items:
        SealedItem.objects.create(
            matter_id=about.matter_id,
            request_id=about.request_id,
            answer=row,
            reason=item.sealed_reason,
            **{name: getattr(item, name) for name in _ITEM},
        )
    return row


def _same(earlier: SealedAnswer, said: AnswerSaid, view: Mapping[str, object]) -> bool:
    before = [(*(getattr(one, name) for name in _ITEM), one.reason) for one in earlier.items.all()]
    now = [(*(getattr(one, name) for name in _ITEM), one.sealed_reason) for one in said.sealed_items]
    empty = {name: None if name == "level_suggested" else "" for name in _SAID}
    return before == now and all(getattr(earlier, name) == view.get(name, empty[name]) for name in _SAID)
