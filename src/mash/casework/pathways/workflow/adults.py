"""The pathway of an adult safeguarding concern: the test of section 42(1) of the Care Act 2014, and the enquiry of section 42(2).

The codes of how it ended are those of the Safeguarding Adults Collection.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from mash.casework.pathways.workflow.kinds import Ask, Kind, Move, Start

_WHY: Final = Ask(name="why", label=_("Why"), missing=_("Say why"))


def _choice(name: str, label: object, codes: str, missing: object, **more: object) -> Ask:
    return Ask(name=name, label=label, type="choice", codes=codes, missing=missing, **more)  # type: ignore[arg-type] # lazy words


_TEST: Final = (
    _choice("needs", _("Needs for care and support, met or not"), "pathway-yes-no", _("Say whether there are needs for care and support")),
    Ask(name="needs_why", label=_("Why"), missing=_("Give the reason for the answer on needs")),
    _choice("risk", _("Experiencing, or at risk of, abuse or neglect"), "pathway-yes-no", _("Say whether there is abuse or neglect, or a risk of it")),
    Ask(name="risk_why", label=_("Why"), missing=_("Give the reason for the answer on risk")),
    _choice("unable", _("Because of those needs unable to protect themself"), "pathway-yes-no", _("Say whether those needs keep them from protecting themself")),
    Ask(name="unable_why", label=_("Why"), missing=_("Give the reason for the answer on protecting themself")),
    _choice("wishes", _("Were they, or who speaks for them, asked what they want to come of it?"), "msp-asked", _("Say whether they were asked what they want")),
    Ask(
        name="wanted",
        label=_("What they want to come of it, in their words"),
        when=("wishes", ("expressed",)),
        missing=_("Write down what they want, in their words"),
    ),
)  # fmt: skip
_ENQUIRY: Final = (
    Ask(name="by_whom", label=_("Who makes it"), type="line", missing=_("Say who makes the enquiry")),
    _choice("made", _("Made by the authority, or caused to be made"), "s42-made", _("Choose whether it is made or caused to be made")),
    Ask(name="scope", label=_("What it asks, how, and to what end"), missing=_("Say what the enquiry asks, how and to what end")),
    Ask(name="agreed_by", label=_("By which day it was agreed to be done"), type="date", missing=_("Enter the day that was agreed")),
    _choice("capacity", _("Do they lack capacity for the decisions of this enquiry?"), "sac-capacity", _("Say whether they lack capacity for these decisions")),
    Ask(name="decision_in_question", label=_("For which decision capacity was in question"), when=("capacity", ("lacks", "not-known"))),
    _choice("advocate", _("Advocate"), "pathway-advocate", _("Say whether an advocate was offered")),
)  # fmt: skip
_END: Final = (
    _choice("abuse", _("Type of abuse"), "sac-risk-type", _("Choose the type of abuse")),
    _choice("where", _("Where"), "sac-location", _("Choose where it was")),
    _choice("source", _("Source of the risk"), "sac-source", _("Choose the source of the risk")),
    _choice("outcome", _("What became of the risk"), "sac-risk-outcome", _("Say what became of the risk")),
    _choice("achieved", _("Was what they wanted achieved?"), "msp-achieved", _("Say whether what they wanted was achieved")),
    Ask(name="conclusion", label=_("Conclusion, and the plan from here"), missing=_("Write down the conclusion and the plan")),
)  # fmt: skip

S42: Final = Kind(
    key="s42",
    title=_("Safeguarding enquiry (section 42)"),
    populations=("adults",),
    routes=("s42-enquiry", "other-enquiry"),
    closes_from=("handed-over",),
    starts=("planning_meeting",),
    states={
        "concern": _("Concern: the three parts of the test are not decided"),
        "met": _("The test is met: no enquiry made yet"),
        "enquiring": _("The enquiry is under way"),
        "handed-over": _("Handed over, under way elsewhere"),
        "ended": _("Ended"),
    },
    ends=("ended",),
    moves=(
        Move(
            verb="test",
            title=_("The test is met: decide for an enquiry"),
            sources=("concern",),
            target="met",
            asks=_TEST,
            reserved="authority",
            waits_for_others=True,
        ),
        Move(
            verb="not-met",
            title=_("The test is not met"),
            sources=("concern",),
            target="ended",
            asks=(
                *_TEST,
                _choice(
                    "outcome", _("What is done instead"), "s42-instead", _("Choose what is done instead")
                ),
            ),
            stops=("planning_meeting",),
            reserved="authority",
            waits_for_others=True,
            outcome="outcome",
        ),
        Move(
            verb="enquire",
            title=_("Make the enquiry, or cause it to be made"),
            sources=("met",),
            target="enquiring",
            asks=_ENQUIRY,
            starts=(Start(clock="enquiry", due="agreed_by"),),
            stops=("planning_meeting",),
        ),
        Move(
            verb="hand-over",
            title=_("Hand it over"),
            sources=("met", "enquiring"),
            target="handed-over",
            asks=(
                Ask(name="to", label=_("To which team"), type="line", missing=_("Say to which team")),
                Ask(
                    name="accepted",
                    label=_("Who accepted it, and when"),
                    type="line",
                    missing=_("Say who accepted it, and when"),
                ),
            ),
            stops=("planning_meeting",),
        ),
        Move(
            verb="end",
            title=_("Conclude the enquiry"),
            sources=("enquiring", "handed-over"),
            target="ended",
            asks=_END,
            stops=("enquiry",),
            reserved="authority",
            outcome="outcome",
        ),
    ),
)
