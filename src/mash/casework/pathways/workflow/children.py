"""Pathways of a child after a decision: early help, section 17 and section 47.

Section 47 and its conference: Working Together, as the practice standard's rows name it. What a step asks is the hub's own.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from mash.casework.pathways.workflow.kinds import Ask, Kind, Move, Start

CHILDREN: Final = ("children",)
_RISK: Final = Ask(
    name="risk",
    label=_("The risk, looked at a second time"),
    type="choice",
    codes="pathway-second-look",
    missing=_("Say what the second look at the risk came to"),
)
_WHY: Final = Ask(name="why", label=_("Why"), missing=_("Say why"))
_REFUSED: Final = (
    Ask(name="who", label=_("Who does not agree"), type="line", missing=_("Say who does not agree")),
    Ask(name="why", label=_("What they say"), missing=_("Write down what they say")),
)
_LOOK: Final = (_RISK, _WHY)


def _looked_at_twice(*sources: str) -> tuple[Move, ...]:
    """Agreement is refused; another person looks at the risk again, and only then does it go on or end."""
    return (
        Move(
            verb="refuse",
            title=_("They do not agree"),
            sources=sources,
            target="refused",
            asks=_REFUSED,
            starts=(Start(clock="second-look"),),
        ),
        Move(
            verb="look-again",
            title=_("A second look at the risk"),
            sources=("refused",),
            target="looked-again",
            asks=_LOOK,
            stops=("second-look",),
            second_person=True,
        ),
        Move(
            verb="go-on",
            title=_("Go on with it"),
            sources=("looked-again",),
            target=sources[0],
            asks=(_WHY,),
        ),
    )


EARLY_HELP: Final = Kind(
    key="early-help",
    title=_("Early help"),
    populations=CHILDREN,
    routes=("early-help",),
    states={
        "offered": _("Offered: not yet agreed"),
        "agreed": _("Agreed, under way"),
        "refused": _("Not agreed: waits for a second look at the risk"),
        "looked-again": _("Not agreed: the risk was looked at a second time"),
        "ended": _("Ended"),
    },
    ends=("ended",),
    moves=(
        Move(
            verb="agree",
            title=_("They agree"),
            sources=("offered",),
            target="agreed",
            asks=(
                Ask(name="who", label=_("Who agrees"), type="line", missing=_("Say who agrees")),
                Ask(name="lead", label=_("Lead worker and agency"), type="line", missing=_("Say who leads")),
            ),
        ),
        *_looked_at_twice("offered", "agreed"),
        Move(
            verb="end",
            title=_("End it"),
            sources=("agreed", "looked-again"),
            target="ended",
            asks=(
                Ask(
                    name="outcome",
                    label=_("How it ended"),
                    type="choice",
                    codes="pathway-help-outcome",
                    missing=_("Choose how it ended"),
                ),
                _WHY,
            ),
            outcome="outcome",
        ),
    ),
)

S17: Final = Kind(
    key="s17",
    title=_("Child in need assessment (section 17)"),
    populations=CHILDREN,
    routes=("s17",),
    starts=("assessment",),
    states={
        "assessing": _("Being assessed"),
        "refused": _("A service is refused: waits for a second look at the risk"),
        "looked-again": _("A service is refused: the risk was looked at a second time"),
        "ended": _("Assessment ended"),
    },
    ends=("ended",),
    moves=(
        *_looked_at_twice("assessing"),
        Move(
            verb="end",
            title=_("Decide on the assessment"),
            sources=("assessing", "looked-again"),
            target="ended",
            asks=(
                Ask(
                    name="outcome",
                    label=_("What the assessment came to"),
                    type="choice",
                    codes="s17-outcome",
                    missing=_("Choose what the assessment came to"),
                ),
                Ask(
                    name="factor",
                    label=_("The main factor found"),
                    type="choice",
                    codes="assessment-factor",
                    missing=_("Choose the main factor found"),
                ),
                _WHY,
            ),
            stops=("assessment",),
            reserved="social-worker",
            waits_for_others=True,
            outcome="outcome",
        ),
    ),
)

S47: Final = Kind(
    key="s47",
    title=_("Child protection enquiry (section 47)"),
    populations=CHILDREN,
    routes=("s47",),
    closes_from=("handed-over",),
    starts=("strategy_discussion",),
    states={
        "begun": _("Begun: no strategy discussion yet"),
        "enquiring": _("Under way"),
        "handed-over": _("Handed over, under way elsewhere"),
        "conference": _("An initial child protection conference is called"),
        "ended": _("Ended"),
    },
    ends=("ended",),
    moves=(
        Move(
            verb="discuss",
            title=_("Strategy discussion held"),
            sources=("begun",),
            target="enquiring",
            asks=(
                Ask(
                    name="held_at",
                    label=_("When it was held"),
                    type="moment",
                    missing=_("Enter when the strategy discussion was held"),
                ),
                Ask(name="meeting", label=_("Its round table, where it was held here"), type="meeting"),
                Ask(
                    name="how",
                    label=_("Who enquires"),
                    type="choice",
                    codes="s47-how",
                    missing=_("Choose who enquires"),
                ),
                Ask(
                    name="police",
                    label=_("Police reference"),
                    type="line",
                    when=("how", ("joint",)),
                    missing=_("Enter the police reference of a joint enquiry"),
                ),
            ),
            starts=(Start(clock="initial_conference", since="held_at"),),
            stops=("strategy_discussion",),
            reserved="social-worker",
        ),
        Move(
            verb="medical",
            title=_("Medical examination"),
            sources=("enquiring",),
            target="enquiring",
            asks=(
                Ask(
                    name="medical",
                    label=_("Offered, done or declined"),
                    type="choice",
                    codes="s47-medical",
                    missing=_("Choose what became of the medical examination"),
                ),
                Ask(name="words", label=_("By whom, and what was found or why it was declined")),
            ),
        ),
        Move(
            verb="interview",
            title=_("Child spoken to, or interviewed"),
            sources=("enquiring",),
            target="enquiring",
            asks=(
                Ask(
                    name="interview",
                    label=_("How"),
                    type="choice",
                    codes="s47-interview",
                    missing=_("Choose how the child was spoken to"),
                ),
                Ask(
                    name="words",
                    label=_("Who was there, and what the child says"),
                    missing=_("Say who was there and what the child says"),
                ),
            ),
        ),
        Move(
            verb="hand-over",
            title=_("Hand it over"),
            sources=("begun", "enquiring"),
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
            stops=("strategy_discussion",),
            reserved="social-worker",
        ),
        Move(
            verb="confer",
            title=_("Concerns substantiated: call a conference"),
            sources=("enquiring", "handed-over"),
            target="conference",
            asks=(_WHY,),
            reserved="social-worker",
            waits_for_others=True,
        ),
        Move(
            verb="end",
            title=_("End it without a conference"),
            sources=("enquiring", "handed-over"),
            target="ended",
            asks=(
                Ask(
                    name="outcome",
                    label=_("What the enquiry found"),
                    type="choice",
                    codes="s47-outcome",
                    missing=_("Choose what the enquiry found"),
                ),
                _WHY,
            ),
            stops=("initial_conference",),
            reserved="social-worker",
            waits_for_others=True,
            outcome="outcome",
        ),
        Move(
            verb="conferred",
            title=_("Conference held"),
            sources=("conference",),
            target="ended",
            asks=(
                Ask(
                    name="held_at",
                    label=_("When it was held"),
                    type="moment",
                    missing=_("Enter when the conference was held"),
                ),
                Ask(
                    name="outcome",
                    label=_("What the conference decided"),
                    type="choice",
                    codes="s47-conference",
                    missing=_("Choose what the conference decided"),
                ),
                Ask(
                    name="category",
                    label=_("Category of abuse"),
                    type="choice",
                    codes="category-of-abuse",
                    when=("outcome", ("plan",)),
                    missing=_("Choose the category of abuse of the plan"),
                ),
            ),
            stops=("initial_conference",),
            reserved="social-worker",
            outcome="outcome",
        ),
    ),
)
