"""When a person may be handed over, how the receiver may answer, and who is responsible meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict

Side = Literal["hub", "receiver"]
RECEIVERS: Final = ("agency", "field", "authority")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a receiver answers. `reason` is a code of `handover-refusal`; `said_by` who told the hub, where the hub records it."""

    accepts: bool
    worker: str = ""
    reach: str = ""
    receipt: str = ""
    reason: str = ""
    text: str = ""
    said_by: str = ""


def responsible(state: str) -> Side:
    """Who is responsible for the person: the receiver once it has accepted, before that and after a refusal the hub."""
    return "receiver" if state == "accepted" else "hub"


def side_of(role: str) -> Literal["hub", "agency"]:
    """For whom a seat of this role speaks: an agency's researcher for the agency, everybody else for the hub."""
    return "agency" if role == "researcher" else "hub"


def may_offer(
    *, decided: bool, named: bool, asks: str, holds_address: bool, unconfirmed: bool = False
) -> Verdict:
    """Whether a person may be offered: decided about, confirmed where two persons decide, to somebody by name, with what is asked."""
    if not decided:
        return Refused(
            "handover:offer:undecided", _("Decide for this person first: what is handed over is a decision.")
        )
    if unconfirmed:
        return Refused(
            "handover:offer:unconfirmed",
            _("The decision waits for a second person. Have it confirmed first."),
        )
    if not named:
        return Refused("handover:offer:to", _("Choose or name who receives this person."))
    if not asks.strip():
        return Refused("handover:offer:asks", _("Say what the team is asked to do, and why."))
    if holds_address:
        return Refused(
            "handover:offer:address",
            _(
                "A protected address stands in what you wrote. Take it out: it goes in a checked package or not at all."
            ),
        )
    return ALLOWED


def may_answer(said: Answer, *, state: str, to: str, recorded: bool, reasons: Collection[str]) -> Verdict:
    """Whether an answer is whole. `recorded`: the hub writes down what the receiver told it.

    An acceptance names the worker and how to reach them; another authority gives its own reference too, as the receipt.
    """
    if state != "offered":
        return answered()
    if recorded and not said.said_by.strip():
        return Refused("handover:answer:said-by", _("Say who told you, and how."))
    return _accepts(said, to=to) if said.accepts else _refuses(said, reasons)


def _accepts(said: Answer, *, to: str) -> Verdict:
    if not said.worker.strip():
        return Refused("handover:answer:worker", _("Name the worker who has it from now on."))
    if not said.reach.strip():
        return Refused("handover:answer:reach", _("Say how that worker is reached."))
    if to == "authority" and not said.receipt.strip():
        return Refused(
            "handover:answer:receipt",
            _("Enter the other authority’s reference. Without its receipt the hub stays responsible."),
        )
    return ALLOWED


def _refuses(said: Answer, reasons: Collection[str]) -> Verdict:
    if said.reason not in reasons:
        return Refused("handover:answer:reason", _("Choose why it is refused."))
    if not said.text.strip():
        return Refused("handover:answer:text", _("Say why, so that the hub can act on it."))
    return ALLOWED


def may_withdraw(*, state: str, text: str) -> Verdict:
    """Whether the hub may take an offer back: while it is unanswered, saying why."""
    if state != "offered":
        return answered()
    if not text.strip():
        return Refused("handover:withdraw:text", _("Say why you take it back."))
    return ALLOWED


def missing() -> Refused:
    """Alike for what there is not and what is another's."""
    return Refused("handover:handover:missing", _("There is nothing here that you may answer."))


def answered() -> Refused:
    return Refused("handover:handover:answered", _("This hand-over is answered or withdrawn already."))


def already() -> Refused:
    return Refused(
        "handover:offer:already",
        _("This person is offered to somebody already. Wait for the answer, or withdraw that offer first."),
    )


def changed() -> Refused:
    return Refused(
        "handover:handover:changed",
        _(
            "Somebody else has changed this meanwhile. Read what is here now; what you typed is still in the form."
        ),
    )


def unanswered() -> Refused:
    return Refused(
        "handover:close:unanswered",
        _(
            "A hand-over is not answered yet. Until it is accepted the hub stays responsible, and the case stays open."
        ),
    )
