"""The case's workflow, as data. The diagram in docs/reference is made from this table."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mash.foundation.kernel.workflow import Edge

STATES: dict[str, str | Promise] = {
    "new": _("Arrived, not yet rated"),
    "rated": _("Rated, being looked into"),
    "asking": _("Agencies have been asked"),
    "decided": _("Decided for every person we are worried about"),
    "noted": _("An update on another case, or a notification: asks for no decision"),
    "closed": _("Closed"),
}

CASE: tuple[Edge, ...] = (
    Edge(
        "rate", "new", "rated", "cases:case:rate", "rating-has-rationale", starts=("decide",), stops=("rate",)
    ),
    Edge("rate", "rated", "rated", "cases:case:rate", "rating-has-rationale", starts=("decide",)),
    Edge("rate", "asking", "asking", "cases:case:rate", "rating-has-rationale", starts=("decide",)),
    Edge("ask", "rated", "asking", "sharing:request:send", "told-or-reason"),
    Edge("ask", "asking", "asking", "sharing:request:send", "told-or-reason"),
    Edge("protect", "new", "new", "cases:protection:start", starts=("complete_after_immediate_protection",)),
    Edge(
        "protect", "rated", "rated", "cases:protection:start", starts=("complete_after_immediate_protection",)
    ),
    Edge(
        "protect",
        "asking",
        "asking",
        "cases:protection:start",
        starts=("complete_after_immediate_protection",),
    ),
    Edge(
        "protect",
        "decided",
        "decided",
        "cases:protection:start",
        starts=("complete_after_immediate_protection",),
    ),
    Edge(
        "decide",
        "rated",
        "decided",
        "cases:decision:make",
        "decision-complete",
        starts=("feedback",),
        stops=("acknowledge", "decide", "complete_after_immediate_protection"),
    ),
    Edge(
        "decide",
        "asking",
        "decided",
        "cases:decision:make",
        "decision-complete",
        starts=("feedback",),
        stops=("acknowledge", "decide", "complete_after_immediate_protection"),
    ),
    Edge("decide", "decided", "decided", "cases:decision:make", "decision-complete"),
    # What it tells belongs to an open case, or is noted: somebody says so with a reason, and may be wrong.
    Edge(
        "note",
        "new",
        "noted",
        "cases:case:rate",
        starts=("feedback",),
        stops=("acknowledge", "rate", "decide"),
    ),
    Edge(
        "note",
        "rated",
        "noted",
        "cases:case:rate",
        starts=("feedback",),
        stops=("acknowledge", "rate", "decide"),
    ),
    Edge("take-up", "noted", "new", "cases:case:rate", "reason-given", starts=("acknowledge", "rate")),
    Edge(
        "protect", "noted", "noted", "cases:protection:start", starts=("complete_after_immediate_protection",)
    ),
    # Asked for by a person, and done when the clock of the clearance step has run out: see actions.closing.
    Edge(
        "close",
        "decided",
        "closed",
        "cases:decision:make",
        "referrer-told",
        starts=("clear",),
        stops=("feedback", "clear"),
    ),
    Edge(
        "close",
        "noted",
        "closed",
        "cases:case:rate",
        "referrer-told",
        starts=("clear",),
        stops=("feedback", "clear"),
    ),
    Edge("reopen", "closed", "rated", "cases:case:rate", "reason-given"),
    Edge("reopen", "noted", "rated", "cases:case:rate", "reason-given", starts=("acknowledge", "decide")),
    Edge("reopen", "decided", "rated", "cases:case:rate", "reason-given"),
)
