"""Who may ask for what, what must be settled before an answer goes, and who may say so. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.kernel import ALLOWED, Refused, Verdict
from mash.foundation.kernel.workflow import Edge, may_step
from mash.oversight.rights.clock import opinion_holds

WORK: Final = "rights:request:work"
CHECK: Final = "rights:package:check"
ANSWER: Final = "rights:consultation:answer"

WORKFLOW: Final = (
    Edge("accept", "received", "open", WORK),
    Edge("submit", "open", "checking", WORK),
    Edge("send-back", "checking", "open", CHECK),
    Edge("agree", "checking", "checked", CHECK),
    Edge("take-back", "checked", "open", WORK),
    Edge("answer", "checked", "answered", WORK, guard="released"),
    *(Edge("refuse", state, "refused", WORK) for state in ("received", "open")),
    *(Edge("withdraw", state, "withdrawn", WORK) for state in ("received", "open", "checking", "checked")),
)
OPEN: Final = frozenset({"received", "open", "checking", "checked"})
# Routes that bring an order or a power of their own: no identity, no month, no extension.
OWN_CLOCK: Final = frozenset({"court", "police"})
# The person's matters are read while the answer is made, and no longer.
LENDS_SIGHT: Final = frozenset({"open", "checking"})

QUESTIONS: Final[Mapping[str, Mapping[str, str | Promise]]] = {
    # Whose right it is: a child who understands what it means to ask exercises it themself (ICO's guidance on children;
    # Gillick [1986] AC 112), and child abuse data are not given where that is not in the child's interests (DPA 2018,
    # Schedule 3, paragraph 21).
    "parent": {
        "competence": gettext_lazy("Does the child understand what it means to ask, and how do you know?"),
        "view": gettext_lazy("What does the child say about it, or why were they not asked?"),
        "interests": gettext_lazy("Is it in the child’s interests that this person is told?"),
        "harm": gettext_lazy("Could anybody be harmed, the child first?"),
    },
    # UK GDPR Article 21(1): unless compelling legitimate grounds override, or for legal claims.
    "objection": {
        "situation": gettext_lazy("What in their own situation do they object from?"),
        "grounds": gettext_lazy(
            "Which compelling grounds to go on using it are there, and do they override?"
        ),
    },
    # Article 18(1)(a) to (d).
    "restriction": {
        "ground": gettext_lazy("What do they contest, or what do they need it kept for?"),
        "duty": gettext_lazy("Which duties to use it go on all the same?"),
    },
    # Article 16.
    "rectification": {
        "wrong": gettext_lazy("What do they say is wrong or missing?"),
        "evidence": gettext_lazy("What shows it, and what does the source say?"),
    },
}


@dataclass(frozen=True, slots=True)
class ParagraphSaid:
    """One paragraph as the second person meets it."""

    third_party: bool
    health: bool
    exemption: str = ""
    reasonable: str = ""


def questions(kind: str, route: str) -> Mapping[str, str | Promise]:
    """What is weighed for this request, by code; nothing where nothing is."""
    if kind == "access":
        return QUESTIONS["parent"] if route == "parent" else {}
    return QUESTIONS[kind]


def may_go(verb: str, state: str) -> Verdict:
    return may_step(WORKFLOW, verb, state, sentence=_("The request has moved on: look at it again."))


def may_open(
    *, route: str, received: date, today: date, needed_by: date | None, ground: str, authority: str
) -> Verdict:
    """Whether a request may be recorded as described."""
    if received > today:
        return Refused("rights:request:future", _("A request is not received later than today."))
    if route in OWN_CLOCK and (needed_by is None or not ground):
        return Refused(
            "rights:request:own-clock", _("Say under which provision it is made, and by when it is needed.")
        )
    if route in {"court", "police", "representative", "parent"} and not authority.strip():
        return Refused(
            "rights:request:authority", _("Record the order, the form, or how their authority was shown.")
        )
    return ALLOWED


def may_accept(*, route: str, identity_how: str) -> Verdict:
    """Nothing is read before it is settled who asks."""
    if route in OWN_CLOCK:
        return ALLOWED
    if not identity_how:
        return Refused("rights:identity:missing", _("Say how you know who they are."))
    return ALLOWED


def may_extend(*, route: str, extended: bool, today: date, notice_by: date | None, reason: str) -> Verdict:
    """Two further months, once, told with the reason within the first (Article 12(3), 12A(3) and (4))."""
    if route in OWN_CLOCK:
        return Refused("rights:clock:own", _("An order or another authority’s request has its own time."))
    if extended:
        return Refused("rights:clock:extended", _("The time has been extended already."))
    if notice_by is None:
        return Refused("rights:clock:stands", _("The clock stands: there is nothing to extend yet."))
    if today > notice_by:
        return Refused("rights:clock:late", _("They have to be told within the first month, which is over."))
    if not reason.strip():
        return Refused("rights:clock:no-reason", _("Say why it takes longer: they are told that."))
    return ALLOWED


def may_submit(
    *,
    searched: bool,
    assessed: bool | None,
    waiting: int,
    paragraphs: Iterable[ParagraphSaid],
    refused_by_source: int,
    opinions: Collection[tuple[date, str]],
    today: date,
    changed: int,
) -> Verdict:
    """Whether an answer may go to the second person.

    `assessed` is None where nothing is weighed, else whether it was granted. `waiting` consultations are not answered.
    `refused_by_source` paragraphs are given although their source said no, without a reason of the handler's own.
    `opinions` are (given on, says) of health professionals. `changed` passages are not as they were found.
    """
    said = list(paragraphs)
    health = [one for one in said if one.health and not one.exemption]
    holds = [says for given, says in opinions if opinion_holds(given, today)]
    stops = {
        "rights:search:missing": (not searched, _("Search first.")),
        "rights:assessment:refused": (
            assessed is False,
            _("It has not been weighed yet, or the assessment says no: then refuse the request."),
        ),
        "rights:search:stale": (changed > 0, _("What is held has changed since the search: search again.")),
        "rights:consultation:waiting": (
            waiting > 0,
            _("An agency has not answered yet: wait, or take the question back."),
        ),
        "rights:paragraph:third-party": (
            any(one.third_party and not (one.exemption or one.reasonable) for one in said),
            _(
                "A paragraph about somebody else is neither left out nor said to be reasonable to give: look at those "
                "marked."
            ),
        ),
        "rights:opinion:missing": (
            bool(health) and not holds,
            _(
                "Health information needs the opinion of the appropriate health professional, no older than six months."
            ),
        ),
        "rights:opinion:harm": (
            bool(health) and holds[-1:] == ["harm"],
            _("The health professional says that it would cause serious harm: leave it out."),
        ),
        "rights:consultation:overruled": (
            refused_by_source > 0,
            _(
                "An agency said no to something that is given: leave it out, or say why it is given all the same."
            ),
        ),
    }
    return next((Refused(code, sentence) for code, (stop, sentence) in stops.items() if stop), ALLOWED)


def may_check(
    *, by: int | None, handler: int, markers: Collection[int], verdict: str, comment: str
) -> Verdict:
    """A second person agrees: never whoever works on it, nor anybody who marked a paragraph."""
    if by is None or by == handler or by in markers:
        return Refused("rights:check:own", _("Somebody else checks what you have prepared."))
    if verdict == "back" and not comment.strip():
        return Refused("rights:check:no-comment", _("Say what is to be changed."))
    return ALLOWED


def may_answer_consultation(
    *, state: str, verdicts: Iterable[tuple[str, str]], known: Collection[str]
) -> Verdict:
    """`verdicts` are (verdict, exemption) of each thing asked about."""
    if state != "sent":
        return Refused("rights:consultation:ended", _("This has been answered or is no longer needed."))
    for verdict, exemption in verdicts:
        if verdict not in {"may", "may-not"}:
            return Refused("rights:consultation:verdict", _("Say for each one whether it may be given."))
        if verdict == "may-not" and exemption not in known:
            return Refused("rights:consultation:reason", _("Say for each that may not be given why."))
    return ALLOWED


def may_release(
    *, custodian: bool, looked: bool, outcome: str, hidden: bool, exemption: str, reason: str
) -> Verdict:
    """A custodian takes the step that every answer waits for."""
    if not custodian:
        return Refused("rights:custody:not-yours", _("A cleared decision maker or manager does this."))
    if looked:
        return Refused("rights:custody:done", _("A colleague has looked at this already."))
    if hidden and outcome == "kept" and not (exemption and reason.strip()):
        return Refused("rights:custody:no-reason", _("Say on which exemption it is kept back, and why."))
    if not hidden and outcome != "nothing":
        return Refused("rights:custody:nothing", _("There is nothing hidden here."))
    return ALLOWED
