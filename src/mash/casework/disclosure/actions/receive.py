"""The recipient's side: open, read and acknowledge, on the agency's page, through the API or by a link."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.disclosure import errors, events, rules
from mash.casework.disclosure.actions.send import digest_of
from mash.casework.disclosure.models import Content, Delivery
from mash.casework.disclosure.queries import content_of, get_received
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service, become
from mash.registers.accounts.rules import may

RECEIVE = "disclosure:package:receive"


def _about(delivery: Delivery) -> list[Ref]:
    found = [Ref("package", delivery.ref)]
    return [*found, Ref("agency", delivery.agency.key)] if delivery.agency else found


@transaction.atomic
def open_page(
    *, by: Actor, at: datetime, ref: str, channel: str = "page"
) -> tuple[Delivery, Content] | Refused:
    """What was sent to the agency, with when it was first opened. `channel` is how it is read: page, pdf or api.

    The delivery is held until the end: who opens while the hub recalls reads it all, or learns that it was recalled.
    Raises Delivery.DoesNotExist for what was not sent to the reader's agency.
    """
    delivery = get_received(ref, agency=by.agency, hold=True)
    allowed = may(by, RECEIVE)
    content = content_of(delivery) if allowed and delivery.recalled_at is None else None
    if content is None:
        why = errors.recalled() if allowed else allowed
        assert isinstance(why, Refused)  # noqa: S101 - what is not allowed is a refusal
        return refuse("disclosure:package:open", why, by=by, at=at, about=_about(delivery))
    first = delivery.opened_at is None
    if first:
        delivery.opened_at, delivery.opened_by_name = at, by.name
        delivery.save(update_fields=["opened_at", "opened_by_name"])
    append(
        events.OPENED,
        by=by,
        at=at,
        about=_about(delivery),
        payload={"package": delivery.ref, "channel": channel, "first": first},
    )
    return delivery, content


@transaction.atomic
def acknowledge(*, by: Actor, at: datetime, ref: str) -> Verdict:
    """The agency has it and has read it. Once is enough; again changes nothing."""
    delivery = get_received(ref, agency=by.agency, hold=True)
    allowed = may(by, RECEIVE)
    if allowed and delivery.recalled_at is not None:
        allowed = errors.recalled()
    if allowed and delivery.opened_at is None:
        allowed = Refused("disclosure:package:unopened", _("Open the package first."))
    if not allowed:
        return refuse("disclosure:package:acknowledge", allowed, by=by, at=at, about=_about(delivery))
    if delivery.acknowledged_at is None:
        delivery.acknowledged_at, delivery.acknowledged_by_name = at, by.name
        delivery.save(update_fields=["acknowledged_at", "acknowledged_by_name"])
        append(
            events.ACKNOWLEDGED,
            by=by,
            at=at,
            about=_about(delivery),
            payload={"package": delivery.ref, "channel": delivery.channel},
        )
    return ALLOWED


def find_link(token: str) -> Delivery | None:
    """The delivery whose link this is, whatever became of it; None for a token that nobody sent."""
    if not token or len(token) > 100:
        return None
    with as_service("disclosure"):
        return Delivery.objects.select_related("hub").filter(token_digest=digest_of(token)).first()


def state_of(delivery: Delivery) -> rules.Link:
    assert delivery.expires_at is not None  # noqa: S101 - a link has its end
    return rules.Link(delivery.opened_at, delivery.expires_at, delivery.recalled_at)


@transaction.atomic
def open_link(*, at: datetime, token: str) -> tuple[Delivery, Content] | Delivery | None:
    """Open a link, which burns it: what it brings is shown now and never again.

    The delivery alone for a link that was opened and then recalled; None for every other one that does not open. Whoever
    opens acts as the holder of the link from here to the end of the transaction.
    """
    known = find_link(token)
    if known is None:
        return None
    become(holder := Actor.link(known.public_id), at)
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("hub").get(pk=known.pk)
    link = state_of(delivery)
    content = content_of(delivery) if link.opens(at) else None
    if content is None:
        why = "recalled" if link.recalled_at else "opened" if link.opened_at else "expired"
        append(
            events.LINK_REFUSED,
            by=holder,
            at=at,
            about=[Ref("package", delivery.ref)],
            payload={"package": delivery.ref, "why": why},
        )
        return delivery if link.recalled_after_opening else None
    delivery.opened_at = at
    delivery.save(update_fields=["opened_at"])
    append(
        events.LINK_OPENED,
        by=holder,
        at=at,
        about=[Ref("package", delivery.ref)],
        payload={"package": delivery.ref, "delivery": delivery.public_id},
    )
    return delivery, content


@transaction.atomic
def acknowledge_link(*, at: datetime, token: str) -> Delivery | None:
    """The holder of a link that was opened says that they have it; None where there is nothing to acknowledge."""
    known = find_link(token)
    if known is None or known.opened_at is None or known.recalled_at is not None:
        return None
    become(holder := Actor.link(known.public_id), at)
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if delivery.recalled_at is None and delivery.acknowledged_at is None:
        delivery.acknowledged_at = at
        delivery.save(update_fields=["acknowledged_at"])
        append(
            events.ACKNOWLEDGED,
            by=holder,
            at=at,
            about=[Ref("package", delivery.ref)],
            payload={"package": delivery.ref, "channel": "link"},
        )
    return None if delivery.recalled_at else delivery
