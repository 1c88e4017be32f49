"""Who may disagree, how it goes up its ladder, and how it ends. Pure.

Nothing here stops a decision, an answer or immediate protection: a disagreement stands beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict

Side = Literal["hub", "agency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What whoever disagrees says. `kind` is a code of the list disagreement-kind."""

    kind: str
    what: str
    instead: str
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What it is about: `kind` of Disagreement.ABOUT, `ref` its reference."""

    kind: str
    ref: str


def side_of(role: str) -> Side:
    """For whom a seat of this role speaks: an agency's researcher for the agency, everybody else for the hub."""
    return "agency" if role == "researcher" else "hub"


def may_open(said: Said, *, kinds: Collection[str]) -> Verdict:
    """Whether what is said is whole."""
    if said.kind not in kinds:
        return Refused("disagreements:disagreement:kind", _("Choose what you disagree with."))
    if not said.what.strip():
        return Refused("disagreements:disagreement:what", _("Say what you disagree with, and why."))
    if not said.instead.strip():
        return Refused("disagreements:disagreement:instead", _("Say what you want instead."))
    return ALLOWED


def missing() -> Refused:
    """Alike for what there is not, what is another's, and what is not to be known of."""
    return Refused(
        "disagreements:disagreement:missing", _("There is nothing here that you may disagree with.")
    )


def already_open() -> Refused:
    return Refused(
        "disagreements:disagreement:open",
        _("A disagreement about this is open already. Add your view to it."),
    )


def changed() -> Refused:
    return Refused(
        "disagreements:disagreement:changed",
        _(
            "Somebody else has changed this meanwhile. Read what is here now; what you typed is still in the form."
        ),
    )


def ended() -> Refused:
    return Refused("disagreements:disagreement:ended", _("This disagreement has ended."))


def days_of(step: Mapping[str, Any], *, urgent: int | None) -> int:
    """The working days of a step; at most `urgent` of an urgent one, None where it is not."""
    days = int(step["working_days"])
    return days if urgent is None else min(days, urgent)


def next_step(step: int, *, last: int) -> int | None:
    """The step above, or None at the last."""
    return step + 1 if step < last else None


def straight_to(step: int, *, last: int, urgent: bool) -> int | None:
    """To which step an urgent one may go at once: the leads', which is the one below the chair's. None where it may not."""
    leads = last - 1
    return leads if urgent and leads > step + 1 else None


def may_move_up(*, state: str, step: int, last: int, urgent: bool, straight: bool, reason: str) -> Verdict:
    """Whether either side may move it up now, by one step or straight to the leads."""
    if state != "open":
        return ended()
    if next_step(step, last=last) is None:
        return Refused(
            "disagreements:step:last", _("It stands at the last step: what is decided there is recorded.")
        )
    if straight and straight_to(step, last=last, urgent=urgent) is None:
        return Refused(
            "disagreements:step:not-urgent", _("Only an urgent disagreement goes straight to the leads.")
        )
    if not reason.strip():
        return Refused("disagreements:step:reason", _("Say why it goes up."))
    return ALLOWED


def may_say(*, state: str, text: str) -> Verdict:
    """Whether a side may add its view."""
    if state != "open":
        return ended()
    if not text.strip():
        return Refused("disagreements:view:text", _("Write down your side’s view."))
    return ALLOWED


def may_settle(
    *,
    state: str,
    step: int,
    last: int,
    heard: Iterable[str],
    outcome: str,
    outcomes: Collection[str],
    text: str,
) -> Verdict:
    """Whether it may be recorded as settled below the last step: both sides' views are on record.

    What the opener said when opening is its view. At the last step the chair's decision is recorded instead.
    """
    if state != "open":
        return ended()
    if step >= last:
        return Refused(
            "disagreements:outcome:chair",
            _("At the last step the chair decides. Record the chair’s decision."),
        )
    if set(heard) < {"hub", "agency"}:
        return Refused(
            "disagreements:outcome:one-side",
            _("The other side’s view is not on record yet. It is settled when both have said theirs."),
        )
    return _outcome(outcome, outcomes, text)


def may_decide(
    *,
    state: str,
    step: int,
    last: int,
    outcome: str,
    outcomes: Collection[str],
    text: str,
    name: str,
    post: str,
) -> Verdict:
    """Whether the chair's decision may be recorded, with who decided. A side that kept silent holds nothing up."""
    if state != "open":
        return ended()
    if step < last:
        return Refused("disagreements:outcome:below", _("The chair decides at the last step."))
    if not name.strip() or not post.strip():
        return Refused("disagreements:outcome:who", _("Say who decided, with their post."))
    return _outcome(outcome, outcomes, text)


def _outcome(outcome: str, outcomes: Collection[str], text: str) -> Verdict:
    if outcome not in outcomes:
        return Refused("disagreements:outcome:code", _("Choose how it ended."))
    if not text.strip():
        return Refused("disagreements:outcome:text", _("Write down what was agreed or decided, and why."))
    return ALLOWED


def may_withdraw(*, state: str, side: str, opened_from: str, reason: str) -> Verdict:
    """Whether this side may withdraw it: the one that opened it, with a reason."""
    if state != "open":
        return ended()
    if side != opened_from:
        return Refused("disagreements:withdraw:other", _("It is withdrawn by the side that opened it."))
    if not reason.strip():
        return Refused("disagreements:withdraw:reason", _("Say why you withdraw it."))
    return ALLOWED


@dataclass(frozen=True, slots=True)
class Fact:
    """One disagreement as figures have it: `step` is the highest it came to, `outcome` "" while it is open."""

    kind: str
    outcome: str
    step: int
    agency: str
    opened_from: str
    state: str


def ends_as(fact: Fact) -> str:
    """Under what it is counted: its outcome, else its state."""
    return fact.outcome or fact.state
