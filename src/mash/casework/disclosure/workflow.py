"""What becomes of a package, as data."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.kernel import Verdict
from mash.foundation.kernel.workflow import Edge, may_step

MAKE = "disclosure:package:make"
CHECK = "disclosure:package:check"
SEND = "disclosure:package:send"

STATES: dict[str, str | Promise] = {
    "draft": gettext_lazy("Being made"),
    "checking": gettext_lazy("Waits for a second person"),
    "checked": gettext_lazy("Checked, ready to send"),
    "sent": gettext_lazy("Sent"),
    "recalled": gettext_lazy("Recalled"),
    "dropped": gettext_lazy("Given up"),
}

PACKAGE: tuple[Edge, ...] = (
    Edge("change", "draft", "draft", MAKE),
    Edge("submit", "draft", "checking", MAKE, "complete"),
    Edge("take-back", "checking", "draft", MAKE),
    Edge("take-back", "checked", "draft", MAKE),
    Edge("approve", "checking", "checked", CHECK, "second-person"),
    Edge("return", "checking", "draft", CHECK, "second-person"),
    Edge("send", "draft", "sent", SEND, "complete-and-needs-no-check"),
    Edge("send", "checked", "sent", SEND, "complete"),
    Edge("recall", "sent", "recalled", SEND),
    Edge("drop", "draft", "dropped", MAKE),
)


def may(verb: str, state: str) -> Verdict:
    """Whether a package in this state can be taken by this step."""
    sentences = {
        "change": _("Only a package that is being made can be changed. Take it back first."),
        "submit": _("This package is not being made any more."),
        "take-back": _("There is nothing to take back: it is being made, or has been sent."),
        "approve": _("This package does not wait for a second person."),
        "return": _("This package does not wait for a second person."),
        "send": _(
            "This package cannot be sent as it is: a second person checks it first, or it has been sent."
        ),
        "recall": _("Only a package that has been sent can be recalled."),
        "drop": _("Only a package that is being made can be given up."),
    }
    return may_step(PACKAGE, verb, state, sentence=sentences[verb])
